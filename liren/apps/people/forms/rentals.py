"""The shape of what is typed about letting, safety checks and residence permits."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.rules import Paper, Relation
from liren.apps.people.rules.rentals import CheckPoint, Letting, Teller
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, near_day

MOST_ROWS = 4
LONGEST_NUMBER = 20


def words(label: Any, longest: int, *, required: bool = False, **facts: Any) -> forms.CharField:
    """A line of text; what the browser remembers of others is not offered."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **facts.pop("attrs", {})})
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, **facts
    )


def money(label: Any, **facts: Any) -> forms.DecimalField:
    """An amount in yuan, to the cent."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=10, decimal_places=2, **facts
    )


def fen(given: Decimal | None) -> int | None:
    """The same in cents."""
    return None if given is None else int(given * 100)


class TenantForm(KeyForm):
    """One who rents it: a paper and a name, and how to reach him."""

    name = words(_("姓名"), 60, required=True)
    paper = forms.ChoiceField(label=_("证件"), choices=Paper.choices, initial=Paper.RESIDENT)
    id_number = words(
        _("证件号码"),
        LONGEST_NUMBER,
        help_text=_("已登记过的人按号码认出，不会重复登记。"),
    )
    phone = words(_("手机号码"), 20, attrs={"inputmode": "tel"})
    relation = forms.ChoiceField(
        label=_("与第一位承租人的关系"),
        choices=[one for one in Relation.choices if one[0] != Relation.HEAD],
        initial=Relation.NONE,
    )
    hukou_code = words(
        _("户籍地区划代码"),
        6,
        attrs={"inputmode": "numeric"},
        help_text=_("6 位，身份证号码的前 6 位通常就是。可以不填。"),
    )

    def has_changed(self) -> bool:
        """Whether anything was typed: what is only chosen says nothing."""
        return any(self[name].data for name in ("name", "id_number", "phone"))

    def clean(self) -> dict[str, Any]:
        """A known number stands for a resident's paper."""
        given = super().clean() or {}
        if given.get("paper") == Paper.RESIDENT and not given.get("id_number"):
            self.add_error("id_number", _("请写证件号码；没有证件的，证件请选“暂无证件”。"))
        return given


def tenant_forms(given: Any, first: str = "t") -> list[TenantForm]:
    """The rows for tenants; all but the first may stay empty."""
    rows = [
        TenantForm(
            given, prefix=f"{first}{n}", empty_permitted=n > 0, use_required_attribute=n == 0
        )
        for n in range(MOST_ROWS)
    ]
    del rows[0].fields["relation"]
    for row in rows:
        del row.fields["key"]
    return rows


class LetForm(KeyForm):
    """Who lets what, from when, for how much, and who told it."""

    kind = forms.ChoiceField(label=_("出租方式"), choices=Letting.choices)
    part = words(_("哪一间"), 40, help_text=_("分间出租时填，例如“北间”。"))
    employer = words(_("用人单位"), 80, help_text=_("单位宿舍时填。"))
    landlord_name = words(_("房东姓名"), 60, required=True)
    landlord_phone = words(_("房东手机号码"), 20, attrs={"inputmode": "tel"})
    since = near_day(_("租期从"), initial=today)
    until = near_day(_("租期到"), required=False, help_text=_("没有约定就不填。"))
    moved_in_on = near_day(_("入住日期"), initial=today)
    told_on = near_day(_("申报日期"), initial=today)
    told_by = forms.ChoiceField(label=_("谁来申报"), choices=Teller.choices)
    rent = money(_("月租金（元）"))
    contract = words(_("合同编号"), 40)
    note = words(_("备注"), 200)

    def facts(self) -> dict[str, Any]:
        """With the rent in cents."""
        given = super().facts()
        given["rent_fen"] = fen(given.pop("rent"))
        return given


class ChangeTenancyForm(KeyForm):
    """What may change of a tenancy that runs."""

    until = near_day(
        _("租期到"), required=False, help_text=_("续租就改到新的日期；没有约定就不填。")
    )
    contract = words(_("合同编号"), 40)
    rent = money(_("月租金（元）"))
    landlord_phone = words(
        _("房东的新手机号码"),
        20,
        attrs={"inputmode": "tel"},
        help_text=_("不填就还是原来的号码。"),
    )
    fee = money(
        _("受委托代收的税费（元/年）"),
        help_text=_("只登记有文件委托社区代收的。社区自己不得设立收费。"),
    )
    fee_basis = words(_("委托文件"), 120)
    note = words(_("备注"), 200)

    def facts(self) -> dict[str, Any]:
        """With amounts in cents, and the number only where one was typed."""
        given = super().facts()
        given["rent_fen"], given["fee_fen"] = fen(given.pop("rent")), fen(given.pop("fee"))
        if not given["landlord_phone"]:
            del given["landlord_phone"]
        return given


class OnForm(KeyForm):
    """The day on which something happened."""

    on = near_day(_("日期"), initial=today)


class LookForm(KeyForm):
    """A look at the safety of what is let."""

    on = near_day(_("检查日期"), initial=today)
    faults = forms.MultipleChoiceField(
        label=_("发现的问题"),
        choices=CheckPoint.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都没有问题就不勾。"),
    )
    again_on = near_day(
        _("复查日期"), required=False, help_text=_("有问题时用；不填就按规定的天数。")
    )
    note = words(_("情况说明"), 200)


class EndPermitForm(KeyForm):
    """Why a permit is over."""

    reason = words(
        _("原因"), 200, required=True, help_text=_("例如“已离开本市”“户口已迁入”“本人交回”。")
    )


class IssueForm(KeyForm):
    """From when a permit holds, and whether it was seen."""

    issued_on = near_day(_("签发日期"), initial=today)
    seen = forms.BooleanField(
        label=_("已看过居住证原件"),
        required=False,
        help_text=_("登记的居住时间还不满规定、证件却已发下来时勾选。"),
    )


class LetFilter(forms.Form):
    """What a list of tenancies is asked for."""

    q = words(_("房东、单位、小区、楼栋、门牌"), 60)
    kind = forms.ChoiceField(
        label=_("出租方式"), choices=[("", _("全部")), *Letting.choices], required=False
    )


def tenants_of(rows: list[TenantForm]) -> list[Mapping[str, Any]]:
    """What was typed of tenants; rows left empty are left out."""
    return [
        {name: fact for name, fact in row.cleaned_data.items() if fact not in ("", None)}
        for row in rows
        if row.cleaned_data.get("name")
    ]
