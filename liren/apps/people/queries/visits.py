"""Which households are to be visited, what is known of them, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from liren.apps.people.models import Household, Person, Proposal, Stay, Tag, Visit
from liren.apps.people.queries.own import address_of
from liren.apps.people.queries.rentals import horizon, within
from liren.apps.people.rules import NATIONS, Bond, State, mask_number
from liren.apps.people.rules.keeping import ADDRESS, CODES
from liren.apps.people.rules.tags import Privacy
from liren.apps.people.rules.visits import ProposalState
from liren.kernel.access.actor import Actor
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.masking import mask_phone

READ, VISIT = "people.visits", "people.visit"
BY_DUE = Order("due", newest_first=False)
BY_PLACE = Order("id", newest_first=False)
NEWEST = Order("at")
PLANNED = Q(ended_on=None, kind__visit_days__isnull=False, person__state=State.PRESENT)
LIVES = ("person__home__building__estate", "person__home__stairwell")
WHERE = ("dwelling__building__estate", "dwelling__stairwell", "area")


def planned() -> QuerySet[Any]:
    """Tags by which somebody is visited, each with the day on which a visit is due."""
    return Tag.objects.filter(PLANNED).annotate(due=Coalesce("visit_on", "since"))


def households_due(until: date | None = None) -> QuerySet[Household]:
    """Households with somebody who is to be visited by a day, each with its day."""
    day = until or horizon()
    tags = planned().filter(due__lte=day)
    first = planned().filter(person__household=OuterRef("pk")).order_by("due").values("due")[:1]
    rows: QuerySet[Household] = Household.objects.filter(until=None, tie=Bond.HOME)
    return rows.filter(pk__in=tags.values("person__household")).annotate(due=Subquery(first))


def households_at(q: str) -> QuerySet[Household]:
    """Households by estate, building and number."""
    rows: QuerySet[Household] = Household.objects.filter(until=None, tie=Bond.HOME)
    for word in q.split()[:3]:
        digits = word.rstrip("室栋幢号楼单元")
        rows = rows.filter(
            Q(dwelling__building__estate__name__contains=word)
            | Q(dwelling__building__number=digits)
            | Q(dwelling__number__startswith=digits)
        )
    return rows


def page_due(actor: Actor, area: str = "", cursor: str = "", limit: int = 30) -> Page[Any]:
    """One page of the households to visit, the one longest due first."""
    rows = households_due().filter(within(area)).select_related(*WHERE)
    return page(rows, Household.objects.branches(actor, READ), BY_DUE, cursor, limit)


def page_at(actor: Actor, q: str, cursor: str = "", limit: int = 30) -> Page[Any]:
    """One page of all households, of those at an address where one is asked for."""
    rows = households_at(q).select_related(*WHERE)
    return page(rows, Household.objects.branches(actor, READ), BY_PLACE, cursor, limit)


def due_count(actor: Actor, until: date | None = None) -> int:
    """How many households are to be visited by a day; no more than can be grasped are counted."""
    mine = Household.objects.allowed(actor, READ)
    rows = households_due(until or today()).filter(pk__in=mine.values("pk"))
    return int(rows.order_by()[:1000].count())


@dataclass(frozen=True)
class Member:
    """One who lives in a household, with why he is visited."""

    person: Person
    stay: Stay
    tags: list[Any]


def household_for(actor: Actor, uid: UUID, verb: str = READ) -> Household:
    """The household, if this actor may see it for a visit."""
    rows = Household.objects.allowed(actor, verb).select_related(*WHERE, "area__parent")
    household: Household = rows.get(uid=uid)
    return household


def members_of(households: Iterable[Household]) -> dict[int, list[Member]]:
    """Who lives in each of these households, head first."""
    keys = [one.pk for one in households]
    stays = Stay.objects.filter(household__in=keys, until=None).select_related("person")
    stays = stays.filter(person__state=State.PRESENT).order_by("relation", "pk")
    people = [stay.person_id for stay in stays]
    tags: dict[int, list[Any]] = {}
    for tag in planned().filter(person__in=people).select_related("kind").order_by("due"):
        tags.setdefault(tag.person_id, []).append(tag)
    found: dict[int, list[Member]] = {key: [] for key in keys}
    for stay in stays:
        member = Member(stay.person, stay, tags.get(stay.person_id, []))
        found[stay.household_id].append(member)
    return found


def words_of(actor: Actor, tags: Iterable[Any]) -> list[str]:
    """Why somebody is visited, in words; what is sensitive only for those who keep tags."""
    keeps = actor.may("people.tag")
    return [str(one.kind) for one in tags if keeps or one.kind.privacy == Privacy.GENERAL]


def last_visits(household: Household, limit: int = 5) -> list[Visit]:
    """The newest visits to a household."""
    rows = Visit.objects.filter(household=household).select_related("by")
    return list(rows.order_by("-on", "-pk")[:limit])


def page_of_visits(
    actor: Actor, found: str = "", area: str = "", cursor: str = "", limit: int = 50
) -> Page[Visit]:
    """One page of the visits made, newest first."""
    rows: QuerySet[Visit] = Visit.objects.filter(within(area))
    rows = rows.filter(found=found) if found else rows
    rows = rows.select_related(*WHERE, "household__head", "by")
    return page(rows, Visit.objects.branches(actor, READ), NEWEST, cursor, limit)


def proposals_sought(tab: str, area: str = "") -> QuerySet[Proposal]:
    """Proposals that wait, or that were decided."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(within(area))
    waits = Q(state=ProposalState.OPEN)
    return rows.filter(waits if tab == "open" else ~waits)


def page_of_proposals(
    actor: Actor, tab: str, area: str = "", cursor: str = "", limit: int = 50
) -> Page[Proposal]:
    """One page of proposals: what waits the oldest first, what was decided the newest first."""
    rows = proposals_sought(tab, area).select_related("by", "decided_by", "visit", *LIVES)
    order = Order("at", newest_first=tab != "open")
    return page(rows, Proposal.objects.branches(actor, "people.proposals"), order, cursor, limit)


def proposal_for(actor: Actor, uid: UUID, verb: str = "people.proposals") -> Proposal:
    """The proposal, if this actor may see it."""
    rows = Proposal.objects.allowed(actor, verb).select_related("visit", "by", *LIVES)
    proposal: Proposal = rows.get(uid=uid)
    return proposal


def open_proposals(people: Iterable[int]) -> set[tuple[int, str]]:
    """What waits to be decided of these people: person and field."""
    rows = Proposal.objects.filter(person__in=people, state=ProposalState.OPEN)
    return set(rows.values_list("person_id", "field"))


def in_words(field: str, person: Any) -> str:
    """What the record says now; what is sealed shows its mask."""
    if field == ADDRESS:
        return address_of(person.home)
    shown = getattr(person, f"get_{field}_display", None)
    return str(shown() if shown else getattr(person, field) or "")


def worded(row: Proposal) -> str:
    """What is proposed, as it may stand on a page: numbers masked, codes in words."""
    if row.value.is_broken:
        return str(_("内容已损坏"))
    text = row.value.open()
    if row.field == "phone":
        return mask_phone(text)
    if row.field == "id_number":
        return mask_number(text)
    words: dict[str, Mapping[str, object]] = {"nation": NATIONS}
    words |= {name: dict(one.choices) for name, one in CODES.items()}
    return str(words.get(row.field, {}).get(text, text))
