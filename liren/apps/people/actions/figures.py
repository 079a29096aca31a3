"""What goes on record of figures that are taken out."""

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry


def note_figures(actor: Actor, area: Area, *, whole: bool) -> None:
    """Put on record who took figures of an area out, and whether with small cells."""
    facts = {"area": area.code, "whole": whole}
    together(entry(actor.user, "people.figures", area, facts).save)
