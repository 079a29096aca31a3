"""Reading projects of the foundation, and the foundation itself in public."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liren.apps.duties.queries.assignments import within
from liren.apps.money.models import Donation, Project, Purse, Spending
from liren.apps.money.queries.donations import PAID, Use, spent
from liren.apps.money.queries.earmarked import held, purses_like, there
from liren.apps.money.rules.donations import FOUNDATION, FOUNDATION_FUND
from liren.apps.money.rules.giving import DonationState, ProjectState
from liren.apps.money.rules.projects import SHOWN
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

READ, DRAFT = "money.projects", "money.draft_project"
NEWEST = Order("at")
BESIDE = (
    *("area__parent", "foundation__area", "proposer", "earmark", "by", "decided_by"),
    *("purse__account", "purse__earmark", "purse__area", "purse__fund", "closed_by"),
)
ADMINISTRATIVE = ("office", "wages")  # headings under which a foundation keeps itself
TABS = ("all", "waiting", "draft", "proposed", "granted", "reported", "closed", "not")


@dataclass(frozen=True)
class ProjectsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""


def project_for(actor: Actor, uid: UUID) -> Project:
    """The project, if this actor may see it."""
    row: Project = Project.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def projects_sought(actor: Actor, sought: ProjectsSought) -> QuerySet[Project]:
    """The projects that fit a question, before it is asked who may see them."""
    tab = waits_for(actor) if sought.tab == "waiting" else tab_of(sought.tab)
    rows: QuerySet[Project] = Project.objects.filter(within(sought.area), tab)
    for word in sought.q.split()[:3]:
        named = Q(title__contains=word) | Q(area__name__contains=word)
        rows = rows.filter(named | Q(proposer__name__contains=word))
    return rows


def waits_for(actor: Actor) -> Q:
    """What the next step is this person's: to go on writing, to review, to report, to close."""
    own: list[dict[str, int]] = [{"by": actor.user.pk}]
    turns = {
        "money.propose_project": Q(state=ProjectState.DRAFT),
        "money.review_project": Q(state=ProjectState.PROPOSED) & ~Q(opinions__contains=own),
        "money.report_project": Q(state=ProjectState.GRANTED),
        "money.close_project": Q(state=ProjectState.REPORTED),
    }
    found = Q(pk__in=())
    for verb, state in turns.items():
        if actor.may(verb):
            found |= state & Q(pk__in=Project.objects.allowed(actor, verb).values("pk"))
    return found


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "not":
        return Q(state__in=(ProjectState.REFUSED, ProjectState.WITHDRAWN))
    return Q(state=tab) if tab in ProjectState.values else Q()


def page_of_projects(
    actor: Actor, sought: ProjectsSought, cursor: str = "", limit: int = 50
) -> Page[Project]:
    """One page of projects, the newest first."""
    rows = projects_sought(actor, sought).select_related(*BESIDE)
    return page(rows, Project.objects.branches(actor, READ), NEWEST, cursor, limit)


def sums(actor: Actor, sought: ProjectsSought) -> dict[str, int]:
    """How many in each state, and what was asked for and granted."""
    allowed = Project.objects.allowed(actor, READ)
    rows = projects_sought(actor, sought).filter(pk__in=allowed.values("pk")).order_by()
    found = rows.aggregate(
        n=Count("pk"),
        proposed=Count("pk", filter=Q(state=ProjectState.PROPOSED)),
        reported=Count("pk", filter=Q(state=ProjectState.REPORTED)),
        asked=Sum("asked_fen"),
        granted=Sum("granted_fen"),
    )
    return {name: one or 0 for name, one in found.items()}


def foundations() -> list[Body]:
    """The foundations that there are."""
    return list(Body.objects.standing().filter(kind=FOUNDATION).select_related("area"))


def foundations_for(area: Area) -> list[Body]:
    """The foundations in whose territory an area lies."""
    return [one for one in foundations() if area.path.startswith(one.area_path)]


def own_foundation(actor: Actor) -> Body | None:
    """The foundation whose own person this is: who proposes only in its name."""
    rows = Body.objects.standing().filter(pk__in=actor.bodies(DRAFT), kind=FOUNDATION)
    return rows.select_related("area").first()


def areas_for(actor: Actor) -> list[Area]:
    """The communities for which one may begin a project."""
    rows = Area.objects.valid().allowed(actor, DRAFT).filter(level="community")
    return list(rows.select_related("parent").order_by("path"))


