"""Which years of which areas are closed, what is still open of them, and what would be left."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from liren.apps.money.models import Donation, Purse, Receipt, YearEnd
from liren.apps.money.queries.commitments import Commitment, commitments, spendings_in
from liren.apps.money.rules.giving import DonationState
from liren.apps.money.rules.spending import SpendingState
from liren.apps.money.rules.years import Fate, Left, Promised, YearState, check_year, split
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.base.choices import _
from liren.kernel.ledger.models import Account

READ = "money.budgets"
BESIDE = ("area__parent", "by", "confirmed_by")
MOST = 50


class Blocking(NamedTuple):
    """Something of a year that is not finished: what it is, and where it is finished."""

    title: str
    what: str
    url: str

    def __str__(self) -> str:
        return f"{self.what}「{self.title}」"


def is_closed(area: Area, year: int) -> bool:
    """Whether the year of an area was closed by two persons."""
    return YearEnd.objects.filter(area=area, year=year).exclude(confirmed_by=None).exists()


def check_open(area: Area, year: int) -> None:
    """Nothing is booked into a year that is closed.

    Until the transaction ends nobody closes the year: what is booked is seen by who closes.
    """
    check_year(stays_closed(area, year), year)


def stays_closed(area: Area, year: int) -> bool:
    """Whether a year is closed; nobody closes it until the transaction ends."""
    hold_year("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", area, year)
    return is_closed(area, year)


def hold_year(how: str, area: Area, year: int) -> None:
    """Wait for those who close the year of an area, or for those who book into it."""
    with connection.cursor() as cursor:
        cursor.execute(how, [f"year {area.pk} {year}"])


def end_of(area: Area, year: int) -> YearEnd | None:
    """The closing of a year that waits or is done."""
    found: YearEnd | None = YearEnd.objects.filter(area=area, year=year, dropped_at=None).first()
    return found


def end_for(actor: Actor, uid: UUID) -> YearEnd:
    """The end of a year, if this actor may see it."""
    found: YearEnd = YearEnd.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return found


def ends_for(actor: Actor, area: Area, year: int) -> QuerySet[YearEnd]:
    """The ends of a year in an area and below."""
    rows: QuerySet[YearEnd] = YearEnd.objects.allowed(actor, READ)
    rows = rows.filter(subtree("area_path", area.path), year=year, dropped_at=None)
    return rows.select_related(*BESIDE).order_by("area_path")


def state_of(end: YearEnd | None) -> YearState:
    """How far the year is."""
    if end is None:
        return YearState.OPEN
    if end.dropped_at:
        return YearState.DROPPED
    return YearState.CLOSED if end.confirmed_by_id else YearState.PROPOSED


def purses_in(area: Area, year: int) -> list[Purse]:
    """The purses of one area and year with what lies in them now."""
    rows = Purse.objects.filter(area=area, year=year)
    return list(rows.select_related("account", "fund", "earmark", "area").order_by("pk"))


def left_in(area: Area, year: int, released: Collection[str] = ()) -> list[Left]:
    """What each purse has free, with what is let go, and what becomes of it at the year's end."""
    back: dict[int, int] = defaultdict(int)
    for one in commitments(area, year) if released else ():
        back[one.purse.pk] += one.fen if one.uid in released else 0
    return [
        Left(str(one.uid), name_of(one), free, *split(free, one.fund.carries))
        for one in purses_in(area, year)
        for free in [one.account.amount + back[one.pk]]
    ]


def name_of(purse: Purse) -> str:
    """The fund and the earmark, as they stay on the paper."""
    return purse.fund.zh + (f"·{purse.earmark.title}" if purse.earmark else "")


def blocking(area: Area, year: int, released: Collection[str] = ()) -> list[Blocking]:
    """What has to be finished before a year is closed, the first of each kind.

    What is agreed and not paid goes over into the next year; it only blocks where it may not.
    """
    agreed = commitments(area, year)
    waiting = Receipt.objects.filter(confirmed_by=None, dropped_at=None)
    waiting = waiting.filter(
        Q(purse__area=area, purse__year=year) | Q(giver__area=area, giver__year=year)
    )
    asked = spendings_in(area, year).filter(state=SpendingState.ASKED)
    given = Donation.objects.filter(
        purse__area=area, purse__year=year, state=DonationState.RECORDED
    )
    named = [
        *named_so(waiting, str(_("待确认的收入"))),
        *named_so(asked, str(_("没有审批的支出"))),
        *named_so(given, str(_("待确认的捐赠"))),
    ]
    stay = [staying(one) for one in agreed if one.obstacle and one.uid not in released]
    return [*named, *stay[:MOST], *others_held(area, year, asked, agreed)]


def staying(one: Commitment) -> Blocking:
    """What may not be carried over, and why."""
    return Blocking(str(one.row), one.obstacle, one.row.get_absolute_url())


def named_so(rows: Any, what: str) -> list[Blocking]:
    """Rows as what blocks."""
    return [Blocking(str(one), what, one.get_absolute_url()) for one in rows.order_by("pk")[:MOST]]


def others_held(area: Area, year: int, asked: Any, agreed: list[Commitment]) -> list[Blocking]:
    """What is held of the purses for anything else, such as a purchase without a contract."""
    known = [*asked.values_list("account", flat=True), *(one.row.account_id for one in agreed)]
    held = Account.objects.filter(
        parent__in=Purse.objects.filter(area=area, year=year).values("account"), amount__gt=0
    ).exclude(pk__in=[key for key in known if key])
    owners = {one.account_id: one for one in purses_in(area, year)}
    return [
        Blocking(str(purse), str(_("还有预留的经费账户")), purse.get_absolute_url())
        for one in held[:MOST]
        for purse in [owners[one.parent_id]]  # type: ignore[index]
    ]


def areas_with_money(area: Area, year: int) -> list[Area]:
    """An area and those in it that had a purse in a year."""
    keys = Purse.objects.filter(subtree("area_path", area.path), year=year).values("area")
    return list(Area.objects.filter(pk__in=keys).select_related("parent").order_by("path"))


def lines_of(end: YearEnd) -> Sequence[Left]:
    """The lines of a proposal."""
    return [Left(*one) for one in end.lines]


def promises_of(end: YearEnd) -> Sequence[Promised]:
    """What the proposal says of each commitment."""
    return [Promised(*one) for one in end.commitments]


def released_in(end: YearEnd) -> set[str]:
    """What the proposal lets go."""
    return {one.uid for one in promises_of(end) if one.fate == Fate.RELEASE}
