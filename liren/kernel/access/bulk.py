"""The same verb on many rows: one query locks them, every row has its own entry and answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from liren.kernel.access.action import Action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused


@dataclass(frozen=True)
class Answer:
    """What became of one row: `no` is None when it was done."""

    row: Any
    no: Refused | None = None


def each(
    act: Callable[..., Any], actor: Actor, rows: Iterable[Model], **facts: Any
) -> list[Answer]:
    """Do a verb to every row that allows it; a refused row does not stop the others.

    The answers come in the order of the rows; every done and every refused row is on record.
    """
    one: Action[Any] = act.action  # type: ignore[attr-defined]
    wanted = list(rows)

    def work() -> list[Answer]:
        keys = [row.pk for row in wanted]
        open_to = type(wanted[0])._default_manager.allowed(actor, one.verb)  # type: ignore[attr-defined]
        locked = open_to.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        fresh = {row.pk: row for row in locked}
        answers = [_answer(one, actor, fresh.get(row.pk), row, facts) for row in wanted]
        Entry.objects.bulk_create(
            one.entry(actor, a.row, _facts(facts, a.no), _outcome(a.no)) for a in answers
        )
        return answers

    return together(work) if wanted else []


def _answer(
    one: Action[Any], actor: Actor, fresh: Model | None, row: Model, facts: dict[str, Any]
) -> Answer:
    if fresh is None:
        return Answer(row, Refused("access.not-yours", _("这一件不在您可以办理的范围内。")))

    def work() -> Any:
        done = one.run(actor, fresh, (), facts)
        one.react(actor, done)
        return done

    try:
        return Answer(together(work))
    except Refused as no:
        return Answer(row, no)


def _outcome(no: Refused | None) -> Outcome:
    return Outcome.REFUSED if no else Outcome.DONE


def _facts(facts: dict[str, Any], no: Refused | None) -> dict[str, Any]:
    return {**facts, "refused": no.code} if no else facts
