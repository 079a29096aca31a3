"""Choosing a kind of case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.cases.models import CaseKind
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.policy.values import value

AT_ONCE = "cases.pictures_at_once"


def kind_choices(source: str = "") -> list[tuple[str, Any]]:
    """Kinds in force grouped by class, only those open to a source."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds_in_force().values():
        if not source or source in kind.open_to:
            grouped.setdefault(str(kind.case_class), []).append((kind.code, str(kind)))
    return [("", _("请选择")), *grouped.items()]


def common_kinds(source: str) -> list[CaseKind]:
    """The few kinds of every day that a source may report, as the rule lists them."""
    known = kinds_in_force()
    listed = (known.get(code) for code in value("cases.common_kinds"))
    return [kind for kind in listed if kind and source in kind.open_to]


class KindField(forms.ChoiceField):
    """A choice among the kinds in force; it gives the kind itself."""

    def clean(self, value: Any) -> CaseKind | None:
        """The kind of a code that was offered."""
        code = super().clean(value)
        return kinds_in_force()[code] if code else None
