"""Lists of people that leave the house: asked for, agreed to by another, taken a few times."""

from datetime import timedelta

from liren.apps.people.models import Export, Purpose
from liren.apps.people.queries.exports import rows_of, sought_of
from liren.apps.people.queries.tags import kind_named
from liren.apps.people.rules import exports as rules
from liren.apps.people.rules.rights import ExportState, check_open, check_said
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now
from liren.kernel.policy.values import value


@action("people.ask_export", creates=True)
def ask_export(
    actor: Actor,
    area: Area,
    *,
    purpose: Purpose,
    reason: str,
    columns: list[str],
    question: dict[str, object] | None = None,
) -> Export:
    """Ask for a list of people of an area, for a purpose and a reason."""
    rules.check_columns(columns)
    rules.check_reason(reason)
    asked = {**(question or {}), "area": area.code}
    tag = str(asked.get("tag", ""))
    rules.check_tag(seen=not tag or kind_named(actor, tag) is not None)
    count = rows_of(actor, sought_of(asked)).count()
    rules.check_few(count, value("people.export_most_rows"))
    export = Export(
        area=area, area_path=area.path, by=actor.user, at=now(), purpose=purpose,
        question=asked, columns=columns, reason=reason.strip(),
    )  # fmt: skip
    export.save()
    return export


@action("people.approve_export")
def approve_export(actor: Actor, export: Export, *, answer: str = "") -> Export:
    """Let the list go out for some days; never one's own."""
    until = now() + timedelta(days=value("people.export_days"))
    return _decided(actor, export, ExportState.APPROVED, answer, until=until)


@action("people.refuse_export")
def refuse_export(actor: Actor, export: Export, *, answer: str) -> Export:
    """Say why it does not go out."""
    check_said(answer)
    return _decided(actor, export, ExportState.REFUSED, answer)


def _decided(
    actor: Actor, export: Export, state: str, answer: str, *, until: object = None
) -> Export:
    check_open(export.state)
    facts = {"state": state, "answer": answer.strip(), "until": until}
    facts |= {"decided_by": actor.user, "decided_at": now()}
    for name, fact in facts.items():
        setattr(export, name, fact)
    export.save(update_fields=list(facts))
    return export


@action("people.take_export")
def take_export(actor: Actor, export: Export) -> Export:
    """Count one download of an approved list by who asked for it."""
    rules.check_takeable(export.state, export.until, now())
    rules.check_taken(export.taken, value("people.export_most_taken"))
    export.taken += 1
    export.save(update_fields=["taken"])
    return export
