"""Forms of tags."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import TagKind
from liren.kernel.web.forms import KeyForm, day


class TagForm(KeyForm):
    """A circumstance, on whose word, from when and until when."""

    kind = forms.ChoiceField(label=_("标签"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=_("依据"),
        max_length=120,
        help_text=_("例如：残疾人证、低保审批名单、本人说明。党员写明所在支部。"),
    )
    since = day(_("从哪天起"))
    until = day(_("到哪天止"), help_text=_("空着就按这类标签的核实周期算。"), required=False)

    def __init__(self, *args: Any, kinds: list[TagKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose: Any = self.fields
        choose["kind"].choices = [
            (one.code, f"{one}（{one.get_privacy_display()}）") for one in kinds
        ]


class RenewForm(KeyForm):
    """That a circumstance still holds."""

    basis = forms.CharField(label=_("这次凭什么核实"), max_length=120)
    until = day(_("到哪天止"), help_text=_("空着就按这类标签的核实周期算。"), required=False)


class UntagForm(KeyForm):
    """Why a tag ends."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, help_text=_("例如：情况已变、登记有误、本人要求。")
    )
