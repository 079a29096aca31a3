"""What the input of a grid looks like: a drawn border, or one from a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.places.rules.coordinates import MERIDIANS, System
from liren.apps.places.rules.grids import LONGEST_TEXT, read_border
from liren.kernel.base.errors import Refused
from liren.kernel.web.forms import KeyForm


class SystemForm(KeyForm):
    """In which system coordinates are given."""

    system = forms.ChoiceField(label=_("坐标系"), choices=System.choices, initial=System.WGS84)
    meridian = forms.TypedChoiceField(
        label=_("中央子午线"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("坐标带有带号")), *((one, f"{one}°E") for one in MERIDIANS)],
        help_text=_("只有平面坐标没有带号时才要选。"),
    )


class BorderForm(SystemForm):
    """The name of a grid and its border."""

    name = forms.CharField(label=_("网格名称"), max_length=40)
    text = forms.CharField(
        label=_("界线"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("在地图上画，或粘贴 GeoJSON、WKT、每行一个“经度,纬度”的坐标表。"),
    )
    field_order = ["name", "text", "system", "meridian"]

    def clean(self) -> dict[str, Any]:
        """The border in WGS-84, or the sentence that says what is wrong with it."""
        given = super().clean() or {}
        if given.get("text") and given.get("system"):
            try:
                system, meridian = given["system"], given.get("meridian")
                given["border"] = read_border(given["text"], system, meridian)
            except Refused as no:
                self.add_error("text", str(no))
        return given


class GridFileForm(SystemForm):
    """A file with grids."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("GeoJSON（属性 name 是网格名），或两列的表格：网格名称、WKT 或坐标表。"),
    )
    field_order = ["file", "system", "meridian"]


class CloseGridForm(KeyForm):
    """Why a grid ends."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
