"""The shape of a claim, of a payment, and of what is said against them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.money.rules.claims import BY_HAND
from liren.kernel.web.forms import KeyForm, near_day, yuan_field

Choices = Sequence[tuple[str, str]]


class PaperForm(KeyForm):
    """The paper that proves a payment, and the day of it."""

    paper = forms.CharField(
        label=pgettext_lazy("remittance", "凭据"),
        max_length=200,
        help_text=_("拨款通知文号或转账回单号。"),
    )
    day = near_day(_("拨款日期"))


class DepositForm(PaperForm):
    """How much is paid in before the work."""

    fen = yuan_field(_("预存金额（元）"))
    field_order = ("fen", "paper", "day")


class RemitForm(PaperForm):
    """Which claims are paid, how much, by which paper."""

    claims = forms.MultipleChoiceField(label=_("应付款"), widget=forms.CheckboxSelectMultiple)
    fen = yuan_field(
        _("拨款金额（元）"),
        required=False,
        help_text=_("不填就付清所选的。少于所选合计的，先付到期早的。"),
    )
    field_order = ("claims", "fen", "paper", "day")

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claims"].choices = list(offered)  # type: ignore[attr-defined]


class ReasonForm(KeyForm):
    """Why not."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class RaiseForm(KeyForm):
    """Who owes what to which place, why and until when."""

    area = forms.ChoiceField(label=_("付给哪个社区或街道"))
    debtor = forms.ChoiceField(label=_("应付单位"))
    kind = forms.ChoiceField(label=_("类别"), choices=[(one.value, one.label) for one in BY_HAND])
    fund = forms.ChoiceField(label=_("经费来源"))
    title = forms.CharField(label=_("款项名称"), max_length=120)
    basis = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("写明文件、合同或会议纪要的名称和文号。")
    )
    fen = yuan_field(_("金额（元）"))
    due_on = near_day(_("应付日期"), help_text=_("过了这一天还没付清，就计入欠款。"))

    def __init__(
        self, *args: Any, areas: Choices, debtors: Choices, funds: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("area", areas), ("debtor", debtors), ("fund", funds)):
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]
