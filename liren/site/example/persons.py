"""Who lives in the invented district: families in two communities that know their flats.

Their numbers begin with a county that there is not, their names are made up. What happens to
them stands in the parts of the affairs that follow.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from liren.apps.people.actions import move_hukou, register
from liren.apps.people.rules import Bond, Marital, Paper, Relation, Sex, Work
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.numbers import CHECKS, WEIGHTS
from liren.site.example import names
from liren.site.example.estates import Estate
from liren.site.example.people import LOGINS, Town

SEED = 43
COUNTY = "990101"
HOMES = {"990101001003": 64, "990101002003": 28}  # families in each community
FROM_ABROAD = {
    "990101001003": ("玛丽亚·罗西", "YA7300118"),
    "990101002003": ("田中美咲", "TR7301942"),
}
LOCAL = 0.72  # of the families have their hukou where they live
YEAR = timedelta(days=365)
# characters that people give to daughters
DAUGHTERS = set(
    "珍芳芬英兰凤娟丽霞萍梅燕静艳红秀桂琴娣云仙慧雪玉美月巧素"
    "彩佩欣怡诗雨桐萱可佳琪若曦婉瑶雅婷梦洁彤华敏"
)


@dataclass(frozen=True)
class Member:
    """One of a family, as the desk writes him down."""

    name: str
    sex: str
    born: date
    relation: str
    marital: str
    work: str


def furnish(town: Town, estates: Sequence[Estate]) -> None:
    """Write families into flats, the log-ins of residents among them."""
    luck, serials = random.Random(SEED), count(1)
    for community, wanted in HOMES.items():
        worker = town.actors[f"worker:{community}"][0]
        at_home = [one.name for one in LOGINS if one.post.startswith(f"resident:{community}")]
        known = iter(at_home)
        for flat in flats_of(community, wanted):
            family = list(made(luck, next(known, "")))
            settle(worker, flat, family, luck, serials)
        beyond(worker, flats_of(community, wanted)[::9], luck, serials)


def beyond(
    worker: Actor, flats: Sequence[Dwelling], luck: random.Random, serials: Iterator[int]
) -> None:
    """Who is registered here and lives elsewhere, and who is here from abroad."""
    for flat in flats[1:4]:
        born = today() - YEAR * luck.randint(24, 31)
        one = member(luck, born, Relation.HEAD)
        paper: dict[str, Any] = {"id_number": number(born, one.sex, next(serials)), "sex": one.sex}
        kept: dict[str, Any] = {"nation": "01", "marital": one.marital, "work": one.work}
        since = today() - YEAR * luck.randint(3, 9)
        register(worker, flat, name=one.name, tie=Bond.HUKOU, since=since, **paper, **kept)
    name, passport = FROM_ABROAD[flats[0].area.code[:12]]
    facts: dict[str, Any] = {"paper": Paper.PASSPORT, "id_number": passport, "sex": Sex.FEMALE}
    born, since = today() - YEAR * 34, today() - YEAR
    register(worker, flats[0], name=name, since=since, born=born, work=Work.PROFESSIONAL, **facts)


def flats_of(community: str, wanted: int) -> list[Dwelling]:
    """Flats all over the community, the same ones each time."""
    rows = Dwelling.objects.filter(area__code__startswith=community, use="residential")
    flats = list(rows.select_related("area").order_by("pk"))
    step = max(1, len(flats) // wanted)
    return flats[::step][:wanted]


def made(luck: random.Random, name: str) -> Iterator[Member]:
    """A family of one to five, as towns have them; `name` is that of its head."""
    kind = luck.choices(("alone", "old", "couple", "family", "three"), (14, 18, 20, 36, 12))[0]
    if name:
        kind = "family"
    years = {"alone": (58, 84), "old": (63, 82)}.get(kind, (33, 52))
    born = today() - YEAR * luck.randint(*years) - timedelta(days=luck.randint(0, 364))
    head = member(luck, born, Relation.HEAD, name=name, alone=kind == "alone")
    yield head
    if kind == "alone":
        return
    near = born + timedelta(days=luck.randint(-1400, 1400))
    yield member(luck, near, Relation.SPOUSE, sex=other(head.sex))
    if kind in ("family", "three"):
        for _child in range(luck.choice((1, 1, 2))):
            later = born + YEAR * luck.randint(25, 31)
            child = member(luck, later, Relation.SON, surname=head.name[0])
            is_son = child.sex == Sex.MALE
            yield replace(child, relation=Relation.SON if is_son else Relation.DAUGHTER)
    if kind == "three":
        before = born - YEAR * luck.randint(24, 29)
        yield member(luck, before, Relation.PARENT, surname=head.name[0], alone=True)


def other(sex: str) -> str:
    """The other of the two."""
    return Sex.FEMALE if sex == Sex.MALE else Sex.MALE


def member(
    luck: random.Random,
    born: date,
    relation: str,
    *,
    name: str = "",
    sex: str = "",
    surname: str = "",
    alone: bool = False,
) -> Member:
    """Somebody whose name, sex, work and marriage suit one another and his years."""
    years = (today() - born).days // 365
    share = {"old": float(years > 55), "young": float(years < 25)}
    name = name or names.full_name(luck, **share)
    while sex and sex_of(name) != sex:
        name = names.full_name(luck, **share)
    if surname:
        name = surname + name[1:]
    marital = Marital.SINGLE if years < 24 else Marital.FIRST
    if alone:
        marital = luck.choice((Marital.WIDOWED, Marital.WIDOWED, Marital.DIVORCED))
    return Member(name, sex_of(name), born, relation, marital, work_of(luck, years))


def sex_of(name: str) -> str:
    """What the given name says."""
    return Sex.FEMALE if DAUGHTERS & set(name[1:]) else Sex.MALE


def work_of(luck: random.Random, years: int) -> str:
    """What people of these years do."""
    if years < 6:
        return ""
    if years < 22:
        return Work.STUDENT
    if years > 58:
        return Work.RETIRED
    trades = (Work.CLERK, Work.WORKER, Work.PROFESSIONAL, Work.SELF_EMPLOYED, Work.JOBLESS)
    return luck.choices(trades, (34, 24, 20, 15, 7))[0]


def settle(
    worker: Actor,
    flat: Dwelling,
    family: Sequence[Member],
    luck: random.Random,
    serials: Iterator[int],
) -> None:
    """Write a family into a flat, its head first."""
    since = max(family[0].born + YEAR * 20, today() - YEAR * luck.randint(1, 18))
    home = None
    booklet = None
    is_local = luck.random() < LOCAL
    for one in family:
        came = max(since, one.born)
        person = register(
            worker,
            flat,
            name=one.name,
            household=home,
            relation=one.relation,
            since=came,
            id_number=number(one.born, one.sex, next(serials)),
            sex=one.sex,
            nation="01",
            marital=one.marital,
            work=one.work,
            phone=f"{names.PHONE_START}{luck.randint(1000, 9999)}" if one.work else "",
        )
        home = person.household
        if is_local:
            event = move_hukou(
                worker, person, on=came, dwelling=flat, household=booklet, relation=one.relation
            )
            booklet = event.household


def number(born: date, sex: str, serial: int) -> str:
    """A well-formed number of nobody: the serial is odd for men."""
    serial = serial * 2 + (1 if sex == Sex.MALE else 0)
    text = f"{COUNTY}{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True))
    return text + CHECKS[total % 11]
