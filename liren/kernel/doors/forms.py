"""The shape of what people type at the doors."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts

from liren.kernel.access.actor import Actor
from liren.kernel.audit.models import Outcome
from liren.kernel.audit.written import read
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors import names, queries, rules
from liren.kernel.doors.actions import own_verbs
from liren.kernel.web.forms import KeyForm, day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day_field(label: "str | StrPromise", *, required: bool = False) -> forms.DateField:
    """A date that the browser picks, within the years that a calendar has."""
    return day(label, years=(EARLIEST.year, LATEST.year), required=required)


class PasswordLogin(forms.Form):
    """Officials: log-in name and password."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PhoneLogin(forms.Form):
    """Residents: the phone to which the code is sent."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "tel"}
        ),
    )

    def clean_phone(self) -> str:
        """Eleven digits, however they were typed."""
        try:
            return rules.phone_number(self.cleaned_data["phone"])
        except Refused as no:
            raise forms.ValidationError(str(no)) from no


class CodeLogin(forms.Form):
    """The code that came to the phone."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "placeholder": "000000",
            }
        ),
    )


class NameForm(forms.Form):
    """How a resident is called."""

    name = forms.CharField(
        label=_("怎样称呼您"),
        max_length=30,
        help_text=_("例如“王女士”或姓名。办理人员联系您时会看到。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class SettingsForm(forms.Form):
    """Language and size of letters; residents also their name."""

    language = forms.ChoiceField(
        label=_("语言"),
        required=False,
        choices=[("", _("跟随浏览器")), *settings.LANGUAGES],
    )
    large = forms.BooleanField(label=_("大字版：更大的字和按钮"), required=False)

    def __init__(self, *args: object, named: bool = False, **facts: object) -> None:
        super().__init__(*args, **facts)  # type: ignore[arg-type]
        if named:
            self.fields["name"] = NameForm.base_fields["name"]
            self.order_fields(["name"])


class PasswordForm(forms.Form):
    """The old password once more, the new one twice."""

    old = forms.CharField(
        label=_("当前密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次新密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)  # type: ignore[arg-type]
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_again(self) -> str:
        """Both are the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("两次输入的新密码不一样。请重新输入。"))
        return again


class AccountForm(KeyForm):
    """An official's account: who, and how he logs in."""

    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("填写真实姓名。"))
    username = forms.CharField(
        label=_("登录名"),
        max_length=30,
        help_text=_("小写字母、数字、点、横线，例如 li.juan。不能用手机号码，以后不能改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    phone = forms.CharField(
        label=_("手机号码"),
        max_length=30,
        required=False,
        help_text=_("可以不填。加密保存，页面上只显示前三位和后四位。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )

    def clean_username(self) -> str:
        """A name that can be one; whether it is free is asked when the account is made."""
        return _fitting(rules.check_username, self.cleaned_data["username"].strip().lower())

    def clean_phone(self) -> str:
        """Eleven digits, or nothing."""
        text: str = self.cleaned_data["phone"]
        try:
            return rules.phone_number(text) if text else ""
        except Refused as no:
            raise forms.ValidationError(str(no)) from no


def _fitting(check: Callable[[str], None], text: str) -> str:
    try:
        check(text)
    except Refused as no:
        raise forms.ValidationError(str(no)) from no
    return text


class NewPasswordForm(KeyForm):
    """A new first password; who was only registered gets a log-in name with it."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=30,
        help_text=_("小写字母、数字、点、横线，例如 li.juan。不能用手机号码，以后不能改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: object, named: bool = False, **facts: object) -> None:
        super().__init__(*args, **facts)
        if not named:
            del self.fields["username"]

    def clean_username(self) -> str:
        """A name that can be one."""
        return _fitting(rules.check_username, self.cleaned_data["username"].strip().lower())


class WhyForm(forms.Form):
    """Why something is done to somebody else's account."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class TokenForm(KeyForm):
    """What a program may do, where, and until when."""

    name = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("写明给哪个程序用，例如“物业系统对接”。")
    )
    until = day_field(_("有效期至"), required=True)
    area: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("辖区"),
        queryset=None,
        required=False,
        empty_label=_("不限定：与我的权限相同"),
        help_text=_("选定后，程序只能看到和办理这个辖区以内的事。"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("允许程序做的事"), widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, *args: object, actor: Actor, **facts: object) -> None:
        super().__init__(*args, **facts)
        areas = queries.token_areas(actor).order_by("path")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if actor.within:
            self.fields["area"].required = True
        own = own_verbs(actor)
        choices = [(verb, names.verb(verb)) for verb in names.verbs() if verb in own]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """A day that differs from the ordinary week."""

    day = day_field(_("日期"), required=True)
    works = forms.TypedChoiceField(
        label=_("这一天"),
        coerce=lambda text: text == "1",
        choices=[("0", _("放假（工作日休息）")), ("1", _("上班（周末调休）"))],
    )
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如“国庆节”。"))


class PublishForm(forms.Form):
    """The notice in which a year's holidays stand."""

    source = forms.CharField(
        label=_("依据"),
        max_length=300,
        help_text=_("例如“国务院办公厅关于 2027 年部分节假日安排的通知”及文号。"),
    )


class RecordFilter(forms.Form):
    """What to look for in the record."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "data-find": ""}),
    )
    person = forms.CharField(
        label=_("人员"), required=False, max_length=60, help_text=_("姓名或登录名。")
    )
    verb = forms.ChoiceField(label=_("做了什么"), required=False, choices=[])
    area = forms.CharField(
        label=_("辖区"), required=False, max_length=60, help_text=_("名称或代码，须完整填写。")
    )
    outcome = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部")), *Outcome.choices]
    )
    since = day_field(_("开始日期"))
    until = day_field(_("结束日期"))
    subject = forms.CharField(
        label=_("对象"),
        required=False,
        max_length=101,
        help_text=_("类型或“类型:编号”，例如 cases.case。点一条记录的对象会自动填好。"),
    )

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)  # type: ignore[arg-type]
        choices = [("", _("全部")), *((verb, names.verb(verb)) for verb in names.verbs())]
        self.fields["verb"].choices = choices  # type: ignore[attr-defined]


class ChainForm(forms.Form):
    """Roots that were kept elsewhere, to compare the chain with."""

    published = forms.CharField(
        label=_("另行保存的链值"),
        required=False,
        max_length=200_000,
        help_text=_("可以不填。粘贴邮件、打印页或文件里的链值，能查出整条链被重写的情况。"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean_published(self) -> str:
        """Text in which roots can be read, or nothing."""
        text: str = self.cleaned_data["published"]
        if text.strip() and not read(text):
            raise forms.ValidationError(_("没有找到链值。请原样粘贴含“seal … sha256 …”的行。"))
        return text