def proposers(actor: Actor, area: Area) -> list[Body]:
    """The bodies that may stand behind a project: a community's, or the foundation itself."""
    if own := own_foundation(actor):
        return [own]
    rows = Body.objects.standing().filter(area_path=area.path)
    return list(rows.order_by("name")[:100])


def sources(foundation: Body) -> list[Purse]:
    """The purses of a foundation with money in them, those for anything first."""
    rows = Purse.objects.filter(
        area=foundation.area_id, fund__code=FOUNDATION_FUND, closed_at=None, account__amount__gt=0
    )
    rows = rows.select_related("account", "earmark", "fund")
    return list(rows.order_by(F("earmark").asc(nulls_first=True), "year"))


def is_source(project: Project, purse: Purse) -> bool:
    """Whether a purse holds money of the foundation to which a project was proposed."""
    same = purse.area_id == project.foundation.area_id
    return same and purse.fund.code == FOUNDATION_FUND


@dataclass(frozen=True)
class Spent:
    """What became of a grant."""

    paid: int
    held: int
    left: int
    uses: list[Use]


def spent_of(row: Project) -> Spent | None:
    """What was paid of a grant, what is set aside, what is left; None before there is one."""
    if row.purse is None:
        return None
    left, set_aside = there(row.purse), held(row.purse)
    given = (row.granted_fen or 0) - (row.returned_fen or 0)
    uses = list(spent(list(purses_like(row.purse))))
    return Spent(given - left - set_aside, set_aside, left, uses)


# ── in public ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Figures:
    """A foundation in numbers; the year's are of this year."""

    raised: int
    raised_year: int
    granted: int
    spent: int
    there: int
    administrative: int
    administrative_year: int
    year: int
    most: float

    @property
    def share(self) -> float | None:
        """The administrative part of what was spent this year; None where nothing was."""
        return self.administrative_year / self.year if self.year else None

    @property
    def is_over(self) -> bool:
        """Whether administration took more than the rules allow."""
        return self.share is not None and self.share > self.most


def figures(foundation: Body) -> Figures:
    """What a foundation raised, granted and spent."""
    since = date(today().year, 1, 1)
    gifts = Donation.objects.filter(held_by=foundation, state=DonationState.CONFIRMED)
    kept = F("fen") - F("returned_fen")
    raised = gifts.aggregate(all=Sum(kept), year=Sum(kept, filter=Q(day__gte=since)))
    own = Purse.objects.filter(area=foundation.area_id, fund__code=FOUNDATION_FUND)
    granted = public_projects(foundation)
    projects = Purse.objects.filter(pk__in=granted.values("purse"))
    said = paid(own | projects)
    this_year = paid(own | projects, since)
    return Figures(
        raised=raised["all"] or 0,
        raised_year=raised["year"] or 0,
        granted=granted.aggregate(
            sum=Sum(F("granted_fen") - Coalesce(F("returned_fen"), 0)),
        )["sum"]
        or 0,
        spent=said["all"],
        there=own.aggregate(sum=Sum("account__amount"))["sum"] or 0,
        administrative=paid(own)["kept"],
        administrative_year=paid(own, since)["kept"],
        year=this_year["all"],
        most=float(value("money.foundation_admin_most")),
    )


def paid(purses: QuerySet[Purse], since: date | None = None) -> dict[str, int]:
    """What was paid out of purses, all of it and for keeping the foundation itself."""
    rows = Spending.objects.filter(purse__in=purses.values("pk"), state__in=PAID)
    rows = rows.filter(paid_on__gte=since) if since else rows
    fen = Coalesce(F("final_fen"), F("fen"))
    found = rows.aggregate(
        all=Sum(fen), kept=Sum(fen, filter=Q(category__code__in=ADMINISTRATIVE))
    )
    return {name: one or 0 for name, one in found.items()}


def public_projects(foundation: Body) -> QuerySet[Project]:
    """The projects that the public reads: granted, reported, closed."""
    rows: QuerySet[Project] = Project.objects.filter(foundation=foundation, state__in=SHOWN)
    return rows.select_related("area", "proposer").order_by("-decided_at", "-pk")


def purposes(foundation: Body) -> list[dict[str, Any]]:
    """What was given for what, and what is left of it."""
    rows = Purse.objects.filter(area=foundation.area_id, fund__code=FOUNDATION_FUND)
    found = rows.values("earmark__title").annotate(left=Sum("account__amount"))
    return [dict(one) for one in found.order_by("earmark__title")]
