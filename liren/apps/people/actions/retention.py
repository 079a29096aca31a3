"""Removing what need no longer be kept, by the rules in force; each run leaves its numbers."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from liren.apps.people.actions.shredding import shred
from liren.apps.people.models import RetentionRun, Search
from liren.apps.people.queries.retention import gone_before, rules_in_force, spent
from liren.apps.people.rules.persons import State
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.written import insert
from liren.kernel.base.clock import now, today
from liren.kernel.policy.models import Pack

MOST = 2000  # people in one run: the next night goes on


@action("people.retain", creates=True)
def retain(actor: Actor, pack: Pack) -> RetentionRun:
    """Remove everything whose time is over, and write down how much it was."""
    ends = {rule.kind: today() - timedelta(days=rule.days) for rule in rules_in_force()}
    removed = {kind: REMOVES[kind](day) for kind, day in ends.items()}
    run = RetentionRun(at=now(), removed={kind: n for kind, n in removed.items() if n})
    insert(run)
    return run


def forget_searches(day: date) -> int:
    """Searches are written once: only a function of the owner may drop old ones."""
    before = now() - (today() - day)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Search._meta.db_table)
        cursor.execute("SELECT liren_forget_searches(%s::regclass, %s)", [table, before])
        return int(cursor.fetchone()[0])


def drop(rows: Callable[[date], QuerySet[Any]]) -> Callable[[date], int]:
    """A removal of whole rows."""
    return lambda day: rows(day).delete()[0]


def shred_gone(state: str) -> Callable[[date], int]:
    """A removal of the personal facts of those who left before a day."""

    def work(day: date) -> int:
        people = list(gone_before(state, day).select_for_update()[:MOST])
        for person in people:
            shred(person)
        return len(people)

    return work


REMOVES: Mapping[str, Callable[[date], int]] = {
    "searches": forget_searches,
    "visits": drop(lambda day: spent("visits", day)),
    "tags": drop(lambda day: spent("tags", day)),
    "proposals": drop(lambda day: spent("proposals", day)),
    "claims": drop(lambda day: spent("claims", day)),
    "moved": shred_gone(State.MOVED),
    "dead": shred_gone(State.DEAD),
}
