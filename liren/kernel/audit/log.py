"""Writing and reading the audit log."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.clock import now
from liren.kernel.base.masking import mask_text

LONGEST_FACT = 500


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


def history(subject: Model) -> QuerySet[Entry]:
    """All entries about a row, newest first."""
    return Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).select_related("actor", "behalf")
