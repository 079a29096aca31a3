"""Which facts can be shown in clear to those who give a reason, and how they are found.

The site lists them (LIREN_REVEALS): of a model the fields, or paths to fields of rows that belong
to it. Each has a name for people and leads to the person whose fact it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.module_loading import import_string

from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import User
from liren.kernel.sealed.freetext import Free, has_numbers, whole
from liren.kernel.sealed.value import Sealed

VERB = "access.reveal"


@dataclass(frozen=True)
class Fact:
    """A fact that can be shown: what it is called, the path to whose it is, and the verb by
    which one sees the row at all, where not everybody who may reveal may see it.
    """

    name: object
    whose: str = ""
    needs: str = ""


Facts = Mapping[str, Mapping[str, Fact]]


@cache
def facts() -> Facts:
    """Model → field → fact, as the site lists them."""
    found: Facts = import_string(settings.LIREN_REVEALS)
    return found


def fact(row: Model, field: str) -> Fact | None:
    """What is known of a field of this row; None where nothing can be shown."""
    return facts().get(row._meta.label_lower, {}).get(field)


def name(label: str, field: str) -> str:
    """What a fact is called, also when the site no longer lists it."""
    known = facts().get(label, {}).get(field)
    return str(known.name) if known else field


def find(actor: Actor, label: str, key: str, field: str) -> Model:
    """The row whose fact somebody may have shown; DoesNotExist for everybody else."""
    model: Any = apps.get_model(label) if field in facts().get(label, {}) else None
    if model is None:
        raise User.DoesNotExist(label)
    name = "uid" if hasattr(model, "uid") else "pk"
    try:
        rows = model._default_manager.allowed(actor, VERB)
        if needs := facts()[label][field].needs:
            rows = rows & model._default_manager.allowed(actor, needs)
        row: Model = rows.get(**{name: key})
    except (ValueError, ValidationError) as fault:  # no key at all
        raise model.DoesNotExist(label) from fault
    return row


def may(actor: Actor, row: Model, field: str) -> bool:
    """Whether this actor may have this fact of a row in memory shown."""
    known = fact(row, field)
    verbs = (VERB, known.needs) if known and known.needs else (VERB,)
    return all(permits(actor, verb, row) for verb in verbs)


def held(row: Any, field: str) -> bool:
    """Whether there is anything behind the mask."""
    owner, name = _owner(row, field)
    if owner is None:
        return False
    if isinstance(owner._meta.get_field(name), Free):
        return has_numbers(owner, name)
    return bool(getattr(owner, name))


def masked(row: Any, field: str) -> str:
    """What everybody sees who sees the row."""
    owner, name = _owner(row, field)
    return str(getattr(owner, name)) if owner is not None else ""


def clear(row: Any, field: str) -> str:
    """The fact itself; Broken when it does not open."""
    owner, name = _owner(row, field)
    value = getattr(owner, name)
    return value.open() if isinstance(value, Sealed) else whole(owner, name)


def whose(row: Any, field: str) -> User | None:
    """The person whose fact it is, if there is an account."""
    path = (fact(row, field) or Fact("")).whose
    for step in filter(None, path.split(".")):
        row = getattr(row, step, None)
    return row if isinstance(row, User) else None


def key_of(row: Any) -> str:
    """The key under which a row is asked for."""
    return str(getattr(row, "uid", row.pk))


def _owner(row: Any, field: str) -> tuple[Any, str]:
    *steps, name = field.split(".")
    for step in steps:
        row = getattr(row, step, None)
    return row, name
