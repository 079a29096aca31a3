"""The dated values of one parameter."""

from liren.apps.standards.models import Change
from liren.kernel.policy.models import Pack, Parameter


def versions_in(pack: Pack, key: str) -> list[Parameter]:
    """All values of a parameter in one pack, from the first to the last."""
    return list(Parameter.objects.filter(pack=pack, key=key).order_by("valid_from"))


def changes_of(key: str) -> list[Change]:
    """What was proposed for a parameter, the latest first."""
    rows = Change.objects.filter(key=key).select_related("proposed_by", "decided_by", "pack")
    return list(rows.order_by("-proposed_at"))
