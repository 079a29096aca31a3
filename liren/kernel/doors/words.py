"""Facts of the record in words: what a field is called, what its value means."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from liren.kernel.access.models import User
from liren.kernel.base.clock import local
from liren.kernel.doors import names

Called = Mapping[str, str]
PERSON = "access.user:"


def fact(label: str, name: str, raw: object, called: Called) -> tuple[str, str]:
    """A fact of an entry: what it is called, and what it says."""
    return names.fact(name), _value(label, name, raw, called)


def change(label: str, name: str, both: Sequence[object], called: Called) -> tuple[str, str, str]:
    """A field that changed: what it is called, before and after."""
    before, after = (_value(label, name, raw, called) for raw in both)
    return names.fact(name), before, after


def _value(label: str, name: str, raw: object, called: Called) -> str:
    if name == "role":
        return names.role(str(raw))
    chosen = _choices(label, name).get(str(raw), "")
    return called.get(str(raw)) or str(chosen) or _said(raw)


def people(refs: Iterable[str]) -> dict[str, str]:
    """What the people are called whose accounts facts name."""
    named = (ref.removeprefix(PERSON) for ref in refs if ref.startswith(PERSON))
    keys = {int(key) for key in named if key.isdecimal()}
    rows = User.objects.filter(pk__in=keys).values_list("pk", "name") if keys else ()
    return {f"{PERSON}{pk}": name for pk, name in rows}


@cache
def _choices(label: str, name: str) -> Mapping[str, object]:
    """The words of a field that has a list of them; none when the kind of row is gone."""
    try:
        field: Any = apps.get_model(label)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return {}
    return {str(code): word for code, word in getattr(field, "flatchoices", ())}


def _said(raw: object) -> str:
    """A moment on the city's clock, anything else as rules say it."""
    text = str(raw)
    if len(text) >= len("2026-01-01T00:00+00:00") and "T" in text[:11]:
        try:
            return f"{local(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
        except ValueError:
            pass
    return names.value(raw)
