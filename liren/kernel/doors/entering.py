"""The shape of what people type about codes, recovery and e-mail."""

from django import forms

from liren.kernel.access.models import User
from liren.kernel.base.choices import _
from liren.kernel.doors import elsewhere
from liren.kernel.doors.forms import PasswordForm

CODE = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autofocus": True,
    "placeholder": "000000",
}


class SecondFactorForm(forms.Form):
    """A code of the authenticator app, or a recovery code: one field for both."""

    code = forms.CharField(label=_("动态码"), max_length=20, widget=forms.TextInput(attrs=CODE))


class ForgottenForm(forms.Form):
    """The log-in name of whoever forgot the password."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class NewOneForm(PasswordForm):
    """A new password, twice; the way here stands for the old one."""

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)
        del self.fields["old"]


class RecoveryForm(forms.Form):
    """For whom a way back in is opened, why, and whether the phone is lost too."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("写明怎样核实了是本人，例如“本人持工作证当面提出”。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    factor = forms.BooleanField(label=_("手机也丢了或换了：同时停用两步验证"), required=False)

    def clean_username(self) -> str:
        """The log-in name of an account that there is."""
        name: str = self.cleaned_data["username"].strip().lower()
        if not User.objects.filter(username=name, is_system=False).exists():
            raise forms.ValidationError(_("没有这个登录名。请核对后再填。"))
        return name


class EmailForm(forms.Form):
    """A new address with the password; empty for none."""

    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=200,
        help_text=_("接收通知；忘记密码时，找回链接发到这里。留空就是不用邮箱。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    old = PasswordForm.base_fields["old"]


class EmailCodeForm(forms.Form):
    """The code that came by e-mail."""

    code = forms.CharField(label=_("验证码"), max_length=20, widget=forms.TextInput(attrs=CODE))


class LinkForm(forms.Form):
    """Which site, and who somebody is there."""

    provider = forms.ChoiceField(label=_("从哪里登录"))
    uid = forms.CharField(
        label=_("用户标识"),
        max_length=190,
        help_text=_("OpenID Connect 里是 sub 的值。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)  # type: ignore[arg-type]
        self.fields["provider"].choices = list(elsewhere.offered().items())  # type: ignore[attr-defined]


class OwnLinkForm(LinkForm):
    """Which site one links, and the password where there is one."""

    def __init__(self, *args: object, asks: bool, **facts: object) -> None:
        super().__init__(*args, **facts)
        del self.fields["uid"]
        if asks:
            self.fields["old"] = PasswordForm.base_fields["old"]
