"""The shape of an application for admission, and of the steps on it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.duties.forms.places import PlacesForm
from liren.apps.duties.models import Application, Document
from liren.apps.duties.rules.admission import AskKind, Choice, CoverKind, Stance
from liren.apps.duties.rules.known import KNOWN, LONGEST_FACT, MOST_FACTS
from liren.kernel.access.models import Body
from liren.kernel.web.forms import KeyForm

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day(label: Any, **facts: Any) -> forms.DateField:
    """A date that the browser picks, within the years that make sense."""
    bounds = {"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}
    widget = forms.DateInput(attrs=bounds, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_in_reach], **facts)


def _in_reach(given: date) -> None:
    if not EARLIEST <= given <= LATEST:
        raise forms.ValidationError(_("请填写 2000 年到 2100 年之间的日期。"))


def words(label: Any, longest: int, *, required: bool = False, **facts: Any) -> forms.CharField:
    """A line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **facts.pop("attrs", {})})
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, **facts
    )


def text(label: Any, longest: int, *, rows: int = 3, **facts: Any) -> forms.CharField:
    """Some sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **facts)


def money(label: Any, **facts: Any) -> forms.DecimalField:
    """An amount in yuan, to the cent."""
    return forms.DecimalField(label=label, min_value=0, max_digits=11, decimal_places=2, **facts)


def fen(given: Decimal | None) -> int:
    """The same in cents."""
    return int((given or Decimal(0)) * 100)


def yuan(given: int) -> str:
    """Cents as yuan, for a field."""
    return f"{given / 100:.2f}" if given else ""


class TermsForm(PlacesForm):
    """What a department wants: what, why, on what basis, when, for how much, of whom."""

    kind = forms.ChoiceField(label=_("事项类型"), choices=AskKind.choices)
    title = words(_("事项名称"), 80, required=True)
    reason = text(
        _("申请理由"), 2000, help_text=_("为什么要社区来做，不做会怎样。街道和社区会看到。")
    )
    document = forms.ModelChoiceField(
        label=_("依据文件"),
        queryset=Document.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=_("文件库里没有，在下面写"),
    )
    basis = words(_("其他依据"), 200, help_text=_("文件库里没有的，写明文件名称和文号。"))
    article = words(_("条款"), 40, help_text=_("例如“第十二条”。"))
    entry_code = words(
        _("清单事项编码"), 30, help_text=_("属于事项清单里哪一项的，填它的编码；没有就不填。")
    )
    start_on = day(_("开始日期"))
    end_on = day(_("结束日期"))
    unit = words(_("计量单位"), 20, help_text=_("例如“户”“次”“块”；不计数的不填。"))
    price = money(_("每单位费用（元）"), required=False)
    hours_each = forms.DecimalField(
        label=_("每个社区预计工时（小时）"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=1,
    )
    staff = words(_("派来的人员、设备"), 200)
    training = words(_("培训安排"), 200)
    facts_asked = forms.MultipleChoiceField(
        label=_("要社区提供哪些信息"),
        choices=list(KNOWN.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("系统里已经有的，不用再向居民问。"),
    )
    other_facts = words(
        _("系统里没有的信息"), 400, help_text=_("用顿号隔开，例如“年用电量、空调台数”。")
    )

    def __init__(self, *args: Any, documents: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]

    def clean_other_facts(self) -> list[str]:
        """The facts that nobody holds yet, each on its own."""
        line = str(self.cleaned_data["other_facts"])
        for mark in "，,;；\n":
            line = line.replace(mark, "、")
        found = [one.strip() for one in line.split("、") if one.strip()]
        if len(found) > MOST_FACTS or any(len(one) > LONGEST_FACT for one in found):
            raise forms.ValidationError(_("请用顿号隔开，每项不超过 40 个字，最多 40 项。"))
        return found

    def facts(self) -> dict[str, Any]:
        """With money in cents, facts in one list, and how much is wanted of whom."""
        given = super().facts()
        given["unit_fen"] = fen(given.pop("price"))
        given["hours_each"] = given["hours_each"] or Decimal(0)
        given["asks_data"] = [*given.pop("facts_asked"), *given.pop("other_facts")]
        given.pop("every")
        return given | {"wanted": dict(self.quantities(given["unit"]))}


class DraftForm(TermsForm):
    """A first draft, in the name of a body."""

    body = forms.ModelChoiceField(
        label=_("申请部门"), queryset=Body.objects.none(), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, bodies: Sequence[Body], **options: Any) -> None:
        super().__init__(*args, **options)
        keys = [one.pk for one in bodies]
        self.fields["body"].queryset = Body.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.initial["body"] = bodies[0].code
            self.fields["body"].widget = forms.HiddenInput()


class ChangeForm(TermsForm):
    """A change of a draft: it says which state of it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def initial(application: Application) -> dict[str, Any]:
    """What a draft says, for the fields."""
    names = ("kind", "title", "reason", "basis", "article", "entry_code", "start_on", "end_on")
    more = ("unit", "hours_each", "staff", "training", "version")
    found = {name: getattr(application, name) for name in (*names, *more)}
    asked = application.asks_data
    return found | {
        "document": application.document.uid if application.document else None,
        "price": yuan(application.unit_fen),
        "facts_asked": [one for one in asked if one in KNOWN],
        "other_facts": "、".join(one for one in asked if one not in KNOWN),
    }


