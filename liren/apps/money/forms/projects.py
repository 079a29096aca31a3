"""The shape of what is written down of projects of the foundation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.money.models import Project, Purse
from liren.apps.money.rules.projects import MOST_POINTS
from liren.kernel.access.models import Body
from liren.kernel.base.money import yuan
from liren.kernel.web.forms import KeyForm, near_day, yuan_field


def lines(label: Any, most: int, *, required: bool = True, rows: int = 4, **options: Any) -> Any:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, **options
    )


class ProjectForm(KeyForm):
    """What is to be done, why, with how much and when."""

    foundation = forms.ChoiceField(label=_("向哪家基金会申请"))
    title = forms.CharField(label=_("项目名称"), max_length=80)
    proposer = forms.ChoiceField(label=_("由谁实施"), required=False)
    need = lines(_("要解决的问题"), 2000)
    plan = lines(
        _("实施计划"), 2000, required=False, help_text=_("怎么做，钱怎么花；提交评审前要写好。")
    )
    asked_fen = yuan_field(_("申请金额（元）"))
    start_on = near_day(pgettext_lazy("project", "开始日期"))
    end_on = near_day(pgettext_lazy("project", "结束日期"))

    def __init__(
        self,
        *args: Any,
        foundations: Sequence[Body] = (),
        proposers: Sequence[Body] = (),
        alone: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.known = {one.code: one for one in (*foundations, *proposers)}
        named = [(one.code, str(one)) for one in proposers]
        none = [] if alone else [("", _("社区自己"))]  # a foundation's own stand in its name
        self.fields["proposer"].choices = [*none, *named]  # type: ignore[attr-defined]
        if foundations:
            choices = [(one.code, str(one)) for one in foundations]
            self.fields["foundation"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["foundation"]

    def facts(self) -> dict[str, Any]:
        """What was given, with the bodies themselves."""
        given = super().facts()
        given["proposer"] = self.known.get(given["proposer"])
        if "foundation" in given:
            given["foundation"] = self.known[given["foundation"]]
        return given


def said_of(row: Project) -> dict[str, Any]:
    """What stands there already, for the form that changes it."""
    names = ("title", "need", "plan", "asked_fen", "start_on", "end_on")
    proposer = row.proposer.code if row.proposer else ""
    return {"proposer": proposer, **{name: getattr(row, name) for name in names}}


class OpinionForm(KeyForm):
    """Points and words."""

    points = forms.IntegerField(
        label=_("评分"), min_value=0, max_value=MOST_POINTS, help_text=_("0 到 100 分。")
    )
    words = lines(_("评审意见"), 500, rows=3)


class GrantForm(KeyForm):
    """From which money how much."""

    source = forms.ChoiceField(label=_("从哪笔资金出"))
    fen = yuan_field(_("资助金额（元）"))
    answer = lines(_("给申报人的话"), 500, required=False, rows=2)

    def __init__(self, *args: Any, sources: Sequence[Purse], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {str(one.uid): one for one in sources}
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (key, named(one)) for key, one in self.known.items()
        ]

    def facts(self) -> dict[str, Any]:
        """With the purse itself."""
        given = super().facts()
        return {**given, "source": self.known[given["source"]]}


def named(purse: Purse) -> str:
    """A purse of the foundation by its purpose, with what lies in it."""
    words = {
        "purpose": purse.earmark.title if purse.earmark else _now("不限用途"),
        "year": purse.year,
        "fen": yuan(purse.account.amount),
    }
    return _now("%(purpose)s（%(year)s 年，可用 ¥%(fen)s）") % words


class AnswerForm(KeyForm):
    """Why not."""

    answer = lines(pgettext_lazy("money", "理由"), 500, rows=3)


class ReportForm(KeyForm):
    """What was done, for how many."""

    report = lines(_("做了什么、效果怎样"), 2000, rows=6)
    served = forms.IntegerField(
        label=_("服务人数"), min_value=0, max_value=1_000_000, help_text=_("同一个人只算一次。")
    )
