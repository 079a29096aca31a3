"""What a list is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.cases import rules
from liren.apps.cases.forms.kinds import kind_choices
from liren.apps.cases.queries import TABS, Wanted, classes


class FilterForm(forms.Form):
    """What a list is asked for; it stands in the address of the page."""

    tab = forms.ChoiceField(required=False, choices=[(tab, tab) for tab in TABS])
    q = forms.CharField(required=False, max_length=60)
    case_class = forms.ChoiceField(label=_("大类"), required=False)
    kind = forms.ChoiceField(label=_("类型"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False)
    area = forms.CharField(
        label=_("辖区"), required=False, max_length=20, widget=forms.HiddenInput
    )
    handler = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    since = forms.DateField(
        label=_("上报日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    urgent = forms.BooleanField(label=_("只看紧急"), required=False)
    by_me = forms.BooleanField(label=_("只看我上报的"), required=False)
    sort = forms.ChoiceField(
        label=_("排序"),
        required=False,
        choices=[
            ("", _("默认")),
            ("due", _("时限近的在前")),
            ("new", _("新的在前")),
            ("old", _("旧的在前")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("全部"))
        choose: Any = self.fields
        choose["case_class"].choices = [every, *((one.code, str(one)) for one in classes())]
        choose["kind"].choices = [every, *kind_choices()[1:]]
        choose["source"].choices = [every, *rules.Source.choices]

    def wanted(self, tab: str) -> Wanted:
        """The question of this list; a field that does not fit counts as not asked."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**{"tab": tab} | asked)
