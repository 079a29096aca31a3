"""What the input of each step looks like."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as in_context

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries import is_competent
from liren.apps.cases import rules
from liren.apps.cases.forms.kinds import AT_ONCE, KindField, kind_choices
from liren.apps.cases.models import Case
from liren.kernel.files.forms import PicturesField
from liren.kernel.web.forms import KeyForm


class StepForm(KeyForm):
    """A step that needs no words."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)


class AcceptForm(StepForm):
    """The desk settles the kind."""

    kind = KindField(label=in_context("one", "事件类型"))
    urgent = forms.BooleanField(label=_("紧急"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.initial = {**self.initial, "kind": self.case.kind.code, "urgent": self.case.urgent}


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


class FollowForm(forms.Form):
    """What stands on the receipt."""

    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("例如 990101001-2026-000123，也可以只填最后六位。"),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("回执上的十个字母和数字。"),
    )


class AskForm(StepForm):
    """One question to who reported it."""

    note = forms.CharField(
        label=_("想问反映人什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一次只问一件事。反映人会看到这句话，例如：路灯杆上的编号是多少？"),
    )


class AnswerForm(StepForm):
    """The reporter's answer."""

    note = forms.CharField(
        label=_("您的回答"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
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
