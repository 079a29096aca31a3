"""What is asked when accounts are published, and when residents ask about them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.kernel.web.forms import KeyForm


class NoteForm(KeyForm):
    """What residents should know of the figures."""

    note = forms.CharField(
        label=_("给居民的说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("用平常话说明大额收支和结余的用途。不要写个人姓名和住址。"),
    )


class CorrectForm(KeyForm):
    """What was wrong."""

    note = forms.CharField(
        label=_("错在哪里"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AskForm(KeyForm):
    """A resident's question."""

    text = forms.CharField(
        label=_("您对哪一项有疑问"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("提问和答复会一起公开，不显示您的姓名。"),
    )


class AnswerForm(KeyForm):
    """The answer."""

    answer = forms.CharField(
        label=_("答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
