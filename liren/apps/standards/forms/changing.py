"""Changing a rule: a value from a day on, and what the second person says."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.standards.rules.writing import LONGEST, written
from liren.kernel.base.clock import today
from liren.kernel.doors.forms import day_field
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.web.forms import KeyForm


class ProposeForm(KeyForm):
    """A new value, from when, and where it is written."""

    value = forms.CharField(label=_("新值"), max_length=LONGEST)
    valid_from = day_field(_("从哪一天起施行"), required=True)
    source = forms.CharField(
        label=_("依据文件"), max_length=300, help_text=_("文件名称和文号，写全称便于核对。")
    )
    article = forms.CharField(
        label=_("条款"), max_length=120, required=False, help_text=_("例如：第三条第二款")
    )
    reason = forms.CharField(
        label=_("为什么改"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    pack = forms.ChoiceField(label=_("写入哪一级"))

    def __init__(
        self, *args: Any, before: Parameter, packs: Sequence[Pack], **kwargs: Any
    ) -> None:
        first = {
            "value": written(before.value),
            "valid_from": today(),
            "source": before.source,
            "article": before.article,
            "pack": packs[0].code,
        }
        kwargs["initial"] = first | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = [(pack.code, str(pack)) for pack in packs]  # type: ignore[attr-defined]
        text = first["value"]
        if "\n" in str(text):
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 8})


class DecideForm(KeyForm):
    """What one says with the decision."""

    note = forms.CharField(
        label=_("意见"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, reasoned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = reasoned
