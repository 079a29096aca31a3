"""Input for receipts, transfers, earmarks and the ends of years."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.money.models import Category, Earmark, Fund, Purse
from liren.kernel.access.models import Area
from liren.kernel.base.money import yuan
from liren.kernel.web.forms import KeyForm, near_day, yuan_field

NOTE = {"rows": 2}


def chosen_of(rows: Sequence[Any], key: str = "code") -> dict[str, Any]:
    """Rows by what a form sends for them."""
    return {str(getattr(one, key)): one for one in rows}


class ReceiptForm(KeyForm):
    """What came in, from whom, for what, on which paper."""

    fund = forms.ChoiceField(label=_("资金来源"))
    category = forms.ChoiceField(label=_("收入科目"))
    fen = yuan_field(_("金额（元）"))
    day = near_day(_("到账日期"))
    payer = forms.CharField(label=_("付款方"), max_length=80)
    title = forms.CharField(
        label=_("摘要"), max_length=80, help_text=_("这笔钱是什么，例如“三季度门面租金”。")
    )
    paper = forms.CharField(
        label=_("凭据"), max_length=200, help_text=_("银行回单号、收据号或拨款文号。")
    )
    earmark = forms.ChoiceField(label=_("专款"), required=False)

    def __init__(
        self,
        *args: Any,
        funds: Sequence[Fund],
        headings: Sequence[Category],
        earmarks: Sequence[Earmark],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.known: dict[str, dict[str, Any]] = {
            "fund": chosen_of(funds),
            "category": chosen_of(headings),
            "earmark": chosen_of(earmarks, "uid"),
        }
        for name, rows in self.known.items():
            words = [(key, str(one)) for key, one in rows.items()]
            if name == "earmark":
                words = [
                    ("", str(_("不是专款"))),
                    *((k, f"{one.fund} · {one}") for k, one in rows.items()),
                ]
            self.fields[name].choices = words  # type: ignore[attr-defined]
        if not earmarks:
            del self.fields["earmark"]

    def facts(self) -> dict[str, Any]:
        """What was given, with the rows themselves."""
        given = super().facts()
        return {
            **given,
            **{name: rows.get(given.get(name, "")) for name, rows in self.known.items()},
        }


class TransferForm(KeyForm):
    """How much of which purse goes where."""

    giver = forms.ChoiceField(label=_("从哪个账户调出"))
    area = forms.ChoiceField(label=_("调入哪里"))
    category = forms.ChoiceField(label=_("记入对方的收入科目"))
    fen = yuan_field(_("金额（元）"))
    title = forms.CharField(label=_("摘要"), max_length=80)
    paper = forms.CharField(label=_("依据文件"), max_length=200)

    def __init__(
        self,
        *args: Any,
        givers: Sequence[Purse],
        areas: Sequence[Area],
        headings: Sequence[Category],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.givers, self.areas = chosen_of(givers, "uid"), chosen_of(areas)
        self.headings = chosen_of(headings)
        told = [
            (key, f"{one.area} · {one}（¥{yuan(one.account.amount)}）")
            for key, one in self.givers.items()
        ]
        self.fields["giver"].choices = told  # type: ignore[attr-defined]
        places = [(key, f"{one.parent} · {one}") for key, one in self.areas.items()]
        self.fields["area"].choices = places  # type: ignore[attr-defined]
        names = [(key, str(one)) for key, one in self.headings.items()]
        self.fields["category"].choices = names  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, with the rows themselves."""
        given = super().facts()
        return {
            **given,
            "giver": self.givers[given["giver"]],
            "area": self.areas[given["area"]],
            "category": self.headings[given["category"]],
        }


class EarmarkForm(KeyForm):
    """For what money is meant, as who gave it said."""

    fund = forms.ChoiceField(label=_("资金来源"))
    title = forms.CharField(label=_("专款名称"), max_length=80)
    purpose = forms.CharField(
        label=_("只能用于"), max_length=500, widget=forms.Textarea(attrs=NOTE)
    )
    document = forms.CharField(label=_("依据文件"), max_length=200, required=False)
    until = near_day(_("使用期限"), required=False)

    def __init__(self, *args: Any, funds: Sequence[Fund], **options: Any) -> None:
        super().__init__(*args, **options)
        self.funds = chosen_of(funds)
        words = [(key, str(one)) for key, one in self.funds.items()]
        self.fields["fund"].choices = words  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was given, with the fund itself."""
        given = super().facts()
        return {**given, "fund": self.funds[given["fund"]]}


class WhyForm(KeyForm):
    """Why it is taken back."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs=NOTE))


class CloseForm(KeyForm):
    """Which year ends, and whether for all that lies below."""

    year = forms.TypedChoiceField(label=_("哪一年"), coerce=int)
    below = forms.BooleanField(
        label=_("同时为下面各辖区提出决算"), required=False,
        help_text=_("由后台逐个办理；没有办完的辖区会列出原因，不影响别的。"),
    )  # fmt: skip

    release = forms.MultipleChoiceField(
        label=_("不再结转、予以释放的"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不勾选的结转下年，钱照旧预留；勾选的撤回申请，钱回到原账户。"),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        years: Sequence[int],
        inner: bool,
        open_to: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(one, str(one)) for one in years]  # type: ignore[attr-defined]
        self.fields["release"].choices = open_to  # type: ignore[attr-defined]
        if not open_to:
            del self.fields["release"]
        if not inner:
            del self.fields["below"]
