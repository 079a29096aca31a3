"""Asking for a check of all books, and what is taken out of them."""

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.later import later


@action("money.prove", creates=True)
def prove(actor: Actor, area: Area, /) -> Area:
    """Have all books checked now, by the worker."""
    later("money.prove_now")
    return area


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many lines out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, "money.export_purses", actor.user, facts).save)
