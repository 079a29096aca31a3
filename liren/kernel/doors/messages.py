"""The shape of what people type about messages."""

from typing import Any

from django import forms

from liren.kernel.access.models import Body
from liren.kernel.base.choices import _
from liren.kernel.tell.models import ROBOTS, Channel, Level

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WishForm(forms.Form):
    """What comes by which channel, and the quiet hours."""

    email = forms.ChoiceField(label=_("电子邮件"), choices=Level)
    sms = forms.ChoiceField(
        label=_("短信"), choices=[one for one in Level.choices if one[0] != Level.DAILY]
    )
    quiet_since = forms.TimeField(label=_("免打扰开始"), widget=CLOCK)
    quiet_until = forms.TimeField(label=_("免打扰结束"), widget=CLOCK)


class EndpointForm(forms.Form):
    """A robot or program that is told what concerns a body."""

    body = forms.ModelChoiceField(label=_("机构"), queryset=Body.objects.none())
    channel = forms.ChoiceField(
        label=_("渠道"), choices=[(one.value, one.label) for one in ROBOTS]
    )
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：城管中队值班群"))
    url = forms.CharField(
        label=_("地址"),
        max_length=1000,
        help_text=_("在群机器人设置里复制；保存后不再显示。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    secret = forms.CharField(
        label=_("签名密钥"),
        max_length=200,
        required=False,
        help_text=_("钉钉选择“加签”时填写；网络回调必填，至少 16 位。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        """Offer the bodies for which the person may set this up."""
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["channel"].initial = Channel.WECOM
