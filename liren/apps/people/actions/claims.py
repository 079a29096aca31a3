"""What persons ask about their own record, and how they are answered."""

from liren.apps.people.actions.consents import end_consent
from liren.apps.people.actions.own import due
from liren.apps.people.actions.shredding import shred
from liren.apps.people.models import Claim, Consent, Person
from liren.apps.people.rules import State
from liren.apps.people.rules import rights as rules
from liren.apps.people.rules.rights import ClaimKind, ClaimState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now

ONLY_TOLD = ("phone", "employer")  # kept because the person told them, not because a law says so


@action("people.claim", creates=True, secret=("text",))
def claim(actor: Actor, person: Person, *, kind: str, text: str = "") -> Claim:
    """Ask about one's own record; the desk writes down what is asked there."""
    if kind != ClaimKind.COPY:
        rules.check_said(text)
    asked = Claim.objects.filter(person=person, kind=kind, state=ClaimState.OPEN)
    rules.check_once(again=asked.exists())
    row = Claim(
        person=person, area=person.area, area_path=person.area_path, kind=kind,
        text=text.strip(), at=now(), due_on=due(),
    )  # fmt: skip
    row.save()
    return row


@action("people.grant_claim", secret=("answer",))
def grant_claim(actor: Actor, claim: Claim, *, answer: str) -> Claim:
    """Do what was asked; what stands on a legal duty stays, and the answer says so."""
    decided(actor, claim, ClaimState.GRANTED, answer)
    if claim.kind in (ClaimKind.OBJECT, ClaimKind.DELETE):
        for consent in Consent.objects.filter(person_id=claim.person_id, withdrawn_on=None):
            end_consent(consent)
    if claim.kind == ClaimKind.DELETE:
        erase(Person.objects.select_for_update().get(pk=claim.person_id))
    return claim


@action("people.refuse_claim", secret=("answer",))
def refuse_claim(actor: Actor, claim: Claim, *, answer: str) -> Claim:
    """Say why it is not done."""
    return decided(actor, claim, ClaimState.REFUSED, answer)


def decided(actor: Actor, claim: Claim, state: str, answer: str) -> Claim:
    """Write down the answer."""
    rules.check_open(claim.state)
    rules.check_said(answer)
    claim.state, claim.answer = state, answer.strip()
    claim.decided_by, claim.decided_at = actor.user, now()
    claim.save(update_fields=["state", "answer", "numbers", "decided_by", "decided_at"])
    return claim


def erase(person: Person) -> None:
    """Destroy what no duty asks for; of who has left, everything that names him."""
    if person.state in (State.MOVED, State.DEAD):
        shred(person)
        return
    for name in ONLY_TOLD:
        setattr(person, name, "")
    person.version += 1
    person.save(update_fields=[*ONLY_TOLD, "phone_last", "version"])
