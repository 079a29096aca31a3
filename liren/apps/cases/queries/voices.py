"""What residents have said: their own open cases."""

from dataclasses import dataclass

from liren.apps.cases.models import Case
from liren.apps.cases.rules import OPEN, WAITS, tone
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now
from liren.kernel.base.masking import mask_text


@dataclass(frozen=True)
class Own:
    """An open case of one's own: what it is, and what it waits for."""

    title: str
    waits: str
    url: str
    tone: str


def own_open(actor: Actor, limit: int) -> list[Own]:
    """The newest open cases that this person reported."""
    rows = Case.objects.filter(reporter=actor.user, state__in=OPEN).defer("words", "text")
    return [_own(case) for case in rows.order_by("-reported_at", "-pk")[:limit]]


def _own(case: Case) -> Own:
    left = (case.due_at - now()).total_seconds() if case.due_at else 0
    whole = (case.due_at - case.stage_at).total_seconds() if case.due_at else 0
    return Own(
        title=mask_text(case.title),
        waits=str(WAITS[case.state]),
        url=case.get_absolute_url(),
        tone=tone(left, whole),
    )
