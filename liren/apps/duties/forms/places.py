"""Which communities are meant, and with how much each: a table of ticks and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.kernel.access.models import Area
from liren.kernel.web.forms import KeyForm

MOST = 10_000_000


@dataclass
class Place:
    """One line of the table: a community, what is known of it, what is typed."""

    area: Area
    households: int = 0
    picked: bool = False
    quantity: object = ""
    note: str = ""
    tone: str = ""


class PlacesForm(KeyForm):
    """A form with a table of communities; ticked ones are meant, empty numbers are counted."""

    every = forms.BooleanField(
        label=_("全部社区"), required=False, help_text=_("勾选后，下面不用逐个勾。")
    )

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = list(places)
        if self.is_bound:
            for one in self.places:
                one.picked = bool(self.data.get(f"c-{one.area.code}"))
                one.quantity = str(self.data.get(f"n-{one.area.code}", "")).strip()[:12]

    def clean(self) -> dict[str, Any]:
        """Numbers are numbers."""
        given = super().clean() or {}
        for one in self.meant():
            text = str(one.quantity)
            if text and not (text.isascii() and text.isdigit() and int(text) <= MOST):
                sentence = _("“%(name)s”的数量请填整数，例如 120。")
                self.add_error(None, sentence % {"name": one.area})
                one.tone = "bad"
        return given

    def meant(self) -> list[Place]:
        """The communities that are ticked, or all."""
        every = self.data.get("every") if self.is_bound else False
        return [one for one in self.places if every or one.picked]

    def quantities(self, unit: str) -> Mapping[str, int]:
        """How much of which community; without a unit nothing is counted."""
        if not unit.strip():
            return {one.area.code: 0 for one in self.meant()}
        return {
            one.area.code: int(str(one.quantity)) if str(one.quantity) else one.households
            for one in self.meant()
        }
