"""The shape of what is given for a yearly run."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.kernel.access.models import Area
from liren.kernel.web.forms import KeyForm


class CountForm(KeyForm):
    """Where, and for which year."""

    area = forms.ChoiceField(label=_("区（县）或街道"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, areas: Sequence[Area], years: Sequence[int], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.areas = {area.code: area for area in areas}
        named = [(area.code, str(area)) for area in areas]
        self.fields["area"].choices = named  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, with the area itself."""
        given = super().facts()
        return {**given, "area": self.areas[given["area"]]}


class ConsentForm(KeyForm):
    """What one wants to say with one's consent."""

    note = forms.CharField(
        label=_("核定意见"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RunReasonForm(KeyForm):
    """Why it is taken back or out."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("以后查账的人会看到。"),
    )
