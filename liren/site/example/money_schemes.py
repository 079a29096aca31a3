"""What the invented district grants year by year: a year paid, a year proposed, an old promise."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from liren.apps.money.actions import runs as actions
from liren.apps.money.actions.booking import pay_claim
from liren.apps.money.models import Claim, Run
from liren.apps.standards import actions as standards
from liren.kernel.access.models import Area, Body, Grant
from liren.kernel.base.clock import today
from liren.site.example.duties_gate import Desk
from liren.site.example.estates import Estate
from liren.site.example.people import DISTRICT, Town

OLD: Final = 2018  # promised that year by the grades of an appraisal, and never paid
STREETS: Final = ("990101001000", "990101002000", "990101003000")
RESIDENTS: Final = ((46_120, 47_880), (51_340, 50_910), (43_760, None))  # the year before, now
LOTTERY: Final = ((180_000, 200_000), (150_000, None), (160_000, None))
UPKEEP: Final = ((4, 96_000), (7, 168_000))  # urban villages and what they earned
PAID: Final = (1.0, 0.6, 1.0)  # how much of the year before has come


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """A bureau that pays, facts with their papers, three runs."""
    desk = Desk(town)
    town.bodies["cz"] = bureau(town.areas[DISTRICT])
    for actor in town.actors["finance"]:  # who pays what the bureau owes
        Grant.objects.create(user=actor.user, role="district_finance", body=town.bodies["cz"])
    streets = [town.areas[code] for code in STREETS]
    year = today().year
    for street, facts in zip(streets, RESIDENTS, strict=True):
        for number, value in zip((year - 1, year), facts, strict=True):
            state(desk, street, "residents", value, number, "人口抽样统计年报")
    for street, facts in zip(streets, LOTTERY, strict=True):
        for number, value in zip((year - 1, year), facts, strict=True):
            state(desk, street, "lottery_decided", value, number, "福彩公益金安排计划")
    for street, (villages, award) in zip(streets, UPKEEP, strict=False):
        state(desk, street, "villages", villages, OLD, "城中村市容管护名录")
        state(desk, street, "village_award_due", award, OLD, "城中村市容管护考核结果通报")
    booked(desk, OLD, 40)
    booked(desk, year - 1, 36)
    paid(desk, year - 1, streets)
    proposed(desk, year)


def bureau(area: Area) -> Body:
    """The district's bureau of finance."""
    body = Body(
        code="cz", name="财政局", name_en="Finance Bureau", kind="department", area=area,
        area_path=area.path, functions=["finance"],
    ).sounded()  # fmt: skip
    body.save()
    return body


def state(desk: Desk, area: Area, key: str, value: int | None, year: int, paper: str) -> None:
    """A fact of a year, declared by the subdistrict's head and confirmed by the district."""
    if value is None:
        return
    day = min(date(year, 12, 31), today() - timedelta(days=60))
    leader, office = desk.somebody(f"leader:{area.code[:9]}"), desk.somebody("office")
    row = desk.at(
        50,
        lambda: standards.declare(
            leader, area, key=key, value=Decimal(value), day=day, document=f"{year}年{paper}"
        ),
    )
    desk.at(48, lambda: standards.confirm(office, row, value=row.value))


def counted(desk: Desk, year: int, ago: int) -> Run:
    """A year counted for the whole district."""
    area, office = desk.town.areas[DISTRICT], desk.somebody("office")
    run: Run = desk.at(ago, lambda: actions.count_run(office, area, year=year))
    desk.at(ago, lambda: actions.count(run))
    run.refresh_from_db()
    return run


def booked(desk: Desk, year: int, ago: int) -> Run:
    """The same, agreed to by the office and by finance."""
    run = counted(desk, year, ago)
    for days, who in ((ago - 1, "office"), (ago - 2, "finance")):
        actor = desk.somebody(who)
        run = desk.at(days, partial(actions.consent_run, actor, run))
    desk.at(ago - 2, lambda: actions.post(run))
    return run


def paid(desk: Desk, year: int, streets: Sequence[Area]) -> None:
    """Most of a year has come, a part of one subdistrict's has not."""
    finance = desk.somebody("finance").user
    days = min(15, today().timetuple().tm_yday - 1)
    for number, (street, share) in enumerate(zip(streets, PAID, strict=True), start=1):
        rows = Claim.objects.filter(area=street, year=year, debtor__code="cz")
        for claim in rows.select_related("account", "area", "debtor", "fund"):
            title = f"{claim.title}，国库集中支付凭证 {year % 100}{number:03d} 号"
            facts: dict[str, Any] = {"key": f"example:{claim.pk}", "by": finance, "title": title}
            desk.at(days, partial(pay_claim, claim, int(claim.fen * share), **facts))


def proposed(desk: Desk, year: int) -> None:
    """This year waits for the first of two: what changed, and what nobody has declared."""
    counted(desk, year, 2)
