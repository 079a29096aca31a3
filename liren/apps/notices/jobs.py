"""Telling residents of what was made known, batch by batch, once each."""

from dataclasses import replace
from functools import partial

from django.utils.translation import gettext_noop

from liren.apps.notices.models import Bulletin
from liren.apps.notices.queries import residents_in
from liren.apps.notices.rules import State
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.clock import now, today
from liren.kernel.base.later import job, later
from liren.kernel.tell.telling import Message, tell

AT_ONCE = 200
NEW = gettext_noop("%(place)s发布：“%(title)s”")
BACK = gettext_noop("%(place)s撤回了“%(title)s”：%(note)s")


def tell_later(actor: Actor, bulletin: Bulletin) -> None:
    """The reaction to a release or its withdrawal: one job."""
    later("notices.tell", bulletin=bulletin.pk, after=0)


@job("notices.tell")
def tell_batch(bulletin: int, after: int) -> None:
    """Tell the next residents, and enqueue those after them; a repeat tells nobody twice."""
    row = Bulletin.objects.select_related("area").get(pk=bulletin)
    unheard = row.state == State.WITHDRAWN and row.told_at is None
    if row.since <= today() and not row.is_over and not unheard:
        together(partial(_tell, row, after))


def _tell(row: Bulletin, after: int) -> None:
    people = residents_in(row.area, after, AT_ONCE)
    tell(people, _message(row))
    if len(people) == AT_ONCE:
        later("notices.tell", bulletin=row.pk, after=people[-1].pk)
    else:
        Bulletin.objects.filter(pk=row.pk).update(told_at=now())


def _message(row: Bulletin) -> Message:
    facts = {"title": row.title, "place": row.area.name, "note": row.reason}
    new = Message(
        kind="notices.publish",
        key=f"notices.publish:{row.pk}",
        sentence=NEW,
        facts=facts,
        link=row.get_absolute_url(),
    )
    if row.state != State.WITHDRAWN:
        return new
    kind = "notices.withdraw"
    return replace(new, kind=kind, key=f"{kind}:{row.pk}", sentence=BACK)


@job("notices.tell_begun", cron="*/5 * * * *")
def tell_begun() -> None:
    """Tell of what was published for a day that has come since."""
    rows = Bulletin.objects.filter(state=State.PUBLISHED, told_at=None, since__lte=today())
    for key in rows.order_by("since", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        tell_batch(key, 0)
