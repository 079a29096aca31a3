"""The shape of an exception by law."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.duties.forms.assignments import day, long_text
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm


class EmergencyForm(KeyForm):
    """Why, by which article, where, for whom and until when."""

    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：防汛Ⅲ级应急响应"))
    reason = long_text(_("理由"), 500)
    law = forms.CharField(label=_("所依据的法律"), max_length=200)
    article = forms.CharField(label=_("条款"), max_length=40)
    area = forms.ChoiceField(label=_("适用辖区"))
    since = day(_("开始日期"), initial=today)
    until = day(_("结束日期"))
    bodies = forms.MultipleChoiceField(
        label=_("可以据此交办的部门"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, areas: list[Area], bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [(one.code, str(one)) for one in areas]  # type: ignore[attr-defined]
        self.fields["bodies"].choices = [(one.code, str(one)) for one in bodies]  # type: ignore[attr-defined]


class ConfirmForm(KeyForm):
    """Nothing but the button."""


class EndForm(KeyForm):
    """Why it ends before its day."""

    note = long_text(_("为什么提前结束"), 300)
