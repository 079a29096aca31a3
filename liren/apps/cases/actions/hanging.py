"""Hanging pictures on a case that is locked or new, as a part of the action that brings them."""

from collections.abc import Iterable, Sequence

from liren.apps.cases import rules
from liren.apps.cases.models import Case, Picture
from liren.kernel.access.actor import Actor
from liren.kernel.access.written import insert, update
from liren.kernel.base.clock import now
from liren.kernel.files.storing import Received, keep
from liren.kernel.policy.values import parameter


def hang(actor: Actor, case: Case, verb: str, pictures: Sequence[Received], phase: str) -> None:
    """Give a case pictures of one phase; one that it has already is not kept twice."""
    new = list(_unknown(case, pictures, phase))
    if not new:
        return
    most = parameter("cases.max_pictures")
    rules.check_pictures(case.picture_count, len(new), most.value, most.source)
    at, body = now(), actor.acting_body(verb)
    for one in new:
        picture = Picture(
            area_id=case.area_id,
            area_path=case.area_path,
            case=case,
            file=keep(one),
            phase=phase,
            round=case.redone,
            at=at,
            added_by=actor.user,
            behalf=actor.behalf,
            body=body,
        )
        insert(picture)
    case.picture_count += len(new)
    update(case, ("picture_count",))


def _unknown(case: Case, pictures: Sequence[Received], phase: str) -> Iterable[Received]:
    if not pictures:
        return
    received = [one.row.received for one in pictures]
    shown = Picture.objects.filter(case=case, removed_at=None, file__received__in=received)
    known: dict[str, set[str]] = {}
    for mark, there in shown.values_list("file__received", "phase"):
        known.setdefault(mark, set()).add(there)
    for one in pictures:
        phases = known.setdefault(one.row.received, set())
        rules.check_new_picture(phase, phases)
        if not phases:
            phases.add(phase)
            yield one
