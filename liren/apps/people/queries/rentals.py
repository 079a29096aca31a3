"""Reading tenancies and the looks at their safety, always for an actor."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from liren.apps.people.models import Person, RoomCheck, Tenancy, Tenant
from liren.apps.people.rules.rentals import Letting
from liren.apps.places.models import Area, Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value
from liren.kernel.sealed.fields import found

READ = "people.rentals"
TABS = ("now", "late", "check", "ends", "over")
ORDERS = {
    "check": Order("check_on", newest_first=False),
    "ends": Order("until", newest_first=False),
}
NEWEST = Order("at")
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class LetSought:
    """What the list of tenancies is asked for; empty means: no matter."""

    tab: str = "now"
    kind: str = ""
    area: str = ""
    q: str = ""


def tenancy_for(actor: Actor, uid: UUID, verb: str = READ) -> Tenancy:
    """The tenancy, if this actor may see it, with who lives there and what was looked at."""
    rows = Tenancy.objects.allowed(actor, verb).select_related(*BESIDE, "landlord", "area__parent")
    rows = rows.prefetch_related(PEOPLE, Prefetch("checks", CHECKS))
    tenancy: Tenancy = rows.get(uid=uid)
    return tenancy


BESIDE = ("dwelling__building__estate", "dwelling__stairwell", "area")
PEOPLE = Prefetch("tenants", Tenant.objects.select_related("person").order_by("since", "pk"))
CHECKS = RoomCheck.objects.order_by("-on", "-pk")


def tenancies_sought(sought: LetSought) -> QuerySet[Tenancy]:
    """The tenancies that fit a question, before it is asked who may see them."""
    rows: QuerySet[Tenancy] = Tenancy.objects.filter(within(sought.area)).filter(
        tab_of(sought.tab)
    )
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    for word in sought.q.split()[:3]:
        digits = word.rstrip("室栋幢号楼单元")
        rows = rows.filter(
            Q(landlord_name__contains=word)
            | Q(employer__contains=word)
            | Q(dwelling__building__estate__name__contains=word)
            | Q(dwelling__building__number=digits)
            | Q(dwelling__number=digits)
        )
    return rows


def within(code: str) -> Q:
    """The subtree of an area by its code; an unknown one holds nothing."""
    if not code:
        return Q()
    area = Area.objects.filter(code=code).first()
    return subtree("area_path", area.path) if area else Q(area_path="")


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "over":
        return Q(ended_on__isnull=False)
    running = Q(ended_on=None)
    if tab == "late":
        return running & Q(told_on__gt=F("due_on"))
    if tab == "check":
        return running & Q(check_on__lte=horizon())
    if tab == "ends":
        return running & Q(until__lte=horizon())
    return running


def horizon() -> date:
    """Up to which day reminders look ahead."""
    return today() + timedelta(days=int(value("people.remind_days")))


def page_of_tenancies(
    actor: Actor, sought: LetSought, cursor: str = "", limit: int = 50
) -> Page[Tenancy]:
    """One page of tenancies: those to be looked at by the day, others the newest first."""
    rows = listed(tenancies_sought(sought))
    ways = Tenancy.objects.branches(actor, READ)
    return page(rows, ways, ORDERS.get(sought.tab, NEWEST), cursor, limit)


def listed(rows: QuerySet[Tenancy]) -> QuerySet[Any]:
    """With what a line of a list shows."""
    now = Q(tenants__until=None)
    return rows.select_related(*BESIDE, "area__parent").annotate(
        living=Count("tenants", filter=now)
    )


def counted(actor: Actor, rows: QuerySet[Any], verb: str = READ) -> int:
    """How many of these rows the actor may see, to one beyond the cap."""
    allowed = rows.model._default_manager.allowed(actor, verb)
    found = rows.filter(pk__in=allowed.values("pk")).order_by()
    return int(found[: MOST_COUNTED + 1].count())


def exported(actor: Actor, sought: LetSought) -> list[Any]:
    """The rows of a list that is taken out."""
    rows = listed(tenancies_sought(sought))
    allowed = Tenancy.objects.allowed(actor, READ)
    rows = rows.filter(pk__in=allowed.values("pk"))
    rows = rows.prefetch_related(Prefetch("checks", CHECKS)).order_by("area_path", "pk")
    return list(rows[:MOST_EXPORTED])


def open_check(tenancy: Tenancy) -> RoomCheck | None:
    """The look at its safety whose faults wait for a second one."""
    return RoomCheck.objects.filter(
        tenancy=tenancy, again_on__isnull=False, mended_on=None
    ).first()


def others_in(dwelling: Dwelling) -> list[tuple[str, str]]:
    """What else of a dwelling is let now: kind and part."""
    rows = Tenancy.objects.filter(dwelling=dwelling, ended_on=None)
    return list(rows.values_list("kind", "part"))


def tenancies_of(actor: Actor, dwelling: Dwelling) -> QuerySet[Tenancy]:
    """The tenancies of a dwelling, running ones first."""
    rows = Tenancy.objects.allowed(actor, READ).filter(dwelling=dwelling)
    return rows.select_related(*BESIDE).order_by(F("ended_on").desc(nulls_first=True), "-pk")


def landlord_of(actor: Actor, name: str, phone: str) -> Person | None:
    """The landlord in the register: of this name with this telephone, whom the actor may see."""
    if not phone:
        return None
    rows = Person.objects.allowed(actor, "people.view").filter(found(Person, "phone", phone))
    return rows.filter(name=name.strip(), state="present").first()


def known(number: str) -> Person | None:
    """Whom a number belongs to in the city, seen or not: nobody is written down twice."""
    if not number:
        return None
    rows = Person.objects.filter(found(Person, "id_number", number))
    return rows.select_related("household", "home").first()


def still_there(tenancy: Tenancy) -> list[Person]:
    """Tenants of old who are still registered as living in the dwelling."""
    people = Person.objects.filter(tenancies__tenancy=tenancy, home=tenancy.dwelling_id)
    return list(people.distinct().order_by("pk"))


def words_of(kind: str, part: str) -> str:
    """What is let, in words."""
    label = str(Letting(kind).label)
    return f"{label} · {part}" if part else label
