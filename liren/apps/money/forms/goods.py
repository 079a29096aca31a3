"""The shape of what is written down of gifts in kind."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.money.forms.donations import DonationForm
from liren.apps.money.models import GiftItem, Work
from liren.apps.money.rules.giving import Recipient, ValuedBy
from liren.apps.money.rules.goods import MOST_OF_A_THING, Thing
from liren.kernel.access.models import Body
from liren.kernel.web.forms import KeyForm, near_day, yuan_field

ROWS = 5  # things on one page
PARTS = ("name", "quantity", "unit", "value_fen", "valued_by", "value_note")


class GiftForm(DonationForm):
    """Who gave which things to whom, and for what."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["fen"]
        self.fields["paper"].label = _("交接单号")
        self.fields["purpose"].help_text = _("照捐赠人的原话写，发放时照着办。没有指定就不填。")
        for n in range(ROWS):
            for name, field in thing_fields().items():
                self.fields[f"{name}{n}"] = field

    @property
    def plain(self) -> list[forms.BoundField]:
        """What is asked once."""
        names = ("to", "donor", "donor_kind", "donor_phone", "day", "paper", "purpose", "unnamed")
        return [self[name] for name in names]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each thing."""
        return [[self[f"{name}{n}"] for name in PARTS] for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """A thing without a name is one that was left empty, unless more was typed."""
        typed = super().clean() or {}
        for n in range(ROWS):
            said = {name: typed.get(f"{name}{n}") for name in PARTS if name != "valued_by"}
            if any(said.values()):
                for name in (name for name, one in said.items() if not one):
                    if f"{name}{n}" not in self.errors:
                        self.add_error(f"{name}{n}", _("请填写这一项，或把这一种物品整行清空。"))
        return typed

    def facts(self) -> dict[str, Any]:
        """The things that were typed, with the area and the foundation themselves."""
        typed = super().facts()
        found = [
            Thing(**{name: typed[f"{name}{n}"] for name in PARTS})
            for n in range(ROWS)
            if typed.get(f"name{n}")
        ]
        asked = ("donor", "donor_kind", "donor_phone", "day", "paper", "purpose", "unnamed")
        kept = {name: typed[name] for name in (*asked, "area", "held_by")}
        return {**kept, "things": found}


def thing_fields() -> dict[str, forms.Field]:
    """What is said of one thing."""
    return {
        "name": forms.CharField(label=_("物品"), max_length=60, required=False),
        "quantity": forms.IntegerField(
            label=pgettext_lazy("gift", "数量"), min_value=1, max_value=MOST_OF_A_THING,
            required=False,
        ),
        "unit": forms.CharField(label=_("计量单位"), max_length=12, required=False),
        "value_fen": yuan_field(_("估值合计（元）"), required=False),
        "valued_by": forms.ChoiceField(
            label=_("怎样估值"), choices=ValuedBy.choices, required=False
        ),
        "value_note": forms.CharField(label=_("估值依据"), max_length=100, required=False),
    }  # fmt: skip


class HandOutForm(KeyForm):
    """How many of each thing, to whom, on which list of signatures."""

    to = forms.ChoiceField(
        label=_("发给谁"), choices=[one for one in Recipient.choices if one[0] != Recipient.DONOR],
        widget=forms.RadioSelect, initial=Recipient.HOUSEHOLDS,
    )  # fmt: skip
    households = forms.IntegerField(
        label=_("户数"), min_value=1, max_value=1_000_000, required=False,
        help_text=_("发给居民时填。只写户数，不写名字。"),
    )  # fmt: skip
    group = forms.CharField(
        label=_("人群"), max_length=40, required=False,
        help_text=_("只写统称，例如“独居老人”。"),
    )  # fmt: skip
    body = forms.ChoiceField(label=pgettext_lazy("handout", "机构"), required=False)
    work = forms.ChoiceField(label=pgettext_lazy("handout", "自筹办事"), required=False)
    day = near_day(_("发放日期"))
    paper = forms.CharField(
        label=_("签收单编号或存放处"), max_length=100,
        help_text=_("领取人签名留在签收单上，不写进系统。"),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        items: Sequence[GiftItem],
        bodies: Sequence[Body],
        works: Sequence[Work],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.items = {f"n{one.pk}": one for one in items}
        self.known = {f"b{one.pk}": one for one in bodies}
        self.works = {f"w{one.pk}": one for one in works}
        self.choose("body", self.known)
        self.choose("work", self.works)
        for name, one in self.items.items():
            words = {"name": one.name, "left": one.left, "unit": one.unit}
            self.fields[name] = forms.IntegerField(
                label=_("%(name)s（还有 %(left)d %(unit)s）") % words, min_value=0,
                max_value=MOST_OF_A_THING, required=False,
            )  # fmt: skip
        self.order_fields([*self.items, *self.base_fields])

    def choose(self, name: str, known: dict[str, Any]) -> None:
        """Offer what there is; a question with nothing to choose is not asked."""
        named = [(key, str(one)) for key, one in known.items()]
        self.fields[name].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        if not known:
            del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """The numbers by thing, and the body or work itself."""
        typed = super().facts()
        counts = {str(one.uid): typed.pop(name) or 0 for name, one in self.items.items()}
        return {
            **typed,
            "counts": counts,
            "body": self.known.get(typed.get("body", "")),
            "work": self.works.get(typed.get("work", "")),
        }


class UndoForm(KeyForm):
    """Why it is taken back."""

    reason = forms.CharField(
        label=pgettext_lazy("money", "原因"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
