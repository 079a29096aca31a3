"""What the town of the matrix asks about its records, and what is asked of it."""

from dataclasses import dataclass

from liren.apps.people.actions.claims import claim
from liren.apps.people.actions.consents import give_consent
from liren.apps.people.actions.duties import note_breach
from liren.apps.people.actions.exports import approve_export, ask_export
from liren.apps.people.actions.own import link_person
from liren.apps.people.models import Breach, Claim, Consent, Export, Person, Purpose
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.testing import world

PHONE = "13800138388"


@dataclass
class Righted:
    """A claim, a consent, a list that waits and one that may be taken, a breach."""

    person: Person
    claim: Claim
    consent: Consent
    waits: Export
    goes: Export
    breach: Breach


def righted(head: Actor, person: Person, community: Area) -> Righted:
    """The resident of the town has found her record; the community asks for lists."""
    account = world.user("resident-own")
    account.phone = PHONE
    account.save()
    link_person(head, person, phone=PHONE)
    person.refresh_from_db()
    said = claim(head, person, kind="explain", text="为什么登记我的电话？")
    purpose = Purpose.objects.get(code="messages")
    given = give_consent(head, person, purpose=purpose, how="paper")
    care = Purpose.objects.get(code="care")
    facts = {"purpose": care, "reason": "重阳节走访", "columns": ["name"]}
    worker = world.actor("maker-worker", "community_worker", community.path)
    waits, goes = (ask_export(worker, community, **facts) for _turn in range(2))  # type: ignore[arg-type]
    goes = approve_export(head, goes)
    Export.objects.filter(pk=goes.pk).update(by=world.user("community_worker-own"))
    breach = note_breach(head, community, what="名单发错了群", touched=3)
    return Righted(person, said, given, waits, goes, breach)
