"""Keeping views of lists, and the record of what was taken out of them."""

from liren.apps.cases.models import SavedView
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry


@action("cases.save_view", creates=True)
def save_view(actor: Actor, person: User, *, name: str, query: str) -> SavedView:
    """Keep a list's filters under a name; the same name takes the new filters."""
    view, _new = SavedView.objects.update_or_create(
        user=person, name=name.strip(), defaults={"query": query}
    )
    return view


@action("cases.drop_view")
def drop_view(actor: Actor, view: SavedView) -> SavedView:
    """Drop a kept view."""
    SavedView.objects.filter(pk=view.pk).delete()
    return view


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many rows out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, "cases.export", actor.user, facts).save)
