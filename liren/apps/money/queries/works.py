"""Reading works of residents: by those who keep them, and by the residents themselves."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.module_loading import import_string

from liren.apps.duties.queries.assignments import within
from liren.apps.money.models import Contribution, Work
from liren.apps.money.queries.donations import Use, spent
from liren.apps.money.queries.earmarked import held, purses_like, there
from liren.apps.money.rules.giving import WorkState
from liren.apps.money.rules.works import MOST_LINES
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, User
from liren.kernel.access.pages import Order, Page, page

READ, OFFICE = "money.works", "money.projects"  # residents hold only the first
NEWEST = Order("at")
BESIDE = (
    *("area__parent", "purse__account", "purse__earmark", "purse__area", "purse__fund"),
    *("by", "closed_by", "rest_into"),
)
TABS = ("all", "decided", "collecting", "building", "done", "closed", "cancelled")


@dataclass(frozen=True)
class WorksSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""


def work_for(actor: Actor, uid: UUID) -> Work:
    """The work, if this actor may see it."""
    row: Work = Work.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def works_sought(sought: WorksSought) -> QuerySet[Work]:
    """The works that fit a question, before it is asked who may see them."""
    tab = Q(state=sought.tab) if sought.tab in WorkState.values else Q()
    rows: QuerySet[Work] = Work.objects.filter(within(sought.area), tab)
    for word in sought.q.split()[:3]:
        rows = rows.filter(Q(title__contains=word) | Q(area__name__contains=word))
    counts = Q(contributions__confirmed_at__isnull=False)
    waits = Q(contributions__confirmed_at=None, contributions__struck_at=None)
    return rows.annotate(
        given=Sum("contributions__fen", filter=counts),
        back=Sum("contributions__refunded_fen", filter=counts),
        households=Count("contributions__place", distinct=True, filter=counts),
        waiting=Count("contributions", filter=waits),
    )


def page_of_works(
    actor: Actor, sought: WorksSought, cursor: str = "", limit: int = 50
) -> Page[Work]:
    """One page of works, the newest first."""
    rows = works_sought(sought).select_related(*BESIDE)
    return page(rows, Work.objects.branches(actor, READ), NEWEST, cursor, limit)


def counts(actor: Actor, sought: WorksSought) -> dict[str, int]:
    """How many there are of each state."""
    allowed = Work.objects.allowed(actor, READ)
    plain = works_sought(sought).filter(pk__in=allowed.values("pk")).values("pk")
    rows = Work.objects.filter(pk__in=plain).order_by()
    return {one["state"]: one["n"] for one in rows.values("state").annotate(n=Count("pk"))}


def contributions_of(row: Work) -> QuerySet[Contribution]:
    """What each household gave, by place; what was struck is not among it."""
    return row.contributions.filter(struck_at=None).order_by("place", "pk")


def confirmed_of(row: Work) -> QuerySet[Contribution]:
    """What a second person has confirmed: nothing else counts."""
    return row.contributions.filter(confirmed_at__isnull=False)


def waiting_of(row: Work) -> QuerySet[Contribution]:
    """What was written down and waits for a second person."""
    return row.contributions.filter(confirmed_at=None, struck_at=None)


def given_for(row: Work) -> int:
    """What was given for a work, as far as it was confirmed."""
    return confirmed_of(row).aggregate(sum=Sum("fen"))["sum"] or 0


def lines_for(actor: Actor, row: Work, verb: str) -> list[Contribution]:
    """The waiting lines that this person may confirm or strike, as many as one act takes."""
    rows = waiting_of(row).filter(pk__in=Contribution.objects.allowed(actor, verb).values("pk"))
    return list(rows.select_related("by").order_by("place", "pk")[:MOST_LINES])


@dataclass(frozen=True)
class Waiting:
    """How much waits for a second person, and how much of it for this one."""

    n: int
    fen: int
    for_me: int


def waiting_for(actor: Actor, row: Work) -> Waiting:
    """What waits, as one question; for this person is what others wrote down."""
    others = ~Q(by=actor.user.pk)
    said = waiting_of(row).aggregate(
        n=Count("pk"), fen=Sum("fen"), mine=Count("pk", filter=others)
    )
    return Waiting(said["n"], said["fen"] or 0, said["mine"])


@dataclass(frozen=True)
class Account:
    """A work in figures: collected, paid, set aside, there, returned."""

    households: int
    collected: int
    refunded: int
    paid: int
    held: int
    there: int
    uses: list[Use]


def account_of(row: Work) -> Account:
    """What came in for a work, what it cost, and what is left."""
    said = confirmed_of(row).aggregate(
        n=Count("place", distinct=True), sum=Sum("fen"), back=Sum("refunded_fen")
    )
    purses = list(purses_like(row.purse)) if row.purse else []
    uses = list(spent(purses))
    return Account(
        households=said["n"],
        collected=said["sum"] or 0,
        refunded=said["back"] or 0,
        paid=sum(one.fen for one in uses),
        held=held(row.purse) if row.purse else 0,
        there=there(row.purse) if row.purse else 0,
        uses=uses,
    )


def home_of(user: User) -> Area | None:
    """Where somebody says that he lives; the app that keeps it is named by a setting."""
    found: Area | None = import_string(settings.LIREN_HOME_OF)(user)
    return found


def reads_lines(actor: Actor, row: Work) -> bool:
    """Whether the lines of households are for this reader: offices, and who lives there."""
    if permits(actor, OFFICE, row):
        return True
    home = home_of(actor.user)
    return bool(home and home.path.startswith(row.area_path))


def next_works(row: Work) -> list[Work]:
    """The works of the same community to which a rest may be left."""
    open_states = (WorkState.DECIDED, WorkState.COLLECTING)
    rows = Work.objects.filter(area=row.area, state__in=open_states).exclude(pk=row.pk)
    return list(rows.order_by("-pk"))


def known_places(row: Work) -> set[str]:
    """The places that gave already."""
    return set(contributions_of(row).values_list("place", flat=True))


def left_to(row: Work) -> int:
    """What other works left to this one."""
    found = Work.objects.filter(rest_into=row).aggregate(sum=Sum(F("rest_fen")))
    return found["sum"] or 0
