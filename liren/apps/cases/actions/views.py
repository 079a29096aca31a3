"""Keeping views of lists, and the record of what was taken out of them."""

from urllib.parse import parse_qsl, urlencode

from liren.apps.cases.models import SavedView
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_text

LONGEST_QUERY = 500


@action("cases.save_view", creates=True)
def save_view(actor: Actor, person: User, *, name: str, query: str) -> SavedView:
    """Keep a list's filters under a name; the same name takes the new filters."""
    asked = _bare(query)
    if len(asked) > LONGEST_QUERY:
        raise Refused("cases.query-too-long", _("筛选条件太长，存不下。请缩短搜索的文字再保存。"))
    view, _new = SavedView.objects.update_or_create(
        user=person, name=mask_text(name.strip()), defaults={"query": asked}
    )
    return view


@action("cases.drop_view")
def drop_view(actor: Actor, view: SavedView) -> SavedView:
    """Drop a kept view."""
    SavedView.objects.filter(pk=view.pk).delete()
    return view


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many rows out with which question."""
    facts = {"query": _bare(query), "rows": rows}
    together(entry(actor.user, "cases.export", actor.user, facts).save)


def _bare(query: str) -> str:
    """A question without personal numbers, which nobody finds anything by."""
    asked = parse_qsl(query, keep_blank_values=True)
    masked = [(name, mask_text(text)) for name, text in asked]
    return query if masked == asked else urlencode(masked)
