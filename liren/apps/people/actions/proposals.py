"""Deciding what somebody found to be otherwise: the record takes it over, or says why not."""

from datetime import date

from liren.apps.people.actions.persons import differing
from liren.apps.people.actions.visits import write
from liren.apps.people.models import Person, Proposal
from liren.apps.people.rules import persons as person_rules
from liren.apps.people.rules import visits as rules
from liren.apps.people.rules.keeping import ADDRESS
from liren.apps.people.rules.visits import GONE, ProposalState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now


@action("people.take_proposal", secret=("answer",))
def take_proposal(actor: Actor, proposal: Proposal, /, *, seen: int) -> Proposal:
    """Take over what was proposed, on the record as it was seen."""
    rules.check_pending(proposal.state)
    person = Person.objects.select_for_update().get(pk=proposal.person_id)
    if proposal.field == GONE:
        home = proposal.visit.dwelling_id if proposal.visit else None
        rules.check_left(person.home_id, home)
        return decide(actor, proposal, ProposalState.TAKEN)
    if proposal.field == ADDRESS:  # the record follows by a move
        return decide(actor, proposal, ProposalState.TAKEN)
    person_rules.check_present(person.state)
    rules.check_seen(person.version, seen)
    told = differing(person, {proposal.field: meant(proposal)})
    if told:
        write(person, told)
    return decide(actor, proposal, ProposalState.TAKEN)


def meant(proposal: Proposal) -> str | date:
    """What is proposed, as the record keeps it."""
    text = proposal.value.open()
    return date.fromisoformat(text) if proposal.field == "born" else text


@action("people.refuse_proposal", secret=("answer",))
def refuse_proposal(actor: Actor, proposal: Proposal, /, *, answer: str) -> Proposal:
    """Leave the record as it is, and say why."""
    rules.check_pending(proposal.state)
    rules.check_answer(answer)
    proposal.answer = answer.strip()
    return decide(actor, proposal, ProposalState.REFUSED)


def decide(actor: Actor, proposal: Proposal, state: str) -> Proposal:
    """Write down what became of it, and by whom."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.user, now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    return proposal
