"""Declaring facts of an area, and confirming them."""

from datetime import date
from decimal import Decimal

from liren.apps.standards.models import Declared
from liren.apps.standards.queries.inputs import input_of
from liren.apps.standards.rules import declared as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.clock import now, today


@action("standards.declare", creates=True)
def declare(
    actor: Actor, area: Area, *, key: str, value: Decimal, day: date, document: str
) -> Declared:
    """Declare a number of an area; one that still waits for the second person is replaced."""
    one = input_of(key)
    rules.check_declare(value, day, today(), whole=one.whole, document=document)
    facts = {
        "value": value,
        "document": document.strip(),
        "declared_by": actor.user,
        "declared_at": now(),
        "area_path": area.path,
    }
    row, _made = Declared.objects.update_or_create(
        area=area, key=key, day=day, confirmed_at=None, defaults=facts
    )
    return row


@action("standards.confirm")
def confirm(actor: Actor, row: Declared, *, value: Decimal) -> Declared:
    """Make a declared number count; `value` is the number that the second person has seen."""
    rules.check_confirm(confirmed=row.confirmed_at is not None, seen=value, now=row.value)
    row.confirmed_by, row.confirmed_at = actor.user, now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    return row


def note_export(actor: Actor, what: str, rows: int) -> None:
    """Put on record that figures were taken out as a file."""
    facts = {"query": what, "rows": rows}
    together(entry(actor.user, "standards.export", actor.user, facts).save)
