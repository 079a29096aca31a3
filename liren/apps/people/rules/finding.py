"""What people type to find somebody, and what is meant by it."""

import re
from dataclasses import dataclass
from datetime import date

from liren.apps.people.rules.persons import LAST, LONGEST_NAME, normal_number
from liren.apps.people.rules.rights import Asked
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

LONGEST = LONGEST_NAME
ENDING = re.compile(rf"\d{{{LAST - 1}}}[\dX]")
PHONE = re.compile(r"(?:\+?86)?(1\d{10})")
RESIDENT = re.compile(r"\d{17}[\dX]")
PAPER = re.compile(r"[A-Z]{0,3}\d[\dA-Z]{4,19}")
HOUSE = re.compile(r"(\d{1,3}|[A-Z])(?:栋|幢|号楼|座)")
ENTRANCE = re.compile(r"(\d{1,2})单元")
ROOM = re.compile(r"(\d{2,5}|[商办库]\d{1,3})室?$")
ROW = re.compile(r"(\d{1,3}|[A-Z])[-—](?:(\d{1,2})[-—])?(\d{2,5})室?$")
MOST_AGE = 130
SHORT = 2  # letters that tell a syllable from initials
TWICE = ("zh", "ch", "sh")  # one sound, and the initials of thousands
VOWELS, ENDS = frozenset("aeiouv"), ("an", "en", "er")


@dataclass(frozen=True)
class Address:
    """Where somebody is looked for; empty means: no matter."""

    estate: str = ""
    building: str = ""
    stairwell: str = ""
    room: str = ""


@dataclass(frozen=True)
class Meant:
    """By what is looked for, and the words as they are compared."""

    how: str
    text: str = ""
    where: Address = Address()


def meant(q: str) -> Meant:
    """What was typed: a number, its last four, a telephone, an address or a name."""
    plain = normal_number(q)
    if not plain:
        return Meant(Asked.LIST)
    if ENDING.fullmatch(plain):
        return Meant(Asked.LAST, plain)
    if phone := PHONE.fullmatch(plain.replace("-", "")):
        return Meant(Asked.PHONE, phone[1])
    if RESIDENT.fullmatch(plain) or PAPER.fullmatch(plain):
        return Meant(Asked.NUMBER, plain)
    if any(sign.isdigit() for sign in plain):
        return Meant(Asked.ADDRESS, plain, address(q))
    return Meant(Asked.NAME, q.strip()[:LONGEST])


def sounded(text: str) -> str:
    """Letters as sounds and initials are kept; nothing for what is no letter of ASCII."""
    return "".join(sign for sign in text.lower() if sign.isalnum()) if text.isascii() else ""


def no_sound(sound: str) -> bool:
    """Whether letters begin no syllable, so that they can only be initials: jyx, not jix."""
    first = sound[:SHORT]
    if len(first) < SHORT or first in TWICE or first in ENDS:
        return False
    return first[1] not in VOWELS


def address(text: str) -> Address:
    """An address as people write it: 和园3栋2单元301室, 和园3-2-301, 3栋301.

    A blank parts the number of a house from an estate whose name ends in one.
    """
    rest = text.strip().upper()
    if row := ROW.search(rest):
        building, stairwell, room = row.groups()
        return Address("".join(rest[: row.start()].split()), building, stairwell or "", room)
    found: dict[str, str] = {}
    for part, pattern in (("building", HOUSE), ("stairwell", ENTRANCE), ("room", ROOM)):
        if hit := pattern.search(rest):
            found[part] = hit[1]
            rest = (rest[: hit.start()] + " " + rest[hit.end() :]).strip()
    return Address("".join(rest.split()), **found)


def check_address(where: Address) -> None:
    """An address names at least a building or a room."""
    if not (where.building or where.room):
        raise Refused(
            "people.odd-question",
            _(
                "没看懂要找什么。可写姓名、拼音、首字母、完整号码、后四位，或“和园3栋301”这样的住址。"
            ),
        )


def check_places(number: int, most: int) -> None:
    """The last four of a number are looked for in a few grids at a time."""
    if number > most:
        raise Refused(
            "people.last-too-wide",
            _("号码后四位只能在自己的网格和社区里查。请先在“筛选”里选一个社区，再查。"),
        )


def born_between(youngest: int | None, oldest: int | None, day: date) -> tuple[date, date] | None:
    """From which day to which somebody of these ages was born; None when it does not matter."""
    if youngest is None and oldest is None:
        return None
    eldest = years_before(day, min(oldest if oldest is not None else MOST_AGE, MOST_AGE) + 1)
    return date.fromordinal(eldest.toordinal() + 1), years_before(day, youngest or 0)


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; the 29th of February gives way to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
