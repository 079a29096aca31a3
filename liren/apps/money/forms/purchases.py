"""Input for buying services and for shared bills."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.money.actions.bills import Share
from liren.apps.money.forms.spendings import PLAIN, bank_number, long_text, named
from liren.apps.money.models import Category, Fund, Offer, Purchase, Purse
from liren.apps.money.rules.bills import By
from liren.apps.money.rules.purchases import Manner
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import fen_of, yuan
from liren.kernel.web.forms import KeyForm, near_day, yuan_field


class NeedForm(KeyForm):
    """What residents need, by which standard, and the most it may cost."""

    area = forms.ChoiceField(label=_("社区"))
    title = forms.CharField(label=_("服务名称"), max_length=80)
    need = long_text(_("需求"), 2000, help_text=_("谁需要、多少人、做什么、做多久。"))
    standard = long_text(
        _("验收标准"), 2000, required=False, help_text=_("验收时按它核对，写得越具体越好。")
    )
    category = forms.ChoiceField(label=_("支出科目"))
    limit_fen = yuan_field(_("最高限额（元）"))

    def __init__(
        self, *args: Any, areas: Sequence[Area], headings: Sequence[Category], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.known: dict[str, dict[str, Any]] = {
            "area": {one.code: one for one in areas},
            "category": {one.code: one for one in headings},
        }
        for name, rows in self.known.items():
            words = [(key, str(one)) for key, one in rows.items()]
            self.fields[name].choices = words  # type: ignore[attr-defined]
        if "purchase" in self.known["category"]:
            self.fields["category"].initial = "purchase"

    def facts(self) -> dict[str, Any]:
        """What was given, with the rows themselves."""
        given = super().facts()
        return {**given, **{name: rows[given[name]] for name, rows in self.known.items()}}


class PurchaseForm(KeyForm):
    """A step on a purchase, which knows it and what may be chosen."""

    def __init__(
        self, *args: Any, row: Purchase, known: Sequence[Any] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.row, self.known = row, {str(one.pk): one for one in known}
        self.prepare()

    def prepare(self) -> None:
        """What the fields begin with."""

    def choose(self, name: str, words: Sequence[tuple[str, str]]) -> None:
        """What a field offers."""
        self.fields[name].choices = words  # type: ignore[attr-defined]


class BudgetForm(PurchaseForm):
    """Out of which purse."""

    purse = forms.ChoiceField(label=_("经费账户"))

    def prepare(self) -> None:
        """The purses of the area with what is free in them."""
        rows: dict[str, Purse] = self.known
        self.choose("purse", [(key, named(one)) for key, one in rows.items()])

    def facts(self) -> dict[str, Any]:
        """The purse itself."""
        return {"purse": self.known[self.cleaned_data["purse"]]}


class OpenForm(PurchaseForm):
    """How the provider is found."""

    manner = forms.ChoiceField(
        label=_("购买方式"), choices=Manner.choices, widget=forms.RadioSelect, initial="quotes"
    )
    offers_until = near_day(
        _("报价截止日期"), required=False, help_text=_("询价和招标要填；当天仍可报价。")
    )
    reason = forms.CharField(
        label=_("定向委托的理由"),
        max_length=300,
        required=False,
        help_text=_("询价和招标不用填。"),
    )
    basis = forms.CharField(
        label=_("定向委托的文件依据"),
        max_length=200,
        required=False,
        help_text=_("达到询价起点金额又不比选的，写明允许这样做的文件和条款。"),
    )


class OfferForm(PurchaseForm):
    """Who offers what for how much."""

    body = forms.ChoiceField(
        label=_("报价单位（已登记的机构）"),
        required=False,
        help_text=_("选了机构，它的人员可以自己登记履行情况、报告服务完成。"),
    )
    name = forms.CharField(label=_("报价单位（没有登记的写名称）"), max_length=80, required=False)
    fen = yuan_field(_("报价（元）"))
    points = forms.IntegerField(
        label=_("评审得分（没有可不填）"), min_value=0, max_value=100, required=False
    )
    text = long_text(_("服务内容和承诺"), 1000, required=False)

    def prepare(self) -> None:
        """The bodies of the district that serve others."""
        rows: dict[str, Body] = self.known
        self.choose("body", [("", "—"), *((key, str(one)) for key, one in rows.items())])

    def facts(self) -> dict[str, Any]:
        """The body itself, where one was chosen."""
        given = super().facts()
        return {**given, "body": self.known.get(given["body"])}


class ChooseForm(PurchaseForm):
    """Which offer."""

    offer = forms.ChoiceField(label=_("选定哪一家"), widget=forms.RadioSelect)
    reason = long_text(
        _("理由"), 300, required=False, help_text=_("不选得分最高或报价最低的，要写明理由。")
    )

    def prepare(self) -> None:
        """The offers, the cheapest first."""
        rows: dict[str, Offer] = self.known
        self.choose("offer", [(key, offer_words(one)) for key, one in rows.items()])

    def facts(self) -> dict[str, Any]:
        """The offer itself."""
        given = super().facts()
        return {**given, "offer": self.known[given["offer"]]}


def offer_words(one: Offer) -> str:
    """An offer in a line."""
    words = {"name": one.name, "sum": yuan(one.fen or 0), "points": one.points}
    if one.points is None:
        return str(_("%(name)s：%(sum)s 元") % words)
    return str(_("%(name)s：%(sum)s 元，%(points)s 分") % words)


class ContractForm(PurchaseForm):
    """The contract."""

    contract = forms.CharField(label=_("合同编号"), max_length=80)
    fen = yuan_field(_("合同金额（元）"))
    start_on = near_day(_("开始日期"))
    end_on = near_day(_("结束日期"))
    quantity = forms.IntegerField(
        label=_("合同约定的数量（没有可不填）"),
        min_value=1,
        max_value=10**6,
        required=False,
        help_text=_("承接单位每次登记的数量加起来，和它对照。"),
    )
    unit = forms.CharField(
        label=_("数量的单位"), max_length=10, required=False, help_text=_("例如“次”“份”“课时”。")
    )

    def prepare(self) -> None:
        """As it was offered, from today."""
        chosen = self.row.offers.filter(chosen=True).first()
        self.fields["fen"].initial = chosen.fen if chosen else None
        self.fields["start_on"].initial = today()


class ReportForm(PurchaseForm):
    """What was done."""

    outcome = long_text(_("完成情况"), 2000, rows=6)


class AcceptServiceForm(PurchaseForm):
    """What was found and what it is worth."""

    fen = yuan_field(_("验收金额（元）"))
    finding = long_text(_("验收意见"), 1000)

    def prepare(self) -> None:
        """As the contract says, until somebody says less."""
        self.fields["fen"].initial = self.row.contract_fen


class FindingForm(PurchaseForm):
    """What does not do."""

    finding = long_text(_("哪里不合格，要怎样补做"), 1000)


class PayPurchaseForm(PurchaseForm):
    """Where the money goes."""

    payee_account = bank_number(help_text=_("加密保存，页面上只显示末四位。"))
    payee_bank = forms.CharField(label=_("开户银行"), max_length=80, required=False)


STARS = [(5, _("5 很好")), (4, _("4 好")), (3, _("3 一般")), (2, _("2 差")), (1, _("1 很差"))]


class RateForm(PurchaseForm):
    """One to five, in words."""

    rating = forms.TypedChoiceField(
        label=_("评分"),
        choices=[
            (5, _("5 很好")),
            (4, _("4 好")),
            (3, _("3 一般")),
            (2, _("2 差")),
            (1, _("1 很差")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    text = long_text(_("评价"), 500, required=False)


class CancelForm(PurchaseForm):
    """Why."""

    reason = long_text(_("理由"), 500)


# ── shared bills ────────────────────────────────────────────────────────────────────────────

ROWS = 6


class BillForm(KeyForm):
    """A bill, and who bears how much of it."""

    area = forms.ChoiceField(label=_("社区"))
    title = forms.CharField(label=_("账单"), max_length=80, help_text=_("例如“地下室水泵维修”。"))
    about = forms.CharField(
        label=_("事件编号（有就填）"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
    )
    fen = yuan_field(_("账单金额（元）"))
    day = near_day(_("账单日期"))
    fund = forms.ChoiceField(label=_("收回的钱归哪个经费来源"))
    reason = long_text(_("为什么这样分担"), 500)
    basis = forms.CharField(label=_("依据（合同、协议或规定）"), max_length=300)
    by = forms.ChoiceField(
        label=_("分摊方式"), choices=By.choices, widget=forms.RadioSelect, initial=By.WEIGHTS
    )
    own = forms.CharField(
        label=_("社区自己承担的份额"), max_length=20, required=False, help_text=_("不承担的不填。")
    )

    def __init__(
        self,
        *args: Any,
        areas: Sequence[Area],
        funds: Sequence[Fund],
        bodies: Sequence[Body],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.bodies = {one.code: one for one in bodies}
        self.known: dict[str, dict[str, Any]] = {
            "area": {one.code: one for one in areas},
            "fund": {one.code: one for one in funds},
        }
        for name, rows in self.known.items():
            words = [(key, str(one)) for key, one in rows.items()]
            self.fields[name].choices = words  # type: ignore[attr-defined]
        self.fields["day"].initial = today()
        for at in range(1, ROWS + 1):
            self._add_row(at)

    def _add_row(self, at: int) -> None:
        words = [("", "—"), *((key, str(one)) for key, one in self.bodies.items())]
        body = forms.ChoiceField(
            label=_("第 %(n)d 家单位") % {"n": at}, choices=words, required=at == 1
        )
        share = forms.CharField(
            label=_("第 %(n)d 家的份额") % {"n": at}, max_length=20, required=at == 1
        )
        self.fields[f"body{at}"], self.fields[f"share{at}"] = body, share

    def clean(self) -> dict[str, Any]:
        """Each line with a body has a share."""
        given = super().clean() or {}
        for at in range(1, ROWS + 1):
            if bool(given.get(f"body{at}")) != bool(given.get(f"share{at}")):
                self.add_error(f"share{at}", _("单位和份额要一起填。"))
        if not self.errors:
            try:
                given["shares"] = list(self._shares(given))
            except Refused as no:
                raise forms.ValidationError(str(no), code=no.code) from no
        return given

    def _shares(self, given: dict[str, Any]) -> list[Share]:
        lines = [
            Share(self.bodies[given[f"body{at}"]], fen_of(given[f"share{at}"]))
            for at in range(1, ROWS + 1)
            if given.get(f"body{at}")
        ]
        # weights keep two places, as yuan do: 33.33 of a hundred
        return [*lines, Share(None, fen_of(given["own"]))] if given["own"] else lines

    def facts(self) -> dict[str, Any]:
        """What was given, with the rows themselves."""
        names = ("title", "about", "fen", "day", "reason", "basis", "by", "shares")
        given = {name: self.cleaned_data[name] for name in names}
        rows = {name: rows[self.cleaned_data[name]] for name, rows in self.known.items()}
        return {**given, **rows}


class DropForm(KeyForm):
    """Why."""

    reason = long_text(_("理由"), 200)
