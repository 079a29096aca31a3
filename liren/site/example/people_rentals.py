"""What is let in one community of the invented district, who has a permit, who was visited."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, cycle
from typing import Any, NamedTuple

from liren.apps.people.actions import permits, rentals, visits
from liren.apps.people.models import Household, Person, Tag, Tenancy
from liren.apps.people.queries.visits import members_of
from liren.apps.people.rules import Bond
from liren.apps.people.rules.rentals import CheckPoint, Letting
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.numbers import CHECKS, WEIGHTS
from liren.site.example import names
from liren.site.example.estates import Estate
from liren.site.example.people import Town

SEED = 61
COMMUNITY = "990101001003"
COUNTIES = ("990205", "990311", "990427")  # which no city has
VISITED = 9


class Let(NamedTuple):
    """One tenancy: days ago when they moved in and when it was told, for how long, of what."""

    moved_in: int
    told: int
    months: int
    kind: str = Letting.WHOLE
    tenants: int = 1
    part: str = ""
    employer: str = ""
    rent: int = 2200
    by: str = "landlord"
    faults: Sequence[str] = ()
    looked: int | None = None  # days ago
    permit: int | None = None  # days ago when the first tenant's was issued


LETS = (
    Let(560, 558, 24, tenants=2, rent=2600, looked=120, permit=345),
    Let(600, 590, 24, rent=1900, looked=182, permit=382),
    Let(420, 419, 18, tenants=3, rent=3100, by="agency", looked=60, permit=200),
    Let(352, 350, 12, tenants=2, rent=2400, looked=175),
    Let(330, 329, 12, rent=1800, by="agency", looked=150),
    Let(260, 248, 12, tenants=2, rent=2300, by="worker", looked=9,
        faults=(CheckPoint.CHARGING, CheckPoint.EXTINGUISHER)),
    Let(190, 189, 24, Letting.DORMITORY, 6, employer="和安纺织有限公司", rent=4200,
        by="employer", looked=20),
    Let(120, 118, 12, Letting.ROOM, 1, "北间", rent=900, by="landlord", looked=100),
    Let(75, 60, 6, tenants=2, rent=2000, by="tenant", looked=4, faults=(CheckPoint.WIRING,)),
    Let(40, 39, 12, tenants=1, rent=2100, by="agency", looked=30),
    Let(8, 6, 12, tenants=2, rent=2500, by="property"),
    Let(3, 1, 6, Letting.ROOM, 1, "南间", rent=850, by="landlord"),
)  # fmt: skip


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Let flats in which nobody lives, look at their safety, visit those who are visited."""
    luck, serials = random.Random(SEED), count(1)
    worker = town.actors[f"worker:{COMMUNITY}"][0]
    for one, flat in zip(LETS, empty_flats(len(LETS)), strict=False):
        row = let(worker, flat, one, luck, serials)
        if one.looked is not None:
            look(worker, row, one)
        if one.permit is not None:
            tenant = row.tenants.order_by("pk")[0].person
            person = Person.objects.get(pk=tenant.pk)
            permits.issue_permit(worker, person, issued_on=ago(one.permit))
    rounds(town)


def ago(days: int) -> date:
    """The day that lies this far back."""
    return today() - timedelta(days=days)


def empty_flats(wanted: int) -> list[Dwelling]:
    """Flats without a household, all over the community, the same ones each time."""
    lived = Household.objects.filter(until=None).values("dwelling")
    rows = Dwelling.objects.filter(area__code__startswith=COMMUNITY, use="residential")
    flats = list(rows.exclude(pk__in=lived).select_related("area").order_by("pk"))
    step = max(1, len(flats) // wanted)
    return flats[::step][:wanted]


def let(
    worker: Actor, flat: Dwelling, one: Let, luck: random.Random, serials: Iterator[int]
) -> Tenancy:
    """One tenancy with all who live there."""
    row: Tenancy = rentals.let(
        worker,
        flat,
        kind=one.kind,
        part=one.part,
        employer=one.employer,
        landlord_name=names.full_name(luck, old=0.7, young=0.0),
        landlord_phone=f"1390199{next(serials) + 2000:04d}",
        tenants=[tenant(luck, next(serials), first=n == 0) for n in range(one.tenants)],
        since=ago(one.moved_in),
        until=ago(one.moved_in - 30 * one.months - one.months // 2),
        moved_in_on=ago(one.moved_in),
        told_on=ago(one.told),
        told_by=one.by,
        rent_fen=one.rent * 100,
        contract=f"HA-{ago(one.moved_in):%Y%m}-{flat.pk % 1000:03d}",
        fee_fen=50_00 if one.kind != "dormitory" else None,
        fee_basis="和安街道私房租赁登记委托书" if one.kind != "dormitory" else "",
    )
    return row


def tenant(luck: random.Random, serial: int, *, first: bool) -> dict[str, Any]:
    """Somebody from a county elsewhere, between twenty and fifty."""
    born = ago(365 * luck.randint(21, 50) + luck.randint(0, 364))
    county = luck.choice(COUNTIES)
    text = f"{county}{born:%Y%m%d}{serial + 700:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True))
    facts = {
        "name": names.full_name(luck, old=0.1, young=0.4),
        "id_number": text + CHECKS[total % 11],
        "hukou_code": county,
        "work": luck.choice(("24", "17", "54")),
    }
    return facts | ({"phone": f"1380199{serial + 3000:04d}"} if first else {"relation": "99"})


def look(worker: Actor, row: Tenancy, one: Let) -> None:
    """One look at its safety."""
    on = ago(one.looked or 0)
    note = "已当面告知房东和承租人，限期整改。" if one.faults else ""
    rentals.check_room(worker, row, faults=list(one.faults), on=on, note=note)


FOUND = cycle(("same", "same", "changed", "same", "absent", "same", "same", "refused", "same"))


def rounds(town: Town) -> None:
    """Visits of the last two weeks by those who look after the grids."""
    planned = Tag.objects.filter(ended_on=None, kind__visit_days__isnull=False)
    for number in ("01", "02"):
        grid = town.actors[f"grid:{COMMUNITY}{number}"][0]
        area = f"{COMMUNITY}{number}"
        homes = Household.objects.filter(until=None, tie=Bond.HOME, area__code=area)
        first = homes.filter(pk__in=planned.values("person__household")).order_by("pk")
        others = homes.exclude(pk__in=first.values("pk")).order_by("pk")
        chosen = [*first[:3], *others[: VISITED - 3]]
        for n, (home, found) in enumerate(zip(chosen, FOUND, strict=False)):
            visit(grid, home, found, ago(6 + n))


def visit(grid: Actor, home: Household, found: str, on: date) -> None:
    """One visit; what differs is a telephone and where somebody works."""
    people = [one.person for one in members_of([home])[home.pk]]
    seen = {str(one.uid): one.version for one in people}
    facts: dict[str, Any] = {}
    if found == "changed":
        told = {"phone": f"1370199{people[0].pk % 10000:04d}", "employer": "锦湖路快递服务点"}
        facts = {"differences": {str(people[0].uid): told}, "note": "换了手机，找到了新工作。"}
    visits.visit(grid, home, found=found, seen=seen, on=on, **facts)
