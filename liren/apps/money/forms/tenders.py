"""Input of providers, and of those who open what they sealed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.money.forms.purchases import PurchaseForm
from liren.apps.money.forms.spendings import long_text
from liren.kernel.base.clock import today
from liren.kernel.files.forms import ACCEPT
from liren.kernel.web.forms import near_day, yuan_field


class SendOfferForm(PurchaseForm):
    """What one asks and promises."""

    fen = yuan_field(_("报价（元）"))
    text = long_text(
        _("服务内容和承诺"), 1000, rows=6, help_text=_("怎么做、几个人、多久做完、有什么资质。")
    )


class PlainForm(PurchaseForm):
    """Nothing to fill in."""


class ExtendForm(PurchaseForm):
    """Until when, and why."""

    offers_until = near_day(_("新的报价截止日期"), help_text=_("当天仍可报价。"))
    reason = long_text(_("理由"), 300)


class LogForm(PurchaseForm):
    """What was done on a day."""

    day = near_day(_("履行日期"))
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=10**6, required=False)
    text = long_text(_("做了什么"), 1000, help_text=_("服务了谁、在哪里、有没有没做成的。"))
    file = forms.FileField(
        label=_("凭证（可不传）"),
        required=False,
        help_text=_("签到表、现场照片（JPEG、PNG、WebP）或 PDF；一次一份，多份分次登记。"),
        widget=forms.FileInput(attrs={"accept": f"{ACCEPT},application/pdf"}),
    )

    def prepare(self) -> None:
        """Today, in the unit of the contract."""
        self.fields["day"].initial = today()
        if self.row.unit:
            self.fields["quantity"].label = _("数量（%(unit)s）") % {"unit": self.row.unit}


class StrikeForm(PurchaseForm):
    """Why."""

    reason = long_text(_("理由"), 200)