class SubmitForm(KeyForm):
    """Why it is asked for later than the rule wants."""

    late_reason = words(
        _("为什么来不及提前申请"), 200, help_text=_("不晚的不用填。区社区办和社区会看到。")
    )


class ReasonForm(KeyForm):
    """A step that says why."""

    reason = text(_("理由"), 1000)


class WithdrawForm(KeyForm):
    """Taking back what one asked for may say why."""

    reason = words(_("原因"), 200)


class OpinionForm(KeyForm):
    """What a subdistrict or a community thinks."""

    stance = forms.ChoiceField(
        label=pgettext_lazy("duty", "意见"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
        initial=Stance.AGREES,
    )
    text = text(
        _("说明"),
        500,
        required=False,
        help_text=_("不同意或有条件同意的，写明原因和条件，例如现有任务多重、缺什么人手。"),
    )


class ReviewForm(KeyForm):
    """Who sits at the table."""

    bodies = forms.ModelMultipleChoiceField(
        label=_("成员单位"),
        queryset=Body.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("申请部门自己不参加表决。"),
    )

    def __init__(self, *args: Any, bodies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bodies"].queryset = bodies  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The bodies as a list."""
        return {"bodies": list(self.cleaned_data["bodies"])}


class VoteForm(KeyForm):
    """How a body votes."""

    choice = forms.ChoiceField(
        label=_("表决"), choices=Choice.choices, widget=forms.RadioSelect, initial=Choice.FOR
    )
    reason = words(_("理由"), 300, help_text=_("反对的必须写。"))


class ApproveForm(PlacesForm):
    """On which conditions it is admitted."""

    start_on = day(_("开始日期"))
    end_on = day(_("结束日期"))
    price = money(_("每单位费用（元）"), required=False)
    staff = words(_("派来的人员、设备"), 200)
    training = words(_("培训安排"), 200)
    conditions = text(_("其他条件"), 1000, required=False)
    facts_asked = forms.MultipleChoiceField(
        label=_("准许采集的信息"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("系统里已经有的默认不再采集。"),
    )
    over_objection = text(
        _("为什么纳入不同意的社区"),
        500,
        rows=2,
        required=False,
        help_text=_("范围里有不同意的社区时必须写。"),
    )

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit = application.unit
        asked = [(one, KNOWN.get(one, one)) for one in application.asks_data]
        if asked:
            self.fields["facts_asked"].choices = asked  # type: ignore[attr-defined]
        else:
            del self.fields["facts_asked"]

    def facts(self) -> dict[str, Any]:
        """With money in cents, and the scope."""
        given = super().facts()
        given.pop("every")
        given["unit_fen"] = fen(given.pop("price"))
        given["asks_data"] = list(given.pop("facts_asked", []))
        return given | {"scope": dict(self.quantities(self.unit))}


class CoverForm(KeyForm):
    """What money is set aside."""

    kind = forms.ChoiceField(label=_("保障方式"), choices=CoverKind.choices)
    amount = money(_("金额（元）"), required=False)
    paper = words(
        _("凭据"),
        200,
        required=True,
        help_text=_("批复、凭证的文号，或不需要经费的说明。"),
    )
    until = day(_("有效到"), required=False, help_text=_("没有期限的不填。"))

    def facts(self) -> dict[str, Any]:
        """With money in cents."""
        given = super().facts()
        return given | {"fen": fen(given.pop("amount"))}
