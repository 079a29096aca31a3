"""Adding, taking away and covering pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.cases import rules
from liren.apps.cases.forms.kinds import AT_ONCE
from liren.apps.cases.forms.steps import StepForm
from liren.kernel.files.forms import BoxesField, PicturesField, boxes


class AddPictureForm(StepForm):
    """Pictures beside the steps; the office says what they show."""

    phase = forms.ChoiceField(
        label=_("照片是什么时候的"),
        choices=rules.Phase.choices,
        initial=rules.Phase.BEFORE,
        widget=forms.RadioSelect,
    )
    pictures = PicturesField(label=_("现场照片"), limit=AT_ONCE, required=True)

    def __init__(self, *args: Any, official: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not official:
            del self.fields["phase"]


class RemovePictureForm(StepForm):
    """Why it is taken away; who takes back one's own picture need not say."""

    reason = forms.CharField(
        label=_("撤下理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照片撤下后不再显示，理由记入办理记录。"),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not own


def percent(label: object) -> forms.FloatField:
    """A place or a length as a share of the picture."""
    return forms.FloatField(label=label, min_value=0, max_value=100, required=False)  # type: ignore[arg-type]


class RedactForm(StepForm):
    """Which areas are covered: drawn, or one area in four numbers."""

    drawn = BoxesField(required=False, max_length=2000, widget=forms.HiddenInput)
    left = percent(_("左边距 %"))
    top = percent(_("上边距 %"))
    width = percent(_("宽 %"))
    height = percent(_("高 %"))
    reason = forms.CharField(
        label=_("遮盖理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：照片里有无关人员的面部、车牌或证件号码。"),
    )

    def clean(self) -> dict[str, Any]:
        """The drawn areas and the typed one together."""
        given = super().clean() or {}
        typed = [given.get(name) for name in ("left", "top", "width", "height")]
        given["boxes"] = list(given.get("drawn") or [])
        if any(number is not None for number in typed):
            try:
                given["boxes"] += boxes([[float(number or 0) for number in typed]])
            except ValueError:
                self.add_error(
                    "left", _("区域要在照片之内：四个数都填，左加宽、上加高不超过 100。")
                )
        return given
