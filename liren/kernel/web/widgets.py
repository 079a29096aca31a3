"""Two ways to choose that Django does not have."""

from collections.abc import Mapping
from typing import Any

from django import forms

FACES = {
    "5": "mood-happy",
    "4": "mood-smile",
    "3": "mood-neutral",
    "2": "mood-sad",
    "1": "mood-sad-2",
}


class Tiles(forms.RadioSelect):
    """One choice among a few, as tiles with icons; `icons` maps a value to an icon's name."""

    template_name = "web/tiles.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        icons: Mapping[str, str] | None = None,
        five: bool = False,
    ) -> None:
        super().__init__(attrs)
        self.icons, self.five = icons or {}, five

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context, with icons and the number of columns."""
        context = super().get_context(name, value, attrs)
        context["widget"]["five"] = self.five
        return context

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's option, with its icon."""
        option = super().create_option(*args, **kwargs)
        option["icon"] = self.icons.get(str(option["value"]), "")
        return option
