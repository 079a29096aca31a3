"""Reading residence permits, and who may have one."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from liren.apps.people.models import Permit, Person, Stay
from liren.apps.people.queries.rentals import within
from liren.apps.people.rules import Bond, Paper, State
from liren.apps.people.rules.permits import Terms
from liren.apps.people.rules.rentals import PermitState, add_months
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

READ = "people.permits"
TABS = ("endorse", "lapsed", "valid", "may", "ended")
BY_END = Order("endorse_by", newest_first=False)
BY_NAME = Order("pinyin", newest_first=False)


def terms() -> Terms:
    """What the rules in force say of residence permits."""
    return Terms(
        int(value("people.permit_after_months")),
        int(value("people.permit_months")),
        int(value("people.permit_window_months")),
    )


def permit_for(actor: Actor, uid: UUID, verb: str = READ) -> Permit:
    """The permit, if this actor may see it."""
    rows = Permit.objects.allowed(actor, verb)
    permit: Permit = rows.select_related("person", "area__parent").get(uid=uid)
    return permit


def standing_q(tab: str) -> Q:
    """Permits as they stand today; that one lapsed follows from the day."""
    day = today()
    if tab == "ended":
        return Q(state=PermitState.ENDED)
    lapsed = Q(state=PermitState.LAPSED) | Q(state=PermitState.VALID, endorse_by__lt=day)
    if tab == "lapsed":
        return lapsed
    holds = Q(state=PermitState.VALID, endorse_by__gte=day)
    if tab == "endorse":
        return holds & Q(endorse_by__lte=add_months(day, terms().window))
    return holds


def permits_sought(tab: str, area: str = "", q: str = "") -> QuerySet[Permit]:
    """The permits that fit a question, before it is asked who may see them."""
    rows: QuerySet[Permit] = Permit.objects.filter(standing_q(tab)).filter(within(area))
    return rows.filter(person__name__contains=q.strip()) if q.strip() else rows


def page_of_permits(
    actor: Actor, tab: str, area: str = "", q: str = "", cursor: str = "", limit: int = 50
) -> Page[Permit]:
    """One page of permits, by the day on which they lapse."""
    rows = permits_sought(tab, area, q).select_related("person__home__building__estate", "area")
    return page(rows, Permit.objects.branches(actor, READ), BY_END, cursor, limit)


def lived_since(person: Person) -> date | None:
    """Since when somebody lives in the city without a day between; None who does not."""
    first: date | None = None
    stays = Stay.objects.filter(person=person, tie=Bond.HOME).order_by(
        F("until").desc(nulls_first=True), "-since"
    )
    for since, until in stays.values_list("since", "until"):
        if first is None and until is not None:
            return None
        if until is not None and first is not None and until < first:
            return first
        first = since
    return first


def may_have(area: str = "", q: str = "") -> QuerySet[Person]:
    """Who could apply: lives here long enough with a hukou elsewhere, is grown, has none.

    Asked by the stay that is open: who moved within the city is found a little later.
    """
    rules, day = terms(), today()
    grown = add_months(day, -12 * int(value("people.permit_age")))
    since = Stay.objects.filter(
        person=OuterRef("pk"), tie=Bond.HOME, until=None, since__lte=add_months(day, -rules.after)
    )
    has = Permit.objects.filter(person=OuterRef("pk")).exclude(state=PermitState.ENDED)
    rows: QuerySet[Person] = Person.objects.filter(
        within(area), state=State.PRESENT, paper=Paper.RESIDENT, hukou_path="",
        home__isnull=False, born__lte=grown,
    )  # fmt: skip
    rows = rows.filter(Exists(since), ~Exists(has))
    return rows.filter(name__contains=q.strip()) if q.strip() else rows


def page_of_able(
    actor: Actor, area: str = "", q: str = "", cursor: str = "", limit: int = 50
) -> Page[Person]:
    """One page of those who could apply, by name."""
    rows = (
        may_have(area, q)
        .select_related("home__building__estate", "area")
        .annotate(lived=Min("stays__since", filter=Q(stays__tie=Bond.HOME, stays__until=None)))
    )
    return page(rows, Person.objects.branches(actor, READ), BY_NAME, cursor, limit)


def permit_of(person: Person) -> Permit | None:
    """The permit that somebody holds or let lapse."""
    return Permit.objects.filter(person=person).exclude(state=PermitState.ENDED).first()


def permit_seen(actor: Actor, person: Person) -> Permit | None:
    """The same, for who may see permits."""
    found = permit_of(person)
    return found if found and permits(actor, READ, found) else None


def may_issue(actor: Actor, person: Person) -> bool:
    """Whether this actor could write one down for somebody who has none and may have one."""
    fits = person.paper == Paper.RESIDENT and not person.hukou_path and person.home_id
    able = bool(fits) and person.state == State.PRESENT
    return able and permits(actor, "people.issue_permit", person) and permit_of(person) is None
