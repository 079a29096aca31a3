"""Telling the community that somebody has left for another one of the city."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_noop

from liren.apps.people.models import Event
from liren.apps.people.queries.persons import community
from liren.kernel.access.actor import Actor
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.later import job, later
from liren.kernel.tell.telling import Message, tell

# no name: who is told sees the people of his own area on its pages
LEFT = gettext_noop("辖区内一位居民已于 %(day)s 迁往%(place)s，登记已随之转出。")
ENDED = gettext_noop("辖区内一位居民已于 %(day)s 迁往%(place)s，原来的租赁登记可能要结束。")
BACK = gettext_noop("%(day)s 迁往%(place)s的一位居民，迁入登记已撤销，恢复到您的辖区。")


def tell_former(actor: Actor, event: Event) -> None:
    """The reaction to somebody's coming: one job, where he came from another community."""
    if former(event):
        later("people.tell_moved", event=event.pk, back=event.undone_at is not None)


def former(event: Event) -> str:
    """The path of the community that somebody left with this event; empty when none."""
    for noted in event.changes:
        was = _was(noted)
        if was and community(was) != community(event.area_path):
            return community(was)
    return ""


def _was(noted: dict[str, Any]) -> str:
    if noted["model"] != "people.person":
        return ""
    return str((noted["was"] or {}).get("area_path", ""))


@job("people.tell_moved")
def tell_moved(event: int, back: bool = False) -> None:
    """Tell who keeps the people of the community that was left."""
    row = Event.objects.select_related("area__parent").get(pk=event)
    path = former(row)
    let = any(noted["model"] == "people.tenant" for noted in row.changes)
    place = row.area if row.area.level == "community" else row.area.parent
    message = Message(
        kind="people.move_in",
        key=f"people.move_in:{row.pk}:{'back' if back else 'left'}",
        sentence=BACK if back else ENDED if let else LEFT,
        facts={"day": row.on.isoformat(), "place": str(place)},
    )
    people = list(holders("people.move_in", path=path))
    together(partial(tell, people, message))
