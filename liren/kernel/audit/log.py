"""Writing and reading the audit log."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Model, QuerySet

from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.clock import now
from liren.kernel.base.masking import mask_text

LONGEST_FACT = 500
# what a row shows before and after: states, days, numbers, whose it is; never free text
TYPED = (
    models.BooleanField,
    models.DateField,
    models.IntegerField,
    models.DecimalField,
    models.ForeignKey,
)


def entry(
    actor: Model,
    verb: str,
    subject: Model,
    facts: Mapping[str, object],
    *,
    behalf: Model | None = None,
    outcome: str = Outcome.DONE,
    secret: frozenset[str] = frozenset(),
) -> Entry:
    """An entry that is not yet saved; facts named `secret` are left out, numbers masked."""
    return Entry(
        at=now(),
        actor_id=actor.pk,
        behalf_id=behalf.pk if behalf else None,
        verb=verb,
        outcome=outcome,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        area_path=getattr(subject, "area_path", ""),
        facts={name: "•" if name in secret else plain(fact) for name, fact in facts.items()},
    )


def plain(fact: object) -> Any:
    """A fact as JSON: rows by type and key, moments in ISO form, texts masked and cut."""
    if fact is None or isinstance(fact, bool | int | float):
        return fact
    if isinstance(fact, date | datetime):
        return fact.isoformat()
    if isinstance(fact, Model):
        return f"{fact._meta.label_lower}:{fact.pk}"
    if isinstance(fact, Mapping):
        return {str(key): plain(value) for key, value in fact.items()}
    if isinstance(fact, list | tuple | set | frozenset | QuerySet):
        return [plain(item) for item in fact]
    return mask_text(str(fact))[:LONGEST_FACT]


def held(row: Model) -> dict[str, object]:
    """What the typed fields of a row hold at this moment."""
    return {name: getattr(row, attname) for name, attname, _label in _typed(type(row))}


def changes(before: Mapping[str, object], row: Model) -> dict[str, list[object]]:
    """Which of these fields hold something else now: before and after."""
    after = held(row)
    return {
        name: [_named(label, before[name]), _named(label, after[name])]
        for name, _attname, label in _typed(type(row))
        if before[name] != after[name]
    }


@cache
def _typed(model: type[Model]) -> list[tuple[str, str, str]]:
    """Name, attribute and, for the key of another row, the kind of that row."""
    return [
        (field.name, field.attname, field.related_model._meta.label_lower if related else "")  # type: ignore[union-attr]
        for field in model._meta.concrete_fields
        if not field.primary_key and (isinstance(field, TYPED) or field.choices)
        for related in [isinstance(field, models.ForeignKey)]
    ]


def _named(label: str, value: object) -> object:
    return f"{label}:{value}" if label and value is not None else value


def history(subject: Model) -> QuerySet[Entry]:
    """All entries about a row, newest first."""
    return Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).select_related("actor", "behalf")
