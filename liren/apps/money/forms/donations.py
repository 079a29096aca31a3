"""The shape of what is written down of donations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liren.apps.money.rules.giving import DonorKind
from liren.kernel.access.models import Area, Body
from liren.kernel.web.forms import KeyForm, near_day, yuan_field

PURPOSES = "purposes"  # the id of the list that the browser offers


class DonationForm(KeyForm):
    """Who gave how much to whom, and for what."""

    to = forms.ChoiceField(label=_("由谁接收"))
    donor = forms.CharField(label=_("捐赠人"), max_length=80)
    donor_kind = forms.ChoiceField(
        label=pgettext_lazy("donor", "捐赠人类别"), choices=DonorKind.choices
    )
    donor_phone = forms.CharField(
        label=pgettext_lazy("donor", "联系电话"), max_length=20, required=False,
        help_text=_("加密保存，页面上只显示尾号。"),
    )  # fmt: skip
    fen = yuan_field(_("金额（元）"))
    day = near_day(_("收到日期"))
    paper = forms.CharField(label=_("收据号或凭证号"), max_length=200)
    purpose = forms.CharField(
        label=_("捐赠人指定的用途"), max_length=200, required=False,
        help_text=_("照捐赠人的原话写；写了用途，这笔钱就只能用在这件事上。没有指定就不填。"),
        widget=forms.TextInput(attrs={"list": PURPOSES}),
    )  # fmt: skip
    unnamed = forms.BooleanField(label=_("公示时不留名（写作“爱心人士”）"), required=False)

    def __init__(
        self, *args: Any, areas: Sequence[Area], bodies: Sequence[Body], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.takers: dict[str, tuple[Area, Body | None]] = {
            f"area:{one.code}": (one, None) for one in areas
        }
        self.takers |= {f"body:{one.code}": (one.area, one) for one in bodies if one.area}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            *((f"area:{one.code}", str(one)) for one in areas),
            *((f"body:{one.code}", str(one)) for one in bodies),
        ]

    def facts(self) -> dict[str, Any]:
        """What was given, with the area and the foundation themselves."""
        given = super().facts()
        area, body = self.takers[given.pop("to")]
        return {**given, "area": area, "held_by": body}


class ConfirmDonationForm(KeyForm):
    """The money is there; from abroad also the paper of the check."""

    check = forms.CharField(
        label=_("批准或登记文件"),
        max_length=200,
        help_text=_("境外捐赠的审批、备案文件名称和文号。"),
    )

    def __init__(self, *args: Any, foreign: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not foreign:
            del self.fields["check"]


class ReturnForm(KeyForm):
    """How much goes back, and why."""

    fen = yuan_field(
        _("退回金额（元）"),
        required=False,
        help_text=_("不填就退回这笔捐赠剩下的全部。"),
    )
    reason = forms.CharField(
        label=pgettext_lazy("money", "原因"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, confirmed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not confirmed:
            del self.fields["fen"]

    def facts(self) -> dict[str, Any]:
        """Nothing typed means all of it."""
        given = super().facts()
        return {**given, "fen": given.get("fen") or 0}


class TurnForm(KeyForm):
    """The new purpose, and the paper in which the donor agrees."""

    purpose = forms.CharField(label=_("新的用途"), max_length=200)
    consent = forms.CharField(
        label=_("捐赠人的同意书"),
        max_length=100,
        help_text=_("名称和日期，例如：同意函，9 月 3 日。"),
    )
    fen = yuan_field(
        _("改变用途的金额（元）"),
        required=False,
        help_text=_("不填就是剩下的全部。"),
    )

    def facts(self) -> dict[str, Any]:
        """Nothing typed means all of it."""
        given = super().facts()
        return {**given, "fen": given.get("fen") or 0}
