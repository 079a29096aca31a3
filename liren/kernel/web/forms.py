"""What every form that changes something stands on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.kernel.access.actor import Actor
from liren.kernel.base.ids import uuid7

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
