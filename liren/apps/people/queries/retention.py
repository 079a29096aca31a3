"""Which rules of keeping are in force, and what they would remove now."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, QuerySet

from liren.apps.people.models import Claim, Person, Proposal, RetentionRun, Search, Tag, Visit
from liren.apps.people.rules.persons import State
from liren.apps.people.rules.rights import CLEARED, KEPT, ClaimState
from liren.apps.people.rules.visits import ProposalState
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import parameter


@dataclass(frozen=True)
class Rule:
    """How long one kind of facts is kept, and where this is written."""

    kind: str
    label: object
    days: int
    source: str

    @property
    def ends(self) -> date:
        """What is older than this day goes."""
        return today() - timedelta(days=self.days)


def rules_in_force() -> list[Rule]:
    """All rules of keeping, in the order in which they are carried out."""
    found = ((kind, label, parameter(f"people.keep_{kind}_days")) for kind, label in KEPT.items())
    return [Rule(kind, label, int(one.value), one.source) for kind, label, one in found]


def spent(kind: str, day: date) -> QuerySet[Any]:
    """The rows of a kind that are older than a day, and hang on nothing that is not."""
    if kind == "visits":
        return Visit.objects.filter(on__lt=day, proposals=None)
    if kind == "tags":
        return Tag.objects.filter(ended_on__lt=day)
    if kind == "proposals":
        decided = Proposal.objects.exclude(state=ProposalState.OPEN)
        return decided.filter(decided_at__date__lt=day)
    return Claim.objects.exclude(state=ClaimState.OPEN).filter(decided_at__date__lt=day)


def gone_before(state: str, day: date) -> QuerySet[Person]:
    """Who moved away or died before a day and still has personal facts here."""
    rows: QuerySet[Person] = Person.objects.filter(state=state).exclude(name=CLEARED)
    if state == State.DEAD:
        return rows.filter(died_on__lt=day).order_by("pk")
    left = Person.objects.filter(state=state).annotate(last=Max("stays__until"))
    return rows.filter(pk__in=left.filter(last__lt=day).values("pk")).order_by("pk")


def due_now() -> dict[str, int]:
    """How much of each kind the next run would remove."""
    return {rule.kind: _waiting(rule) for rule in rules_in_force()}


def _waiting(rule: Rule) -> int:
    if rule.kind == "searches":
        return Search.objects.filter(at__lt=now() - timedelta(days=rule.days)).count()
    if rule.kind in (State.MOVED, State.DEAD):
        return gone_before(rule.kind, rule.ends).count()
    return spent(rule.kind, rule.ends).count()


def runs(actor: Actor) -> list[RetentionRun]:
    """The last runs, for those who may see them."""
    rows = RetentionRun.objects.allowed(actor, "people.retention")
    return list(rows.order_by("-at")[:60])
