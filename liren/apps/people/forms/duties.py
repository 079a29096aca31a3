"""Forms of those who answer for the facts of people: lists that go out, assessments, breaches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import Purpose, TagKind
from liren.apps.people.rules.exports import COLUMNS
from liren.apps.people.rules.persons import Residence
from liren.kernel.access.models import Area
from liren.kernel.web.forms import KeyForm, day

LONG = {"rows": 3}
ANY = ("", _("不限"))


def long_text(label: Any, hint: Any = "") -> forms.CharField:
    """Several lines."""
    area = forms.Textarea(attrs=LONG)
    return forms.CharField(label=label, max_length=500, widget=area, help_text=hint)


class PlacedForm(KeyForm):
    """What is written down for an area."""

    area = forms.ChoiceField(label=_("辖区"))

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {one.code: one for one in areas}
        listed = [(one.code, str(one)) for one in areas]
        self.fields["area"].choices = listed  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, the area as a row."""
        return {**super().facts(), "area": self.areas[self.cleaned_data["area"]]}


class PurposedForm(PlacedForm):
    """What is written down for an area and a purpose."""

    purpose = forms.ChoiceField(label=_("用途"))

    def __init__(self, *args: Any, purposes: list[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = {one.code: one for one in purposes}
        listed = [(one.code, str(one)) for one in purposes]
        self.fields["purpose"].choices = listed  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, the purpose as a row."""
        return {**super().facts(), "purpose": self.purposes[self.cleaned_data["purpose"]]}


class AskExportForm(PurposedForm):
    """Whom a list holds, what stands on it, and what it is for."""

    reason = forms.CharField(
        label=_("用来做什么"),
        max_length=200,
        help_text=_("例如：重阳节走访 80 岁以上老人，由网格员使用，用后删除。"),
    )
    tag = forms.ChoiceField(label=_("标签"), required=False)
    residence = forms.ChoiceField(
        label=_("户籍与居住"), required=False, choices=[ANY, *Residence.choices]
    )
    youngest = forms.IntegerField(label=_("年龄从"), required=False, min_value=0, max_value=130)
    oldest = forms.IntegerField(label=_("年龄到"), required=False, min_value=0, max_value=130)
    columns = forms.MultipleChoiceField(
        label=_("要哪几列"),
        choices=[*COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=["name", "age", "address"],
        help_text=_("只选办事要用的。"),
    )
    field_order = ["area", "purpose", "reason"]

    def __init__(self, *args: Any, tags: list[TagKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [ANY, *((one.code, str(one)) for one in tags)]
        self.fields["tag"].choices = listed  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, the question apart."""
        given = super().facts()
        question = {
            name: one
            for name in ("tag", "residence", "youngest", "oldest")
            if (one := given.pop(name)) not in (None, "")
        }
        return {**given, "question": question}


class AgreeForm(KeyForm):
    """A word along with the yes."""

    answer = forms.CharField(label=_("附言"), max_length=200, required=False)


class RefuseForm(KeyForm):
    """Why not."""

    answer = forms.CharField(label=_("理由"), max_length=200)


class AssessForm(PurposedForm):
    """An assessment with its four parts."""

    title = forms.CharField(label=_("评估什么"), max_length=80)
    lawful = long_text(_("是否合法、正当、必要"))
    risk = long_text(_("对个人权益的影响和安全风险"))
    measures = long_text(_("保护措施是否合法、有效、相称"))
    concluded_on = day(_("完成日期"))
    again_on = day(_("下次复评"))
    field_order = ["title", "area", "purpose"]


class BreachForm(PlacedForm):
    """What got where it must not."""

    what = long_text(_("发生了什么"), _("哪些信息、怎样泄露的。不要写具体的人。"))
    touched = forms.IntegerField(label=_("涉及多少人（估计）"), min_value=0, max_value=100_000_000)
    noticed_at = forms.DateTimeField(
        label=_("发现时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    measures = forms.CharField(
        label=_("已经采取的措施"), max_length=500, required=False,
        widget=forms.Textarea(attrs=LONG),
    )  # fmt: skip


def moment(label: Any) -> forms.DateTimeField:
    """A moment that may be missing."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)


class ChangeBreachForm(KeyForm):
    """What was done since."""

    touched = forms.IntegerField(label=_("涉及多少人"), min_value=0, max_value=100_000_000)
    measures = long_text(_("补救措施"))
    authority_told_at = moment(_("向主管部门报告的时间"))
    people_told_at = moment(_("告知本人的时间"))
    closed = forms.BooleanField(label=_("已办结"), required=False)
