"""What lies in the purses of an area, and what came and went in a year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.money.models import Purse, Receipt, YearEnd
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.base.fixed import fixed
from liren.kernel.ledger.models import Line
from liren.kernel.ledger.reading import statement

READ = "money.purses"
LEVELS = ("city", "district", "subdistrict", "community")
BESIDE = ("area", "fund", "earmark", "account")
MOST = 20_000

# a purse is its account and what is set aside of it; what a reversal undoes counts as undone
SUMS = """
    SELECT p.id, coalesce(r.kind, o.kind),
        coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0)::bigint,
        coalesce(sum(l.amount) FILTER (WHERE l.amount < 0), 0)::bigint
    FROM money_purse p
    JOIN ledger_account a ON a.id = p.account_id OR a.parent_id = p.account_id
    JOIN ledger_line l ON l.account_id = a.id
    JOIN ledger_posting o ON o.id = l.posting_id
    LEFT JOIN ledger_posting r ON r.id = o.reverses_id
    WHERE p.id = ANY(%s) GROUP BY 1, 2
"""
HELD = """
    SELECT p.id, coalesce(sum(a.amount), 0)::bigint FROM money_purse p
    JOIN ledger_account a ON a.parent_id = p.account_id
    WHERE p.id = ANY(%s) GROUP BY 1
"""


@dataclass
class Standing:
    """What is free and held, and how it came to that; all in fen."""

    there: int = 0
    held: int = 0
    opening: int = 0
    received: int = 0
    spent: int = 0
    given: int = 0  # to other areas
    carried: int = 0
    returned: int = 0

    def add(self, other: "Standing") -> None:
        """Count another one in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def whole(self) -> int:
        """All that is there, free or held."""
        return self.there + self.held


@dataclass(frozen=True)
class Row:
    """A purse, or several under one name."""

    name: str
    standing: Standing
    purse: Purse | None = None
    area: Area | None = None


def purse_for(actor: Actor, uid: UUID) -> Purse:
    """The purse, if this actor may see it."""
    found: Purse = Purse.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return found


def area_to_read(actor: Actor, code: str, verb: str = READ) -> Area:
    """The area that is asked for, or the first of one's own."""
    areas = Area.objects.allowed(actor, verb).valid().filter(level__in=LEVELS)
    if code:
        named: Area = areas.select_related("parent").get(code=code)
        return named
    first: Area | None = areas.select_related("parent").order_by("path").first()
    if first is None:
        raise Area.DoesNotExist
    return first


def purses_below(actor: Actor, area: Area, year: int) -> list[Purse]:
    """The purses of a year in an area and all that lies in it, in the order of funds."""
    rows = Purse.objects.allowed(actor, READ).filter(subtree("area_path", area.path), year=year)
    rows = rows.select_related(*BESIDE).order_by("fund__place", "earmark_id", "area_path")
    return list(rows[:MOST])


def standings(purses: Iterable[Purse]) -> Mapping[int, Standing]:
    """How each purse stands, by key."""
    known = {one.pk: Standing(there=one.account.amount) for one in purses}
    with fixed() as cursor:
        cursor.execute(HELD, [list(known)])
        for key, held in cursor.fetchall():
            known[key].held = held
        cursor.execute(SUMS, [list(known)])
        for key, kind, gains, losses in cursor.fetchall():
            count(known[key], kind, gains, losses)
    return known


def count(standing: Standing, kind: str, gains: int, losses: int) -> None:
    """Count what one kind of posting did."""
    net = gains + losses
    if kind == Kind.CARRY:
        standing.opening += gains
        standing.carried -= losses
    elif kind == Kind.LAPSE:
        standing.returned -= net
    elif kind == Kind.TRANSFER and net < 0:
        standing.given -= net
    elif kind in (Kind.TRANSFER, Kind.RECEIVE, Kind.REMIT) or (kind != Kind.PAY and net > 0):
        standing.received += net
    else:
        standing.spent -= net


def by_fund(purses: Iterable[Purse], known: Mapping[int, Standing]) -> list[Row]:
    """Funds in their order, summed over all areas."""
    found: dict[str, Standing] = {}
    for one in purses:
        found.setdefault(str(one.fund), Standing()).add(known[one.pk])
    return [Row(name, standing) for name, standing in found.items()]


def by_area(area: Area, purses: Iterable[Purse], known: Mapping[int, Standing]) -> list[Row]:
    """The areas right below one, each with all that lies in it; those without money too."""
    inner = list(area.children.filter(valid_to=None, level__in=LEVELS).order_by("path"))
    found = {one.path: Standing() for one in inner}
    for purse in purses:
        for path, standing in found.items():
            if purse.area_path.startswith(path):
                standing.add(known[purse.pk])
    return [Row(str(one), found[one.path], area=one) for one in inner]


def own(area: Area, purses: Iterable[Purse], known: Mapping[int, Standing]) -> list[Row]:
    """The purses of the area itself."""
    return [
        Row(str(one.fund), known[one.pk], purse=one) for one in purses if one.area_id == area.pk
    ]


def total(known: Mapping[int, Standing]) -> Standing:
    """All together."""
    whole = Standing()
    for one in known.values():
        whole.add(one)
    return whole


def years_of(actor: Actor, area: Area) -> list[int]:
    """The years in which there was money, and this one; the latest first."""
    rows = Purse.objects.allowed(actor, READ).filter(subtree("area_path", area.path))
    found = set(rows.order_by().values_list("year", flat=True).distinct())
    return sorted(found | {today().year}, reverse=True)


@dataclass(frozen=True)
class LinesSought:
    """What a statement is asked for; empty means: no matter."""

    kind: str = ""
    q: str = ""
    since: date | None = None
    until: date | None = None


def lines_of(purse: Purse, sought: LinesSought) -> QuerySet[Line]:
    """The lines of a purse's account that fit a question, the newest first."""
    rows = statement(purse.account)
    if sought.kind:
        rows = rows.filter(posting__kind=sought.kind)
    if sought.since:
        rows = rows.filter(day__gte=sought.since)
    if sought.until:
        rows = rows.filter(day__lte=sought.until)
    for word in sought.q.split()[:3]:
        rows = rows.filter(posting__title__contains=word)
    return rows


def waiting_receipts(actor: Actor, waits: Q) -> int:
    """How many receipts this person may confirm."""
    rows: QuerySet[Receipt] = Receipt.objects.allowed(actor, "money.confirm_receipt")
    return rows.filter(waits).count()


def waiting_ends(actor: Actor) -> int:
    """How many ends of years this person may confirm."""
    rows: QuerySet[YearEnd] = YearEnd.objects.allowed(actor, "money.confirm_close")
    return rows.filter(confirmed_by=None, dropped_at=None).count()
