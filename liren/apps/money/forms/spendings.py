"""Input for payments and their papers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.money.models import Category, Purse, Spending
from liren.kernel.base.clock import today
from liren.kernel.base.money import yuan
from liren.kernel.files.forms import ACCEPT
from liren.kernel.web.forms import KeyForm, near_day, yuan_field

PLAIN = {"autocomplete": "off"}


def long_text(label: Any, longest: int, **facts: Any) -> forms.CharField:
    """Some sentences."""
    widget = forms.Textarea(attrs={"rows": facts.pop("rows", 3)})
    return forms.CharField(label=label, max_length=longest, widget=widget, **facts)


def bank_number(**facts: Any) -> forms.CharField:
    """The account of a payee."""
    attrs = {"inputmode": "numeric", **PLAIN}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=_("收款账号"), max_length=40, required=False, widget=widget, **facts
    )


def named(purse: Purse) -> str:
    """A purse in a list: where, what, which year, how much is free."""
    words = {"area": purse.area, "purse": purse, "sum": yuan(purse.account.amount)}
    return str(_("%(area)s · %(purse)s（可用 %(sum)s 元）") % words)


class AskForm(KeyForm):
    """What is to be paid, to whom, out of which purse, under which heading."""

    purse = forms.ChoiceField(label=_("经费账户"))
    category = forms.ChoiceField(label=_("支出科目"))
    title = forms.CharField(
        label=_("用途"), max_length=80, help_text=_("买什么、做什么，例如“重阳节活动用品”。")
    )
    fen = yuan_field(_("金额（元）"))
    payee = forms.CharField(
        label=_("收款人"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "payees", **PLAIN}),
    )
    payee_account = bank_number(help_text=_("加密保存，页面上只显示末四位。"))
    payee_bank = forms.CharField(label=_("开户银行"), max_length=80, required=False)
    reason = long_text(_("说明"), 1000, required=False)

    def __init__(
        self, *args: Any, purses: Sequence[Purse], headings: Sequence[Category], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.known: dict[str, dict[str, Any]] = {
            "purse": {str(one.uid): one for one in purses},
            "category": {one.code: one for one in headings},
        }
        choices = {
            "purse": [(key, named(one)) for key, one in self.known["purse"].items()],
            "category": [(key, str(one)) for key, one in self.known["category"].items()],
        }
        for name, words in choices.items():
            self.fields[name].choices = words  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, with the rows themselves."""
        given = super().facts()
        return {**given, **{name: rows[given[name]] for name, rows in self.known.items()}}


class StepForm(KeyForm):
    """A step on a payment, which knows it."""

    def __init__(self, *args: Any, row: Spending, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row
        self.prepare()

    def prepare(self) -> None:
        """What the fields begin with."""


class ApproveForm(StepForm):
    """A note; needed where the heading is used up."""

    note = long_text(
        _("说明"), 500, required=False, help_text=_("超出预算时必须写明为什么还要付。")
    )


class ReasonForm(StepForm):
    """Why."""

    reason = long_text(_("理由"), 500)


class AcceptForm(StepForm):
    """What came and what it finally costs."""

    fen = yuan_field(_("验收金额（元）"))
    outcome = long_text(_("验收情况"), 500, help_text=_("收到了什么、数量和质量怎么样。"))

    def prepare(self) -> None:
        """As asked for, until somebody says less."""
        self.fields["fen"].initial = self.row.fen


class PayForm(StepForm):
    """The day and the paper of the bank."""

    day = near_day(_("付款日期"))
    bank_paper = forms.CharField(label=_("银行回单号"), max_length=80)

    def prepare(self) -> None:
        """Today, mostly."""
        self.fields["day"].initial = today()


class SettleForm(StepForm):
    """What was checked, where an invoice is missing or was used before."""

    note = long_text(
        _("核对情况"),
        500,
        required=False,
        help_text=_("有发票且没有问题的可以不填；没有发票或号码重复的要写明。"),
    )


class InvoiceForm(StepForm):
    """A paper with its number."""

    file = forms.FileField(
        label=_("发票或收据"),
        help_text=_("照片（JPEG、PNG、WebP）或 PDF。"),
        widget=forms.FileInput(attrs={"accept": f"{ACCEPT},application/pdf"}),
    )
    number = forms.CharField(
        label=_("发票号码"),
        max_length=40,
        required=False,
        help_text=_("用来防止重复报销；收据没有号码的可以不填。"),
        widget=forms.TextInput(attrs=PLAIN),
    )


class PickForm(KeyForm):
    """Which payments are meant."""

    pick = forms.TypedMultipleChoiceField(required=False)

    def __init__(self, *args: Any, rows: Sequence[Spending], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = {str(one.uid): one for one in rows}
        self.fields["pick"].choices = [(key, key) for key in self.rows]  # type: ignore[attr-defined]

    def picked(self) -> list[Spending]:
        """The rows themselves."""
        return [self.rows[key] for key in self.cleaned_data["pick"]]
