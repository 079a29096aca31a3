"""Who looked for people, how and what for: one line for every page of an answer."""

from django.db import connection

from liren.apps.people.models import Purpose, Search
from liren.apps.people.rules.rights import Asked
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.errors import TooOften
from liren.kernel.policy.values import value

QUEUE = 0x46494E44  # counting and adding of one person must not interleave
HOUR = 3600
PACES = ((None, "people.searches_per_hour"), (Asked.LAST, "people.last_searches_per_hour"))


def note_search(actor: Actor, how: str, purpose: Purpose, seen: int, path: str) -> Search:
    """Put on record that somebody looked for people; refused who looks too often.

    What was typed is not kept: the log of searches would become a register of its own.
    """
    line = Search(by=actor.user, at=now(), how=how, purpose=purpose, seen=seen, area_path=path)

    def work() -> Search:
        _check_pace(actor, how)
        line.save(force_insert=True)
        return line

    return together(work)


def _check_pace(actor: Actor, how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [QUEUE, actor.user.pk])
    past = Search.objects.filter(by=actor.user, at__gt=ago(hours=1))
    for only, key in PACES:
        if only is not None and only != how:
            continue
        rows, most = past.filter(how=only) if only else past, value(key)
        if rows.count() >= most:
            sentence = _("一小时内最多这样查 %(most)d 次，已经用完。请过一会儿再查。")
            raise TooOften("people.searches-spent", sentence % {"most": most}, wait=HOUR)
