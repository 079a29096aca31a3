"""What to change in a trial: some rules, some facts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.standards.queries.inputs import Fact
from liren.apps.standards.queries.table import columns_of
from liren.apps.standards.rules.changes import check_value
from liren.apps.standards.rules.writing import read, written
from liren.kernel.base.errors import Refused
from liren.kernel.doors import names
from liren.kernel.policy.engine import RuleSet

if TYPE_CHECKING:
    from decimal import Decimal

LONGEST = 200


class TrialForm(forms.Form):
    """One field for each rule and each fact on which figures of an area stand."""

    def __init__(self, *args: Any, rules: RuleSet, facts: Sequence[Fact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.values: dict[str, Any] = {}
        self.numbers: dict[str, Decimal] = {}
        keys = [key for one in columns_of(rules) for key in one.keys]
        used = {key: None for one in keys for key in rules.rests_on(one)}
        for key in sorted(used):
            ruling = rules.ruling(key)
            if (
                ruling
                and len(written(ruling.value)) <= LONGEST
                and "\n" not in written(ruling.value)
            ):
                self.fields[f"p.{key}"] = self._rule_field(ruling)
        needed = {need.key for key in keys for need in rules.needs(key)}
        for fact in facts:
            if fact.key in needed and fact.is_declared:
                self.fields[f"i.{fact.key}"] = forms.DecimalField(
                    label=_labelled(fact.label, fact.unit), required=False, min_value=0,
                    max_digits=16, decimal_places=4,
                )  # fmt: skip

    def _rule_field(self, ruling: Any) -> forms.CharField:
        now = written(ruling.value)
        widget = forms.TextInput(attrs={"placeholder": now})
        return forms.CharField(
            label=_labelled(str(ruling.row), ruling.row.unit),
            required=False, max_length=LONGEST, widget=widget,
        )  # fmt: skip

    @property
    def of_rules(self) -> list[forms.BoundField]:
        """The fields of rules."""
        return [self[name] for name in self.fields if name.startswith("p.")]

    @property
    def of_facts(self) -> list[forms.BoundField]:
        """The fields of facts."""
        return [self[name] for name in self.fields if name.startswith("i.")]

    def clean(self) -> dict[str, Any]:
        """Values in the shape of the present ones; what is left empty stays as it is."""
        given = super().clean() or {}
        for name, value in list(given.items()):
            kind, _dot, key = name.partition(".")
            if value in ("", None):
                continue
            if kind == "i":
                self.numbers[key] = value
            else:
                self._read(name, key, value)
        if not self.errors and not self.values and not self.numbers:
            raise forms.ValidationError(_("请至少改一项，再看结果。"))
        return given

    def _read(self, name: str, key: str, text: str) -> None:
        ruling = self.rules.ruling(key)
        if ruling is None:
            return
        try:
            value = read(text, ruling.value)
            if value != ruling.value:
                check_value(ruling.value, value)
                self.values[key] = value
        except Refused as no:
            self.add_error(name, str(no))


def _labelled(label: str, unit: str) -> str:
    said = names.unit(unit)
    return f"{label}（{said}）" if unit and f"（{said}）" not in label else label
