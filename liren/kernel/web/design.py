"""Honest sample texts for the living component page /design/."""

from datetime import timedelta
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as in_context

from liren.kernel.base import clock
from liren.kernel.web.widgets import FACES, Tiles

HOUR = 3600
LNG, LAT = 123.419186, 30.918796


class Row(NamedTuple):
    """One line of the sample list."""

    number: str
    title: Any
    address: Any
    kind: Any
    shape: str
    state: Any
    seconds: int
    tone: str
    left: int
    who: Any


class SampleForm(forms.Form):
    """A form with one field of every sort."""

    kind = forms.ChoiceField(
        label=_("问题类型"),
        choices=[
            ("fire", _("消防通道")),
            ("clean", _("环境卫生")),
            ("light", _("市政设施")),
            ("parking", _("违规停车")),
        ],
        widget=Tiles(icons={"fire": "flame", "clean": "trash", "light": "bulb", "parking": "car"}),
    )
    text = forms.CharField(
        label=_("情况说明"),
        help_text=_("发生了什么、在哪里、有没有危险。不用写姓名和电话。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    address = forms.CharField(label=_("地址"), max_length=120)
    lng = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    source = forms.ChoiceField(
        label=_("来源"),
        choices=[("visit", _("网格巡查")), ("phone", _("来电")), ("desk", _("来访"))],
    )
    since = forms.DateField(
        label=_("从哪天开始"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hear = forms.MultipleChoiceField(
        label=_("怎样告诉您结果"),
        required=False,
        choices=[("sms", _("短信")), ("inbox", _("站内消息"))],
        widget=forms.CheckboxSelectMultiple,
    )
    urgent = forms.BooleanField(label=_("有人身危险，请马上处理"), required=False)


class RatingForm(forms.Form):
    """Five words from which a resident chooses one."""

    stars = forms.ChoiceField(
        label=_("您对处理结果满意吗"),
        choices=[
            ("5", _("非常满意")),
            ("4", _("满意")),
            ("3", _("基本满意")),
            ("2", _("不满意")),
            ("1", _("非常不满意")),
        ],
        widget=Tiles(five=True, icons=FACES),
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything that the page shows."""
    return {
        "rows": rows(),
        "tabs": tabs(request.GET.get("tab", "")),
        "kpis": kpis(),
        "points": points(),
        "kinds": kinds(),
        "steps": steps(),
        "stopped": stopped(),
        "entries": entries(),
        "facts": facts(),
        "views": views(),
        "losses": losses(),
        "form": SampleForm(),
        "faulty": SampleForm({"text": "", "address": "", "source": "visit"}),
        "rating_form": RatingForm(),
        "soon": [30, 12 * 60, 2 * HOUR, 26 * HOUR, 80 * HOUR, -6 * HOUR, -30 * HOUR],
        "spot": {"lng": LNG, "lat": LAT},
    }


def rows() -> list[Row]:
    """Cases of every state and tone."""
    doing, new, check = _("处置中"), _("待受理"), _("待核查")
    light, fire, clean, street = _("市政设施"), _("消防安全"), _("环境卫生"), _("占道经营")
    return [
        Row("330421001-2026-000171", _("小区东门路灯连续三晚不亮"), _("广东路 51 弄 9 栋"),
            light, "doing", doing, -30 * HOUR, "bad", 0, _("李雯")),
        Row("330421001-2026-000180", _("独居老人三日未取餐，请上门看望"), _("九江路 36 弄 9 栋"),
            _("关爱走访"), "doing", doing, -6 * HOUR, "bad", 0, _("赵海峰")),
        Row("330421001-2026-000186", _("3 栋 2 单元楼道堆放纸箱，占用消防通道"),
            _("四川中路 276 号 10 栋"), fire, "doing", doing, 2 * HOUR, "warn", 8, _("赵海峰")),
        Row("330421001-2026-000183", _("地下车库飞线充电，电缆拖地"), _("宁波路 86 弄 1 栋"),
            fire, "new", new, 5 * HOUR, "warn", 21, ""),
        Row("330421001-2026-000168", _("垃圾分类投放点满溢，有异味"), _("汉口路 50 弄 17 栋"),
            clean, "sent", _("待签收"), 9 * HOUR, "warn", 38, _("马晓东")),
        Row("330421001-2026-000162", _("雨后井盖松动，电动车经过有异响"), _("宁波路 86 弄 2 栋"),
            light, "doing", doing, 15 * HOUR, "", 62, _("马晓东")),
        Row("330421001-2026-000174", _("沿街餐饮店外摆占用盲道"), _("宁波路 86 弄 11 栋"),
            street, "check", check, 20 * HOUR, "", 41, _("孙倩")),
        Row("330421001-2026-000153", _("共享单车堆积堵塞人行道"), _("四川中路 276 号 11 栋"),
            street, "done", _("已结案"), 0, "ok", -1, _("孙倩")),
        Row("330421001-2026-000149", _("要求邻居拆除自家室内隔墙"), _("汉口路 50 弄 9 栋"),
            _("矛盾纠纷"), "refused", in_context("state", "不予受理"), 0, "off", -1, ""),
    ]  # fmt: skip


def tabs(chosen: str) -> list[dict[str, object]]:
    """Counts of one list by state."""
    found = [
        ("", _("全部"), 20),
        ("new", _("待受理"), 4),
        ("doing", _("处置中"), 9),
        ("check", _("待核查"), 3),
        ("late", _("已超期"), 2),
        ("done", _("已结案"), "999+"),
    ]
    return [
        {
            "label": label,
            "url": f"/design/?tab={name}" if name else "/design/",
            "count": count,
            "current": name == chosen,
            "hot": name == "late",
        }
        for name, label, count in found
    ]


def kpis() -> list[dict[str, object]]:
    """Three figures of a week."""
    return [
        {"label": _("本周新增"), "value": "148", "delta": "↑ 9%", "note": _("较上周")},
        {"label": _("按时办结率"), "value": "96.2%", "delta": "↑ 1.4", "good": True,
         "note": _("个点"), "url": "/design/?figure=rate"},
        {"label": _("平均用时"), "value": "19.6", "unit": _("小时"), "delta": "↑ 2.1",
         "good": False, "note": _("小时")},
    ]  # fmt: skip


def points() -> list[dict[str, object]]:
    """Fourteen days of reports and closures."""
    came = (21, 18, 25, 30, 22, 12, 9, 24, 27, 31, 26, 28, 14, 19)
    done = (18, 19, 20, 27, 25, 14, 10, 20, 26, 28, 29, 25, 17, 16)
    first = clock.today() - timedelta(days=13)
    return [
        {"label": _("%(day)d日") % {"day": (first + timedelta(days=n)).day}, "bar": a, "line": b}
        for n, (a, b) in enumerate(zip(came, done, strict=True))
    ]


def kinds() -> list[dict[str, object]]:
    """Shares of the kinds of cases."""
    return [
        {"label": _("消防安全"), "value": 86, "url": "/design/?kind=fire"},
        {"label": _("市政设施"), "value": 71},
        {"label": _("环境卫生"), "value": 64, "tone": "warn"},
        {"label": _("矛盾纠纷"), "value": 43},
        {"label": _("占道经营"), "value": 12, "tone": "bad"},
    ]


def steps() -> list[dict[str, Any]]:
    """A case that is being handled."""
    names = [_("上报"), _("受理"), _("派遣"), _("处置"), _("核查"), _("结案")]
    states = ["past", "past", "past", "now", "next", "next"]
    return [{"label": a, "state": b} for a, b in zip(names, states, strict=True)]


def stopped() -> list[dict[str, Any]]:
    """A case that was not taken up."""
    return [
        {"label": _("上报"), "state": "past", "note": _("昨日 16:31")},
        {"label": in_context("state", "不予受理"), "state": "stop", "note": _("今日 09:02")},
    ]


def entries() -> list[dict[str, object]]:
    """What happened, newest first."""
    return [
        {"who": _("赵海峰"), "text": _("现场复查，住户未按约清理，已请物业协助"),
         "at": clock.ago(minutes=20), "tone": "hi"},
        {"who": _("社区综治"), "text": _("派遣至 城管中队，要求 24 小时内反馈"),
         "at": clock.ago(hours=20), "note": _("依据：事件分类目录 消防安全")},
        {"who": _("林晓芸"), "text": _("受理，核定为“消防安全”"), "at": clock.ago(hours=21)},
        {"who": _("网格员"), "text": _("上报，附照片 2 张"), "at": clock.ago(days=3)},
    ]  # fmt: skip


def facts() -> list[tuple[Any, Any]]:
    """What is known of the case."""
    return [
        (_("地址"), _("四川中路 276 号 10 栋，第 5 网格")),
        (_("反映人"), _("沈** 136****3970")),
        (_("承办"), _("赵海峰，社区综治")),
        (_("抄送"), ""),
    ]


def views() -> list[dict[str, object]]:
    """Saved views, one of them on."""
    return [
        {"name": _("今天到期的消防事件"), "url": "/design/?view=1", "current": True,
         "drop": "/design/"},
        {"name": _("第 5 网格"), "url": "/design/?view=2", "drop": "/design/"},
    ]  # fmt: skip


def losses() -> list[Any]:
    """What a confirmation names."""
    return [
        _("事件 330421001-2026-000186 将结案，之后不能再派遣或处置。"),
        _("反映人会收到短信，并可以在 7 天内评价。"),
    ]
