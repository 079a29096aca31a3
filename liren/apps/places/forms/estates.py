"""Forms of estates, buildings and dwellings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.places.models import Area
from liren.apps.places.rules import (
    CommunityKind,
    EstateKind,
    Management,
    Numbering,
    Pattern,
    UrbanRural,
    Use,
)
from liren.apps.places.rules.estates import MOST_FLOORS, parsed_areas, parsed_floors
from liren.kernel.access.models import Body
from liren.kernel.base.errors import Refused
from liren.kernel.web.forms import KeyForm, day

MANAGERS = ("property_company", "subdistrict")


class PlacedForm(KeyForm):
    """Something with a point on the map."""

    lng = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)


class EstateForm(PlacedForm):
    """What is known of an estate."""

    name = forms.CharField(label=_("小区名称"), max_length=80)
    management = forms.ChoiceField(label=_("管理类型"), choices=Management.choices)
    manager = forms.ModelChoiceField(
        label=_("管理单位"),
        queryset=Body.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("没有或还不知道"),
    )
    kind = forms.ChoiceField(label=_("房屋类型"), choices=EstateKind.choices)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    built_year = forms.IntegerField(
        label=_("建成年份"), min_value=1840, max_value=2200, required=False
    )
    valid_from = day(_("启用日期"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Body.objects.filter(kind__in=MANAGERS).order_by("kind", "name")
        self.fields["manager"].queryset = rows  # type: ignore[attr-defined]


class NewEstateForm(EstateForm):
    """A new estate, and the community to which it belongs."""

    community = forms.ChoiceField(label=_("所在社区"))
    field_order = ["community", "name"]

    def __init__(self, *args: Any, communities: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(area.code, f"{area.parent} · {area}") for area in communities]
        self.fields["community"].choices = [("", _("请选择")), *listed]  # type: ignore[attr-defined]


class BuildingForm(PlacedForm):
    """What is known of a building."""

    number = forms.CharField(label=_("楼号"), max_length=20, help_text=_("例如 3、12、A"))
    floors = forms.IntegerField(label=_("地上层数"), min_value=1, max_value=MOST_FLOORS)
    basements = forms.IntegerField(
        label=_("地下层数"), min_value=0, max_value=9, initial=0, required=False
    )
    lifts = forms.IntegerField(
        label=_("电梯数"), min_value=0, max_value=40, initial=0, required=False
    )
    built_year = forms.IntegerField(
        label=_("建成年份"), min_value=1840, max_value=2200, required=False
    )
    valid_from = day(_("启用日期"), required=False)


class LayOutForm(KeyForm):
    """The pattern of a building."""

    stairwells = forms.IntegerField(label=_("单元数"), min_value=1, max_value=60, initial=2)
    floors = forms.IntegerField(label=_("层数"), min_value=1, max_value=MOST_FLOORS)
    per_floor = forms.IntegerField(label=_("每单元每层户数"), min_value=1, max_value=60, initial=2)
    numbering = forms.ChoiceField(
        label=_("室号怎么数"),
        choices=Numbering.choices,
        initial=Numbering.STAIRWELL,
        widget=forms.RadioSelect,
    )
    skip = forms.CharField(
        label=_("跳过的楼层"),
        max_length=40,
        required=False,
        help_text=_("没有 4、14 层的楼，写 4，14。"),
    )
    areas = forms.CharField(
        label=_("各户面积（平方米）"),
        max_length=200,
        required=False,
        help_text=_("都一样就写一个；不一样就从左到右各写一个，例如 89.5，120。"),
    )
    ground = forms.ChoiceField(label=_("底层用途"), choices=Use.choices, initial=Use.RESIDENTIAL)

    def clean(self) -> dict[str, Any]:
        """Floors and sizes as people write them."""
        given = super().clean() or {}
        for name, parse in (("skip", parsed_floors), ("areas", parsed_areas)):
            try:
                given[name] = parse(given.get(name) or "")
            except Refused as no:
                self.add_error(name, str(no))
        return given

    def pattern(self) -> Pattern:
        """The pattern that was given."""
        return Pattern(**self.facts())


class DwellingForm(KeyForm):
    """What is known of a dwelling."""

    number = forms.CharField(label=_("室号"), max_length=12)
    floor = forms.IntegerField(label=_("楼层"), min_value=-9, max_value=MOST_FLOORS)
    use = forms.ChoiceField(label=_("用途"), choices=Use.choices)
    area_m2 = forms.DecimalField(
        label=_("建筑面积（平方米）"),
        max_digits=7,
        decimal_places=2,
        min_value=1,
        required=False,
    )
    house_code = forms.CharField(
        label=_("标准地址编码"),
        max_length=40,
        required=False,
        help_text=_("门牌二维码上的编码，没有就空着。"),
    )


class NewDwellingForm(DwellingForm):
    """One more dwelling in a building."""

    stairwell = forms.IntegerField(
        label=_("单元"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("不从单元进出的（沿街商铺、车库）空着。"),
    )
    field_order = ["stairwell", "number", "floor"]


class CloseForm(KeyForm):
    """When and why something ends."""

    on = day(_("撤销日期"))
    reason = forms.CharField(
        label=_("原因"), max_length=200, help_text=_("例如：拆除、合并、登记有误。")
    )


class DescribeForm(KeyForm):
    """What is known of an area beside its code."""

    kind = forms.ChoiceField(
        label=_("社区性质"), choices=[("", _("未登记")), *CommunityKind.choices], required=False
    )
    converted_on = day(_("村改居日期"), required=False)
    urban_rural = forms.ChoiceField(
        label=_("城乡分类"), choices=[("", _("未登记")), *UrbanRural.choices], required=False
    )
    address = forms.CharField(label=_("办公地址"), max_length=200, required=False)
    phone = forms.RegexField(
        r"^[0-9+() \-]{5,30}$",
        label=_("办公电话"),
        required=False,
        help_text=_("对外公布的座机，不要写个人手机。"),
        error_messages={"invalid": _("请输入电话号码。")},
    )
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SheetForm(KeyForm):
    """A spreadsheet of estates and buildings."""

    file = forms.FileField(
        label=_("填好的表格"), help_text=_("下载模板，一行一栋楼；.xlsx，最大 2 MB。")
    )
