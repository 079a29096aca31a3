"""What every form that changes something stands on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.kernel.access.actor import Actor
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.base.money import FEN, fen_of

NEAR = (1950, 2100)


class KeyForm(forms.Form):
    """A form that is carried out once, however often its button is pressed."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"key": str(uuid7()), **(options.get("initial") or {})}
        super().__init__(*args, **options)

    def facts(self) -> dict[str, Any]:
        """What was given, without the key."""
        return {name: given for name, given in self.cleaned_data.items() if name != "key"}

    def acting(self, actor: Actor) -> Actor:
        """The actor under the key of this form: a repeat gives the first result."""
        return actor.once(self.cleaned_data["key"])


def day(label: Any, *, years: tuple[int, int] | None = None, **options: Any) -> forms.DateField:
    """A day that the browser picks; with `years`, from the first to the last of them."""
    attrs, checks = {"type": "date"}, []
    if years:
        first, last = date(years[0], 1, 1), date(years[1], 12, 31)
        attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        checks = [_within(first, last)]
    widget = forms.DateInput(attrs=attrs, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=checks, **options)


def near_day(label: Any, **options: Any) -> forms.DateField:
    """A day within the years in which offices, contracts and visits lie."""
    return day(label, years=NEAR, **options)


def _within(first: date, last: date) -> Callable[[date], None]:
    def check(given: date) -> None:
        if not first <= given <= last:
            words = {"first": first.year, "last": last.year}
            sentence = _("请填写 %(first)d 年到 %(last)d 年之间的日期。")
            raise forms.ValidationError(sentence, params=words)

    return check


class YuanField(forms.CharField):
    """An amount typed in yuan; what it gives is fen."""

    def to_python(self, value: Any) -> Any:
        """The fen, or nothing where nothing was typed."""
        typed = super().to_python(value)
        if typed in self.empty_values:
            return None
        try:
            return fen_of(str(typed))
        except Refused as no:
            raise forms.ValidationError(str(no), code=no.code) from no

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field: fen as yuan, and what was typed as it was typed."""
        if isinstance(value, int):
            return f"{value // FEN}.{value % FEN:02d}" if value % FEN else str(value // FEN)
        return value


def yuan_field(label: Any, **options: Any) -> YuanField:
    """An amount in yuan, as fen."""
    attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 30}
    options.setdefault("widget", forms.TextInput(attrs=attrs))
    return YuanField(label=label, **options)
