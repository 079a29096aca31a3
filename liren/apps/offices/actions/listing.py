"""What goes on record of lists that are taken out."""

from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many grants out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, "offices.export", actor.user, facts).save)
