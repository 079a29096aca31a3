"""Writing down who lets what to whom, and what was seen of its safety."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from liren.apps.people.actions.deeds import Deed
from liren.apps.people.actions.persons import join, new_person
from liren.apps.people.models import Household, Person, RoomCheck, Tenancy, Tenant
from liren.apps.people.queries import rentals as queries
from liren.apps.people.rules import PERSONAL, Bond, Happened, HouseholdKind, Relation
from liren.apps.people.rules import persons as person_rules
from liren.apps.people.rules import rentals as rules
from liren.apps.people.rules.rentals import LANDLORD, Letting, Teller
from liren.apps.places.models import Dwelling
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.calendar import due
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import mark
from liren.kernel.policy.values import calendar, span, value

HOMES: Mapping[str, str] = {
    Letting.WHOLE: HouseholdKind.FAMILY,
    Letting.ROOM: HouseholdKind.SHARED,
    Letting.DORMITORY: HouseholdKind.COLLECTIVE,
}
TENANTS = ("tenants", "tenant", "number")


@action("people.let", creates=True, secret=(*LANDLORD, *TENANTS))
def let(
    actor: Actor,
    dwelling: Dwelling,
    /,
    *,
    landlord_name: str,
    tenants: Sequence[Mapping[str, Any]],
    since: date,
    kind: str = Letting.WHOLE,
    part: str = "",
    employer: str = "",
    landlord_phone: str = "",
    moved_in_on: date | None = None,
    told_on: date | None = None,
    told_by: str = Teller.LANDLORD,
    **facts: Any,
) -> Tenancy:
    """Write down that a dwelling or a part of it is let; tenants who are new come into it."""
    moved_in_on, told_on = moved_in_on or since, told_on or today()
    rules.check_letting(kind, part, employer)
    check_terms(since, moved_in_on, told_on, facts)
    person_rules.check_name(landlord_name)
    if not tenants:
        raise Refused("people.no-tenant", _("请至少登记一位承租人。"))
    # two who let the same room at once: the second waits here and is told
    Dwelling.objects.select_for_update().get(pk=dwelling.pk)
    rules.check_free(kind, part, queries.others_in(dwelling))
    tenancy = Tenancy(
        dwelling=dwelling, area=dwelling.area, area_path=dwelling.area_path,
        kind=kind, part=part.strip(), employer=employer.strip(), landlord_phone=landlord_phone,
        landlord=queries.landlord_of(actor, landlord_name, landlord_phone),
        landlord_name=landlord_name.strip(), since=since, moved_in_on=moved_in_on,
        told_on=told_on, told_by=told_by, by=actor.user, at=now(), **facts,
    )  # fmt: skip
    tenancy.due_on = told_by_day(moved_in_on)
    tenancy.check_on = today() + days("people.room_first_days")
    tenancy.save()
    take_in(actor, tenancy, tenants, moved_in_on)
    return tenancy


def check_terms(since: date, moved_in_on: date, told_on: date, facts: Mapping[str, Any]) -> None:
    """The days and amounts of a tenancy hold together."""
    rules.check_told(told_on, today())
    rules.check_term(since, facts.get("until"), moved_in_on, told_on)
    rules.check_amount(facts.get("rent_fen"))
    rules.check_fee(facts.get("fee_fen"), facts.get("fee_basis", ""))


def told_by_day(moved_in_on: date) -> date:
    """The last day on which a tenancy is told in time."""
    noon = datetime.combine(moved_in_on, time(12), zone())
    end = due(noon, span("people.tell_tenancy", moved_in_on), calendar())
    return end.astimezone(zone()).date()


def days(key: str) -> timedelta:
    """A number of days that a rule sets."""
    return timedelta(days=int(value(key)))


def take_in(
    actor: Actor, tenancy: Tenancy, tenants: Sequence[Mapping[str, Any]], day: date
) -> None:
    """Let tenants live in what is let: in the household of those who are there already."""
    home = home_of(tenancy)
    for facts in tenants:
        person, home = settle(actor, tenancy, home, dict(facts), day)
        if Tenant.objects.filter(tenancy=tenancy, person=person, until=None).exists():
            raise Refused("people.tenant-twice", _("同一个人写了两次，请删去一个。"))
        Tenant.objects.create(tenancy=tenancy, person=person, since=day)


def home_of(tenancy: Tenancy) -> Household | None:
    """The household of those who rent it now."""
    rows = Household.objects.filter(
        until=None, stays__until=None, stays__tie=Bond.HOME, dwelling=tenancy.dwelling_id,
        stays__person__tenancies__tenancy=tenancy, stays__person__tenancies__until=None,
    )  # fmt: skip
    return rows.first()


def settle(
    actor: Actor, tenancy: Tenancy, home: Household | None, facts: dict[str, Any], day: date
) -> tuple[Person, Household]:
    """A tenant in the register and in the dwelling, with the household he belongs to."""
    relation = facts.pop("relation", "") or Relation.NONE
    number = person_rules.normal_number(str(facts.get("id_number", "") or ""))
    one_at_a_time(number)
    person = queries.known(number)
    if person is not None:
        check_tenant(person, str(facts.get("name", "")), tenancy)
        if person.home_id == tenancy.dwelling_id and person.household:
            return person, person.household
    dwelling, deed = tenancy.dwelling, Deed()
    if person is None:
        facts |= {"area": dwelling.area, "area_path": dwelling.area_path}
        person = new_person(**facts)
        deed.make(person)
    home = join(deed, person, dwelling, home, relation=relation, tie=Bond.HOME, day=day)
    if home.head_id == person.pk:
        deed.change(home, kind=HOMES[tenancy.kind])
        Household.objects.filter(pk=home.pk).update(employer=tenancy.employer)
    deed.settle(person)
    deed.event(actor, Happened.REGISTER, person, on=day, household=home)
    return person, home


def one_at_a_time(number: str) -> None:
    """Two who write down the same number at once come one after the other."""
    if number:
        with connection.cursor() as cursor:
            what = mark(number, "person.number")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def check_tenant(person: Person, name: str, tenancy: Tenancy) -> None:
    """Who is known is taken in only under his name, and where he lives nowhere else."""
    person_rules.check_present(person.state)
    if person.name != name.strip():
        raise Refused(
            "people.other-name", _("这个证件号码登记的是另一个姓名，请对照证件核对号码和姓名。")
        )
    if person.home_id not in (None, tenancy.dwelling_id):
        raise Refused(
            "people.lives-elsewhere",
            _("这位承租人还登记住在本市别处。请先给他办“搬家”到这里，再加为承租人。"),
        )


@action("people.add_tenant", secret=(*PERSONAL, *TENANTS))
def add_tenant(
    actor: Actor, tenancy: Tenancy, /, *, since: date | None = None, **facts: Any
) -> Tenancy:
    """Write down one more who lives in what is let."""
    rules.check_running(tenancy.ended_on)
    day = since or today()
    rules.check_told(day, today())
    take_in(actor, tenancy, [facts], day)
    return tenancy


@action("people.remove_tenant")
def remove_tenant(
    actor: Actor, tenancy: Tenancy, /, *, person: Person, on: date | None = None
) -> Tenancy:
    """Write down that one of those who rent it no longer does; where he lives is another act."""
    rules.check_running(tenancy.ended_on)
    row = Tenant.objects.filter(tenancy=tenancy, person=person, until=None).first()
    if row is None:
        raise Refused("people.no-such-tenant", _("这个人现在不是这里的承租人。"))
    rules.check_end(on or today(), row.since, today())
    if not Tenant.objects.filter(tenancy=tenancy, until=None).exclude(pk=row.pk).exists():
        raise Refused("people.last-tenant", _("这是最后一位承租人。没有人租了，请办“结束租约”。"))
    row.until = on or today()
    row.save(update_fields=["until"])
    return tenancy


CHANGED = ("until", "contract", "rent_fen", "fee_fen", "fee_basis", "note", "landlord_phone")


@action("people.change_tenancy", secret=LANDLORD)
def change_tenancy(actor: Actor, tenancy: Tenancy, /, **facts: Any) -> Tenancy:
    """Prolong a tenancy, correct its contract, its rent, what is collected, the telephone."""
    rules.check_running(tenancy.ended_on)
    facts = {name: facts[name] for name in CHANGED if name in facts}
    until = facts.get("until", tenancy.until)
    rules.check_term(tenancy.since, until, tenancy.moved_in_on, tenancy.told_on)
    rules.check_amount(facts.get("rent_fen"))
    rules.check_fee(
        facts.get("fee_fen", tenancy.fee_fen), facts.get("fee_basis", tenancy.fee_basis)
    )
    for name, fact in facts.items():
        setattr(tenancy, name, fact)
    tenancy.save(update_fields=[*facts, "numbers"])
    return tenancy


@action("people.end_tenancy")
def end_tenancy(actor: Actor, tenancy: Tenancy, /, *, on: date | None = None) -> Tenancy:
    """Write down that a tenancy is over; where its tenants live is another act."""
    rules.check_running(tenancy.ended_on)
    tenancy.ended_on = on or today()
    rules.check_end(tenancy.ended_on, tenancy.moved_in_on, today())
    tenancy.check_on = None
    tenancy.save(update_fields=["ended_on", "check_on"])
    RoomCheck.objects.filter(tenancy=tenancy, mended_on=None).update(again_on=None)
    Tenant.objects.filter(tenancy=tenancy, until=None).update(until=tenancy.ended_on)
    return tenancy


@action("people.check_room")
def check_room(
    actor: Actor,
    tenancy: Tenancy,
    /,
    *,
    faults: Sequence[str] = (),
    on: date | None = None,
    again_on: date | None = None,
    note: str = "",
) -> Tenancy:
    """Write down a look at the safety of what is let: the second one closes the first."""
    rules.check_running(tenancy.ended_on)
    points, day = rules.check_faults(faults), on or today()
    if points:
        again_on = again_on or day + days("people.room_mend_days")
    rules.check_looked(day, again_on, tenancy.moved_in_on, today())
    before = queries.open_check(tenancy)
    if before is not None:
        before.again_on = None
        if not set(before.faults) & set(points):
            before.mended_on = day
        before.save(update_fields=["again_on", "mended_on"])
    looked = RoomCheck(
        tenancy=tenancy, area=tenancy.area, area_path=tenancy.area_path, on=day,
        faults=points, note=note, again_on=again_on if points else None, by=actor.user,
    )  # fmt: skip
    looked.save()
    tenancy.check_on = looked.again_on or day + days("people.room_check_days")
    tenancy.save(update_fields=["check_on"])
    return tenancy


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many tenancies out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, "people.export_rentals", actor.user, facts).save)
