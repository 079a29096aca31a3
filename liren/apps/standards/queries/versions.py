"""The dated values of one parameter."""

from uuid import UUID

from liren.apps.standards.models import Change
from liren.apps.standards.rules.changes import State
from liren.kernel.access.actor import Actor
from liren.kernel.policy.models import Pack, Parameter

MOST = 200


def versions_in(pack: Pack, key: str) -> list[Parameter]:
    """All values of a parameter in one pack, from the first to the last."""
    return list(Parameter.objects.filter(pack=pack, key=key).order_by("valid_from"))


def changes_of(key: str) -> list[Change]:
    """What was proposed for a parameter, the latest first."""
    rows = Change.objects.filter(key=key).select_related("proposed_by", "decided_by", "pack")
    return list(rows.order_by("-proposed_at"))


def open_change(key: str) -> Change | None:
    """The proposal for a parameter that still waits for the second person."""
    return (
        Change.objects.filter(key=key, state=State.PROPOSED).select_related("proposed_by").first()
    )


def changes_for(actor: Actor, state: str = "") -> list[Change]:
    """What was proposed, the latest first; the newest two hundred."""
    rows = Change.objects.allowed(actor, "policy.view")
    rows = rows.filter(state=state) if state else rows
    rows = rows.select_related("proposed_by", "decided_by", "pack", "before")
    return list(rows.order_by("-proposed_at")[:MOST])


def change_for(uid: UUID) -> Change:
    """One proposal; who reads the rules reads what becomes of them."""
    rows = Change.objects.select_related("proposed_by", "decided_by", "pack", "before", "made")
    return rows.get(uid=uid)
