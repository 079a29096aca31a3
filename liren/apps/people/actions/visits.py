"""Writing down visits: what was found as before, and what differs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liren.apps.people.actions.persons import agreed, differing
from liren.apps.people.models import Household, Person, Proposal, Tag, Visit
from liren.apps.people.queries.visits import PLANNED, members_of
from liren.apps.people.rules import visits as rules
from liren.apps.people.rules.keeping import SAVED
from liren.apps.people.rules.visits import ASKED, GONE, Found, ProposalSource
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value

Differences = Mapping[str, Mapping[str, str]]


@action("people.visit", creates=True, secret=("differences", "note"))
def visit(
    actor: Actor,
    household: Household,
    /,
    *,
    found: str,
    seen: Mapping[str, int],
    differences: Differences | None = None,
    gone: Sequence[str] = (),
    note: str = "",
    on: date | None = None,
) -> Visit:
    """Write down what was found at a door; `seen` says which version of whom was known there."""
    differences, on = differences or {}, on or today()
    rules.check_lives(household.until)
    rules.check_visited(on, today())
    rules.check_visit(found, differs=bool(differences or gone), noted=bool(note.strip()))
    people = {str(one.person.uid): one.person for one in members_of([household])[household.pk]}
    if found == Found.SAME:
        rules.check_as_seen(seen, {uid: one.version for uid, one in people.items()})
    made = Visit(
        dwelling_id=household.dwelling_id, household=household, on=on, found=found, note=note,
        by=actor.user, at=now(), area=household.area, area_path=household.area_path,
    )  # fmt: skip
    made.save()
    for uid in {*differences, *gone}:
        if uid not in people:
            raise Refused("people.not-here", _("这个人已经不在这一户，请重新打开这一户再填。"))
    for uid, facts in differences.items():
        differ(actor, made, people[uid], dict(facts), seen.get(uid, 0))
    for uid in gone:
        propose(actor, people[uid], GONE, "1", seen.get(uid, 0), made)
    if found in (Found.SAME, Found.CHANGED):
        same = [one.pk for uid, one in people.items() if seen.get(uid) == one.version]
        Person.objects.filter(pk__in=same).exclude(uid__in=gone).update(checked_on=on)
    plan(people.values(), found, on)
    return made


def differ(actor: Actor, made: Visit, person: Person, facts: dict[str, str], seen: int) -> None:
    """What nothing contradicts is written down at once; what contradicts is proposed."""
    if set(facts) - set(ASKED):
        raise Refused("people.not-asked", _("这一项不在走访时更改，请带上证件到社区更正。"))
    told = differing(person, facts)
    agreed(person, dict(told))  # what could never be written is refused at the door already
    blank = {name: fact for name, fact in told.items() if not getattr(person, name)}
    if blank and person.version == seen:
        write(person, blank)
        seen = person.version
        told = {name: fact for name, fact in told.items() if name not in blank}
    for name, fact in told.items():
        propose(actor, person, name, fact, seen, made)


def write(person: Person, facts: dict[str, Any]) -> None:
    """Correct facts of a person, and count that something changed."""
    for name, fact in agreed(person, facts).items():
        setattr(person, name, fact)
    person.version, person.checked_on = person.version + 1, today()
    person.save(update_fields=[*facts, *SAVED])


def propose(
    actor: Actor, person: Person, field: str, fact: str, seen: int, made: Visit
) -> Proposal:
    """Lay a difference before the desk; a newer one about the same takes the older's place."""
    older = Proposal.objects.filter(person=person, field=field, state="open", source="visit")
    older.update(state="outdated", decided_at=now())
    proposal = Proposal(
        person=person, visit=made, field=field, value=fact, version=seen, at=now(),
        source=ProposalSource.VISIT, by=actor.user, area=person.area, area_path=person.area_path,
    )  # fmt: skip
    proposal.save()
    return proposal


def plan(people: Any, found: str, on: date) -> None:
    """Say when those of them who are visited by a plan are visited next."""
    again = int(value("people.visit_again_days"))
    tags = Tag.objects.filter(PLANNED, person__in=[one.pk for one in people])
    for tag in tags.select_related("kind"):
        tag.visit_on = rules.next_visit(found, on, tag.kind.visit_days or again, again)
        tag.save(update_fields=["visit_on"])
