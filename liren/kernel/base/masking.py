"""Masks: what may be shown of a number or a name, and which numbers a free text holds."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

HIDDEN = "****"
FEWEST = 11  # digits in the shortest number that is looked for
NUMERALS = "〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
DIGIT = re.compile(rf"[\d{NUMERALS}]")
# what people put between the digits of one number; written as numbers, since they are unseen
SPACES = "\x20\t\u00a0\u2002\u2003\u2007\u2009\u200b\u200c\u200d\u202f\u2060\u3000\ufeff"
DASHES = "\\-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
GAP = f"[{SPACES}{DASHES}]{{0,2}}"
# digits in groups of any length, not inside a longer run of digits
PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00){GAP})?(?:86{GAP})?(1{GAP}\d(?:{GAP}\d){{9}})(?!\d)")
IDENTITY = re.compile(rf"(?<![\dA-Za-z])(?:\d{GAP}){{17}}[\dXx](?![\dA-Za-z])")
CARD = re.compile(rf"(?<!\d)[3-69]\d{{3}}({GAP})\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?(?!\d)")
NOT_DIGITS = re.compile(r"[^0-9Xx]")


@dataclass(frozen=True)
class Number:
    """A personal number in a text: where it stands, and what may be shown in its place."""

    start: int
    end: int
    mask: str


def mask_phone(number: str) -> str:
    """138****8301: the first three and the last four digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else HIDDEN


def mask_bank(number: str) -> str:
    """The last four digits of a bank account, behind a fixed number of stars."""
    return f"****{number[-4:]}" if len(number) > 8 else "****"


def mask_email(address: str) -> str:
    """s****@example.org: the first character, and where it is."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}****{at}{host}" if at else HIDDEN


def mask_name(name: str) -> str:
    """沈**: the first character and two stars."""
    return f"{name[:1]}**" if name else ""


def mask_text(text: str) -> str:
    """The same text with phone, identity and bank numbers masked."""
    while found := numbers_in(text):  # beside a mask may stand what was hidden in a longer run
        parts, at = [], 0
        for number in found:
            parts += [text[at : number.start], number.mask]
            at = number.end
        text = "".join([*parts, text[at:]])
    return text


def numbers_in(text: str) -> list[Number]:
    """The personal numbers that a text holds, from left to right, none inside another."""
    if len(DIGIT.findall(text)) < FEWEST:
        return []
    plain = text if text.isascii() else text.translate(PLAIN)
    found: list[Number] = []
    for one in sorted(_found(plain), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


class Plain(dict[int, int]):
    """Each sign as a digit of ASCII where it is one: places in the text stay where they are."""

    def __missing__(self, sign: int) -> int:
        value = unicodedata.decimal(chr(sign), None) if sign > 127 else None
        self[sign] = found = sign if value is None else ord("0") + value
        return found


PLAIN = Plain(str.maketrans(NUMERALS + "Ｘｘ", "00012345678912123456789Xx"))


def _found(plain: str) -> Iterator[Number]:
    for match in IDENTITY.finditer(plain):
        digits = NOT_DIGITS.sub("", match[0])
        if _is_born(digits):
            yield Number(match.start(), match.end(), f"{digits[:6]}********{digits[-2:]}")
    for match in CARD.finditer(plain):
        digits = NOT_DIGITS.sub("", match[0])
        if len(digits) >= 16 and _luhn(digits):
            yield Number(match.start(), match.end(), f"****{digits[-4:]}")
    for match in PHONE.finditer(plain):
        digits = NOT_DIGITS.sub("", match[1])
        yield Number(match.start(), match.end(), f"{digits[:3]}****{digits[-4:]}")


def _is_born(digits: str) -> bool:
    """Whether the middle is a day: of who mistyped the last digit the rest is still known."""
    try:
        return 1850 <= date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])).year <= 2100
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    doubled = [int(sign) * (2 - at % 2) for at, sign in enumerate(reversed(digits), start=1)]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
