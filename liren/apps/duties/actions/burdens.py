"""What stands at a community's door: written down, admitted, ordered away, merged, ended."""

from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError

from liren.apps.duties.models import Application, Burden
from liren.apps.duties.rules import burdens as rules
from liren.apps.duties.rules.admission import ADMITTED
from liren.apps.duties.rules.burdens import COURSE, LIVE, BurdenState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import parameter


@action("duties.note_burden", creates=True)
def note_burden(
    actor: Actor,
    area: Area,
    /,
    *,
    kind: str,
    title: str,
    asker: Body | None = None,
    asker_name: str = "",
    rhythm: str = "",
    generated: bool = False,
    since: date | None = None,
    note: str = "",
) -> Burden:
    """Write down what somebody put at the community's door."""
    rules.check_community(area.level, area)
    title = check(kind, title, asker, asker_name, generated, since)
    rules.check_twin(twins(area, kind, title).exists(), title)
    made = Burden(
        area=area, area_path=area.path, kind=kind, title=title, asker=asker,
        asker_name="" if asker else asker_name.strip(), rhythm=rhythm, generated=generated,
        since=since, note=note.strip(), by=actor.user, at=now(),
    )  # fmt: skip
    keep(made)
    return made


def keep(row: Burden, *names: str) -> None:
    """Save it; of two who write down the same at once the second is told."""
    try:
        together(partial(row.save, **({"update_fields": names} if names else {})))
    except IntegrityError:
        rules.check_twin(True, row.title)


def check(
    kind: str, title: str, asker: Body | None, name: str, generated: bool, since: date | None
) -> str:
    """What holds of new and of changed ones alike; the name as it is kept."""
    rules.check_kind(kind)
    rules.check_asker(asker is not None, name)
    rules.check_since(since, today())
    rules.check_generated(generated, kind)
    return rules.check_title(title)


def twins(area: Area, kind: str, title: str) -> Any:
    """The live ones of that name in a community."""
    return Burden.objects.filter(area=area, kind=kind, title=title, state__in=LIVE)


CHANGED = ("title", "asker", "asker_name", "rhythm", "generated", "since", "note")


@action("duties.change_burden")
def change_burden(
    actor: Actor,
    row: Burden,
    /,
    *,
    title: str,
    asker: Body | None = None,
    asker_name: str = "",
    rhythm: str = "",
    generated: bool = False,
    since: date | None = None,
    note: str = "",
) -> Burden:
    """Put right what was written down; its kind stays, and who asks where it was admitted."""
    COURSE.after("duties.change_burden", row.state)
    if row.application_id:
        asker, asker_name = row.asker, ""
    title = check(row.kind, title, asker, asker_name, generated, since)
    rules.check_twin(twins(row.area, row.kind, title).exclude(pk=row.pk).exists(), title)
    row.title, row.asker, row.rhythm, row.generated = title, asker, rhythm, generated
    row.asker_name = "" if asker else asker_name.strip()
    row.since, row.note = since, note.strip()
    keep(row, *CHANGED)
    return row


@action("duties.admit_burden")
def admit_burden(actor: Actor, row: Burden, /, *, application: Application) -> Burden:
    """It stands on an admission of the body that wants it, which reaches this community."""
    state = COURSE.after("duties.admit_burden", row.state)
    rules.check_admission(seen(application), row.kind, row.asker_id, row.area_path)
    row.state, row.application, row.asker = state, application, application.body
    row.asker_name, row.remove_by, row.order = "", None, ""
    row.save(update_fields=["state", "application", "asker", "asker_name", "remove_by", "order"])
    return row


def seen(application: Application) -> rules.Admitted:
    """An admission as far as it carries burdens."""
    scope = application.hearings.filter(admitted=True).values_list("area_path", flat=True)
    return rules.Admitted(
        body=application.body_id,
        kind=application.kind,
        live=application.state in ADMITTED and application.end_on >= today(),
        paths=frozenset(scope),
        number=application.number,
    )


@action("duties.order_removal")
def order_removal(actor: Actor, row: Burden, /, *, remove_by: date, document: str) -> Burden:
    """Order that it is gone by a day, on a document."""
    state = COURSE.after("duties.order_removal", row.state)
    most = parameter("burdens.removal_days")
    rules.check_order(remove_by, document, today(), int(most.value), most.source)
    row.state, row.remove_by, row.order = state, remove_by, document.strip()
    row.save(update_fields=["state", "remove_by", "order"])
    return row


@action("duties.merge_burden")
def merge_burden(actor: Actor, row: Burden, /, *, into: Burden) -> Burden:
    """It is part of another of its kind from now on."""
    state = COURSE.after("duties.merge_burden", row.state)
    # both ways at once would leave nothing that stands
    kept = Burden.objects.select_for_update().get(pk=into.pk)
    rules.check_merge(
        kept.pk == row.pk, kept.area_id == row.area_id, kept.kind == row.kind, kept.state in LIVE
    )
    row.state, row.merged_into, row.ended_on = state, kept, today()
    row.save(update_fields=["state", "merged_into", "ended_on"])
    return row


@action("duties.end_burden")
def end_burden(actor: Actor, row: Burden, /, *, note: str, on: date | None = None) -> Burden:
    """It is gone: taken down, closed, left, or no longer asked."""
    state = COURSE.after("duties.end_burden", row.state)
    rules.check_note(note)
    rules.check_since(on, today())
    row.state, row.ended_on, row.note = BurdenState(state), on or today(), note.strip()
    row.save(update_fields=["state", "ended_on", "note"])
    return row


def note_export(actor: Actor, verb: str, query: str, rows: int) -> None:
    """Put on record who took how many lines out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, verb, actor.user, facts).save)
