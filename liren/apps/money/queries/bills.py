"""Reading shared bills, always for an actor."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.module_loading import import_string

from liren.apps.money.models import Bill, BillShare
from liren.apps.money.queries.spendings import within
from liren.apps.money.rules.bills import BillState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page

READ = "money.bills"
TABS = ("all", "waits", "confirmed", "dropped")
NEWEST = Order("at")
BESIDE = ("area__parent", "fund", "by", "confirmed_by", "spending")


@dataclass(frozen=True)
class BillsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""


def bill_for(actor: Actor, uid: UUID) -> Bill:
    """The bill, if this actor may see it."""
    row: Bill = Bill.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def of_case(actor: Actor, number: str) -> list[Bill]:
    """The bills of a case, the newest first, with who bears what; one statement without any."""
    shares = BillShare.objects.select_related("body", "claim__account")
    rows = Bill.objects.allowed(actor, READ).filter(about=number).select_related("area")
    borne = Prefetch("shares", shares.order_by("own", "-fen", "pk"))
    return list(rows.prefetch_related(borne).order_by("-at"))


def case_of(actor: Actor, number: str) -> Any:
    """The case that a bill is about: the site names who knows them, by LIREN_CASE_OF."""
    return import_string(settings.LIREN_CASE_OF)(actor, number) if number else None


def full_number(actor: Actor, number: str) -> str:
    """The whole number of a case of which perhaps only the last part was typed."""
    found = case_of(actor, number.strip())
    return found.number if found else number.strip()


def bills_sought(sought: BillsSought) -> QuerySet[Bill]:
    """The bills that fit a question, before it is asked who may see them."""
    rows: QuerySet[Bill] = Bill.objects.filter(within(sought.area), tab_of(sought.tab))
    for word in sought.q.split()[:3]:
        rows = rows.filter(Q(title__contains=word) | Q(about=word))
    return rows


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "waits":
        return Q(confirmed_at=None, dropped_at=None)
    if tab == "confirmed":
        return Q(confirmed_at__isnull=False)
    return Q(dropped_at__isnull=False) if tab == "dropped" else Q()


def page_of_bills(
    actor: Actor, sought: BillsSought, cursor: str = "", limit: int = 50
) -> Page[Bill]:
    """One page of bills, the newest first."""
    rows = bills_sought(sought).select_related(*BESIDE)
    return page(rows, Bill.objects.branches(actor, READ), NEWEST, cursor, limit)


def counted(actor: Actor, sought: BillsSought) -> int:
    """How many fit, up to what is counted."""
    rows = Bill.objects.allowed(actor, READ).filter(pk__in=bills_sought(sought).values("pk"))
    return int(rows[: MOST_COUNTED + 1].count())


def state_of(row: Bill) -> BillState:
    """How far it is."""
    if row.dropped_at is not None:
        return BillState.DROPPED
    return BillState.CONFIRMED if row.confirmed_at is not None else BillState.WAITS


def shares_of(row: Bill) -> list[BillShare]:
    """Who bears what, the largest first, the community itself last."""
    found = row.shares.select_related("body", "claim__account")
    return list(found.order_by("own", "-fen", "pk"))


def bearers(areas: list[Area]) -> QuerySet[Body]:
    """The bodies of the district that may bear a share."""
    tops = {one.path.split(".")[0] + "." for one in areas}
    where = Q(pk=None)
    for top in tops:
        where |= Q(area_path__startswith=top)
    rows: QuerySet[Body] = Body.objects.filter(where)
    return rows.order_by("name")
