"""Facts of the record in words: what a field is called, what its value means."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from liren.kernel.base.clock import local
from liren.kernel.doors import names

Called = Mapping[str, str]


def fact(name: str, raw: object, called: Called) -> tuple[str, str]:
    """A fact of an entry: what it is called, and what it says."""
    return names.fact(name), called.get(str(raw)) or _said(raw)


def change(label: str, name: str, both: Sequence[object], called: Called) -> tuple[str, str, str]:
    """A field that changed: what it is called, before and after."""
    choices = _choices(label, name)
    before, after = (called.get(str(raw)) or choices.get(str(raw)) or _said(raw) for raw in both)
    return names.fact(name), before, after


def _choices(label: str, name: str) -> Mapping[str, str]:
    """The words of a field that has a list of them; none when the kind of row is gone."""
    try:
        field: Any = apps.get_model(label)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return {}
    return {str(code): str(word) for code, word in getattr(field, "flatchoices", ())}


def _said(raw: object) -> str:
    """A moment on the city's clock, anything else as rules say it."""
    text = str(raw)
    if len(text) >= len("2026-01-01T00:00+00:00") and "T" in text[:11]:
        try:
            return f"{local(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
        except ValueError:
            pass
    return names.value(raw)
