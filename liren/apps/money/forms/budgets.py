"""A budget as one sheet: a line for each heading, some empty ones at the end."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.money.models import Category, Fund
from liren.apps.money.rules.budgets import MOST_LINES, Planned
from liren.kernel.web.forms import KeyForm, yuan_field

FREE = 5  # empty lines below; a saved sheet has new ones
NOTE = {"rows": 2}


class SheetForm(KeyForm):
    """All lines of a budget; a line without an amount is left out."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    document = forms.CharField(label=_("依据文件"), max_length=200, required=False)
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs=NOTE)
    )

    def __init__(
        self,
        *args: Any,
        lines: Sequence[Planned],
        funds: Sequence[Fund],
        headings: Sequence[Category],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.flows = {one.code: str(one.flow) for one in headings}
        self.size = min(len(lines) + FREE, MOST_LINES)
        if self.data:
            self.size = max(self.size, sent_size(self.data))
        blank = [("", "—")]
        kinds = blank + [(one.code, f"{one.get_flow_display()} · {one}") for one in headings]
        named = blank + [(one.code, str(one)) for one in funds]
        for n in range(self.size):
            line = lines[n] if n < len(lines) else None
            self.add_line(n, line, kinds, named)

    def add_line(self, n: int, line: Planned | None, kinds: list[Any], named: list[Any]) -> None:
        """The four fields of a line."""
        made = {
            "c": forms.ChoiceField(label=_("科目"), choices=kinds, required=False),
            "f": forms.ChoiceField(label=_("资金来源"), choices=named, required=False),
            "t": forms.CharField(label=_("说明"), max_length=80, required=False),
            "y": yuan_field(_("金额（元）"), required=False),
        }
        known = (line.category, line.fund, line.title, line.fen) if line else ("", "", "", None)
        for (name, field), value in zip(made.items(), known, strict=True):
            field.initial = value
            field.widget.attrs["class"] = "in"
            field.widget.attrs["aria-label"] = f"{field.label} {n + 1}"
            self.fields[f"{name}{n}"] = field

    def rows(self) -> list[list[Any]]:
        """The fields line by line, for the page."""
        return [[self[f"{name}{n}"] for name in "cfty"] for n in range(self.size)]

    def clean(self) -> dict[str, Any]:
        """An amount stands under a heading and comes from a fund."""
        typed = super().clean() or {}
        for n in range(self.size):
            given = [typed.get(f"{name}{n}") for name in "cf"]
            if typed.get(f"y{n}") is not None and not all(given):
                self.add_error(f"c{n}", _("请为这一行选科目和经费来源，或清空金额。"))
        return typed

    def facts(self) -> dict[str, Any]:
        """The lines as the action takes them."""
        typed = super().facts()
        lines = [
            Planned(
                self.flows[typed[f"c{n}"]], typed[f"f{n}"], typed[f"c{n}"], typed[f"y{n}"],
                typed[f"t{n}"].strip(),
            )
            for n in range(self.size)
            if typed[f"y{n}"] is not None
        ]  # fmt: skip
        return {
            "lines": lines,
            "seen": typed["seen"],
            "document": typed["document"],
            "note": typed["note"],
        }


def sent_size(sent: Any) -> int:
    """How many lines were sent."""
    numbers = [int(name[1:]) for name in sent if name[:1] == "y" and name[1:].isdecimal()]
    return min(max(numbers, default=-1) + 1, MOST_LINES)


class DraftForm(KeyForm):
    """For which year."""

    year = forms.TypedChoiceField(label=_("哪一年"), coerce=int)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(one, str(one)) for one in years]  # type: ignore[attr-defined]


class AnswerForm(KeyForm):
    """What is said about a budget."""

    note = forms.CharField(label=_("意见"), max_length=500, widget=forms.Textarea(attrs=NOTE))

    def __init__(self, *args: Any, must: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].required = must
