"""What happened, and where."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.cases import rules
from liren.apps.cases.forms.kinds import AT_ONCE, KindField, common_kinds, kind_choices
from liren.apps.cases.queries import kinds_in_force
from liren.apps.duties.queries.assignments import bases_of
from liren.apps.places.queries import communities
from liren.kernel.access.models import Body
from liren.kernel.files.forms import PicturesField
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.widgets import Tiles


class ReportForm(KeyForm):
    """What happened, and where; everything else the system knows."""

    common = forms.ChoiceField(
        label=_("问题类型"), required=False, widget=Tiles(five=True), choices=list
    )
    kind = KindField(label=_("其他类型"), required=False, help_text=_("上面没有的，在这里选。"))
    text = forms.CharField(
        label=_("情况说明"),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("发生了什么、在哪里、多久了。例如：3栋2单元楼道堆放纸箱，挡住消火栓。"),
    )
    pictures = PicturesField(
        label=_("现场照片"),
        limit=AT_ONCE,
        help_text=_("拍清楚位置和问题；照片里的拍摄地点等信息会自动去掉。"),
    )
    address = forms.CharField(
        label=_("地址"), max_length=200, required=False, help_text=_("路名门牌、小区、楼栋单元")
    )
    community = forms.ChoiceField(
        label=_("所在社区"),
        required=False,
        help_text=_("在地图上点了位置就不用选。"),
    )
    lng = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(source)  # type: ignore[attr-defined]
        first = common_kinds(source)
        self.fields["common"].choices = [(kind.code, str(kind)) for kind in first]  # type: ignore[attr-defined]
        icons = {kind.code: kind.icon or kind.case_class.icon for kind in first}
        self.fields["common"].widget.icons = icons
        listed = [(area.code, f"{area.parent} · {area}") for area in communities()]
        self.fields["community"].choices = [("", _("请选择")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One kind, from the tiles or from the whole list; the list wins."""
        given = super().clean() or {}
        common = given.pop("common", "")
        given["kind"] = given.get("kind") or kinds_in_force().get(common)
        if given["kind"] is None and "kind" not in self.errors:
            self.add_error("common", _("请选择问题类型：点一个图标，或在“其他类型”里选。"))
        return given


class DeskReportForm(ReportForm):
    """The same, typed by the desk for somebody who calls or stands at the counter."""

    caller = forms.CharField(label=_("来电人姓名"), max_length=60, required=False)
    phone = forms.RegexField(
        r"^1\d{10}$",
        label=_("来电人手机"),
        required=False,
        help_text=_("填了手机号，这一件就记在来电人名下，办结后由本人评价。"),
        error_messages={"invalid": _("请输入 11 位手机号。")},
    )
    urgent = forms.BooleanField(label=_("紧急，需要马上处理"), required=False)
    field_order = [
        "common",
        "kind",
        "text",
        "pictures",
        "address",
        "community",
        "caller",
        "phone",
        "urgent",
    ]


class DepartmentReportForm(ReportForm):
    """The same by a department, which says on what it stands at the gate."""

    basis = forms.ChoiceField(
        label=_("依据"),
        required=False,
        help_text=_(
            "要派给社区办的，必须有准入、应急例外或清单内的基本职责；派给别的部门的不用选。"
        ),
    )
    urgent = forms.BooleanField(label=_("紧急，需要马上处理"), required=False)
    field_order = ["common", "kind", "text", "basis", "pictures", "address", "community", "urgent"]

    def __init__(self, *args: Any, source: str, asker: Body, **kwargs: Any) -> None:
        super().__init__(*args, source=rules.Source.DESK, **kwargs)
        choices = [("", _("没有")), *bases_of(asker)]
        self.fields["basis"].choices = choices  # type: ignore[attr-defined]
