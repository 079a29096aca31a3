"""A case by the number that people write down."""

from liren.apps.cases.models import Case
from liren.apps.cases.rules import serial_of
from liren.kernel.access.actor import Actor


def numbered(actor: Actor, number: str) -> Case | None:
    """The case under a number, whole or only its last part, if this actor may see it."""
    serial = serial_of(number)
    rows = Case.objects.allowed(actor, "cases.view").filter(pk=serial or 0)
    found: Case | None = rows.defer("words").select_related("area").first() if serial else None
    return found if found and found.number.endswith(number.strip()) else None
