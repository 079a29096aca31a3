"""What the input of each step looks like."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as in_context

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries import is_competent
from liren.apps.cases import rules
from liren.apps.cases.models import Case, CaseKind
from liren.apps.cases.queries import TABS, Wanted, classes, kinds_in_force
from liren.apps.places.queries import communities
from liren.kernel.base.ids import uuid7
from liren.kernel.files.forms import BoxesField, PicturesField, boxes
from liren.kernel.policy.values import value
from liren.kernel.web.widgets import Tiles

AT_ONCE = "cases.pictures_at_once"
KEY = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


def kind_choices(source: str = "") -> list[tuple[str, Any]]:
    """Kinds in force grouped by class, only those open to a source."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds_in_force().values():
        if not source or source in kind.open_to:
            grouped.setdefault(str(kind.case_class), []).append((kind.code, str(kind)))
    return [("", _("请选择")), *grouped.items()]


def common_kinds(source: str) -> list[CaseKind]:
    """The few kinds of every day that a source may report, as the rule lists them."""
    known = kinds_in_force()
    listed = (known.get(code) for code in value("cases.common_kinds"))
    return [kind for kind in listed if kind and source in kind.open_to]


class KindField(forms.ChoiceField):
    """A choice among the kinds in force; it gives the kind itself."""

    def clean(self, value: Any) -> CaseKind | None:
        """The kind of a code that was offered."""
        code = super().clean(value)
        return kinds_in_force()[code] if code else None


class ReportForm(forms.Form):
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
    key = KEY

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", str(uuid7()))
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


class StepForm(forms.Form):
    """A step that needs no words."""

    key = KEY

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", str(uuid7()))
        self.case = case
        super().__init__(*args, **kwargs)


class AcceptForm(StepForm):
    """The desk settles the kind."""

    kind = KindField(label=in_context("one", "事件类型"))
    urgent = forms.BooleanField(label=_("紧急"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.initial.update(kind=self.case.kind.code, urgent=self.case.urgent)


class ReasonForm(StepForm):
    """A step that says why."""

    reason = forms.CharField(
        label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class OutcomeForm(StepForm):
    """What was done."""

    outcome = forms.CharField(
        label=_("处置结果"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("做了什么、现在怎么样。反映人会看到这段话。"),
    )
    after_pictures = PicturesField(
        label=_("处置后照片"),
        limit=AT_ONCE,
        help_text=_("从处置前的同一角度拍。反映人会看到前后对比。"),
    )
    before_pictures = PicturesField(
        label=_("处置前照片"), limit=AT_ONCE, help_text=_("还没有处置前照片的，在这里补。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.picture_count:  # how it was found is shown already
            del self.fields["before_pictures"]


class MeasureForm(StepForm):
    """What is being done."""

    note = forms.CharField(
        label=_("进展"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(StepForm):
    """A word for the file."""

    note = forms.CharField(
        label=_("结案说明"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class VerifyForm(StepForm):
    """Whether the outcome holds."""

    passed = forms.TypedChoiceField(
        label=_("核查结论"),
        choices=[("yes", _("通过，问题已解决")), ("no", _("不通过，请继续处置"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("核查情况"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不通过时必须写明哪里没有解决。"),
    )
    pictures = PicturesField(label=_("核查照片"), limit=AT_ONCE)


class RateForm(StepForm):
    """How content the reporter is."""

    rating = forms.ChoiceField(
        label=_("您对结果满意吗"), choices=rules.Rating.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("想说的话"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DispatchForm(StepForm):
    """To whom the case goes: competent bodies first."""

    handler = forms.ModelChoiceField(
        label=_("承办单位"), queryset=Body.objects.none(), to_field_name="code"
    )
    note = forms.CharField(
        label=_("派遣说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("派给职能单位以外的单位时，请写明理由。"),
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(bodies)
        field = self.fields["handler"]
        field.queryset = Body.objects.filter(pk__in=[body.pk for body in listed])  # type: ignore[attr-defined]
        fit = [b for b in listed if is_competent(b, self.case.kind.competent)]
        other = [b for b in listed if b not in fit]
        groups = [(_("职能单位"), fit), (_("其他单位（须写理由）"), other)]
        field.choices = [  # type: ignore[attr-defined]
            (name, [(body.code, str(body)) for body in group]) for name, group in groups if group
        ]
        if fit:
            self.initial["handler"] = fit[0].code


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


class FilterForm(forms.Form):
    """What a list is asked for; it stands in the address of the page."""

    tab = forms.ChoiceField(required=False, choices=[(tab, tab) for tab in TABS])
    q = forms.CharField(required=False, max_length=60)
    case_class = forms.ChoiceField(label=_("大类"), required=False)
    kind = forms.ChoiceField(label=_("类型"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False)
    area = forms.CharField(
        label=_("辖区"), required=False, max_length=20, widget=forms.HiddenInput
    )
    handler = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    since = forms.DateField(
        label=_("上报日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    urgent = forms.BooleanField(label=_("只看紧急"), required=False)
    by_me = forms.BooleanField(label=_("只看我上报的"), required=False)
    sort = forms.ChoiceField(
        label=_("排序"),
        required=False,
        choices=[
            ("", _("默认")),
            ("due", _("时限近的在前")),
            ("new", _("新的在前")),
            ("old", _("旧的在前")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("全部"))
        choose: Any = self.fields
        choose["case_class"].choices = [every, *((one.code, str(one)) for one in classes())]
        choose["kind"].choices = [every, *kind_choices()[1:]]
        choose["source"].choices = [every, *rules.Source.choices]

    def wanted(self, tab: str) -> Wanted:
        """The question of this list; a field that does not fit counts as not asked."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**{"tab": tab} | asked)
