"""What every form that changes something stands on."""

from typing import Any

from django import forms

from liren.kernel.access.actor import Actor
from liren.kernel.base.ids import uuid7


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
