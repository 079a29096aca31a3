"""What a bulletin looks like when it is written."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.notices import rules
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, day


class ChangeForm(KeyForm):
    """What is made known."""

    kind = forms.ChoiceField(
        label=_("类型"), choices=rules.Kind.choices, widget=forms.RadioSelect, initial="notice"
    )
    title = forms.CharField(
        label=_("标题"),
        max_length=rules.LONGEST_TITLE,
        help_text=_("一句话说清什么事、什么时候。"),
    )
    text = forms.CharField(
        label=_("正文"),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("用短句。时间、地点、要做什么，各写一行。不要写个人的手机号和证件号。"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=rules.LONGEST_CONTACT,
        required=False,
        help_text=_("单位和办公电话。"),
    )
    since = day(_("从哪天起显示"), initial=today)
    until = day(
        _("显示到哪天"),
        required=False,
        help_text=_("过了这一天自动不再显示；不填就一直显示。"),
    )
    pinned = forms.BooleanField(label=_("置顶"), required=False)


class DraftForm(ChangeForm):
    """The same for a new one, with the area that it is for."""

    area = forms.ChoiceField(label=_("发给哪里的居民"))
    field_order = ["area"]

    def __init__(self, *args: Any, areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.code, f"{one.parent} · {one}" if one.parent else str(one)) for one in areas]
        self.fields["area"].choices = listed  # type: ignore[attr-defined]


class PublishForm(KeyForm):
    """The second look; the box is there only where a number was found."""

    checked = forms.BooleanField(label=_("文中的手机号码是对外公布的工作电话"), required=False)

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["checked"]


class WithdrawForm(KeyForm):
    """Why it is taken back."""

    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("居民会看到这句话。例如：停水时间有变，见新的通知。"),
    )


class FilterForm(forms.Form):
    """What a list is asked for."""

    q = forms.CharField(label=_("搜索"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[("", _("全部")), *rules.Kind.choices]
    )
