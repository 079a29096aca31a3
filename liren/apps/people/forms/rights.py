"""Forms of the rights of persons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import Purpose
from liren.apps.people.rules.persons import LONGEST_NAME
from liren.apps.people.rules.rights import CORRECTABLE, LONGEST_SAID, ClaimKind, ConsentHow
from liren.kernel.web.forms import KeyForm

ROWS = {"rows": 3}


class LinkSelfForm(KeyForm):
    """What somebody knows of his own record."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("登记时用的那个证件。只用来核对，核对后不另存。"),
    )


class LinkPersonForm(KeyForm):
    """The telephone with which the person at the desk signs in."""

    phone = forms.RegexField(
        r"^1[0-9]{10}$",
        label=_("本人登录用的手机号"),
        error_messages={"invalid": _("请写 11 位手机号码。")},
    )
    checked = forms.BooleanField(label=_("已当面核对本人和证件"))


class ReasonForm(KeyForm):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class CorrectForm(KeyForm):
    """Which fact is otherwise, and how it is."""

    field = forms.ChoiceField(label=_("哪一项不对"), choices=[*CORRECTABLE.items()])
    value = forms.CharField(
        label=_("应该是什么"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("凭什么"),
        max_length=200,
        required=False,
        help_text=_("例如：新身份证、结婚证、搬家。工作人员核对时会请您出示。"),
    )


class ClaimForm(KeyForm):
    """What a person asks; the copy is not asked for but taken at once by himself."""

    kind = forms.ChoiceField(label=_("请求什么"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("具体说明"),
        max_length=LONGEST_SAID,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("请写清是哪些信息、哪个用途。"),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = {ClaimKind.COPY} if own else set()
        choices = [one for one in ClaimKind.choices if one[0] not in left_out]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["kind"].initial = ClaimKind.EXPLAIN


class AnswerForm(KeyForm):
    """What the person is told."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=LONGEST_SAID,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("本人看得到。照办的写明做了什么；没有照办的写明理由和依据。"),
    )


class ConsentForm(KeyForm):
    """To what somebody agreed at the desk, and how."""

    purpose = forms.ChoiceField(label=_("同意什么用途"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("怎样同意的"),
        choices=[one for one in ConsentHow.choices if one[0] != ConsentHow.ONLINE],
        widget=forms.RadioSelect,
        initial=ConsentHow.PAPER,
    )

    def __init__(self, *args: Any, purposes: list[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.code, str(one)) for one in purposes]
        self.fields["purpose"].choices = listed  # type: ignore[attr-defined]


class OwnConsentForm(KeyForm):
    """The code of the purpose to which one agrees oneself."""

    purpose = forms.CharField(max_length=30, widget=forms.HiddenInput)
