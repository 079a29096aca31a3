"""What a list of people is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import Purpose, TagKind
from liren.apps.people.queries.finding import Sought
from liren.apps.people.rules import Residence, Sex
from liren.apps.people.rules.finding import LONGEST, MOST_AGE
from liren.apps.places.models import Area

SORTS = (
    ("", _("默认")),
    ("place", _("按住处")),
    ("name", _("按姓名拼音")),
    ("old", _("年长的在前")),
    ("young", _("年幼的在前")),
)


class FilterForm(forms.Form):
    """The filters of the list; what was typed never stands in the address of a page."""

    area = forms.ChoiceField(label=_("社区"), required=False)
    estate = forms.UUIDField(required=False, widget=forms.HiddenInput)
    tag = forms.ChoiceField(label=_("标签"), required=False)
    sex = forms.ChoiceField(
        label=_("性别"), required=False,
        choices=[("", _("全部")), (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
    )  # fmt: skip
    residence = forms.ChoiceField(
        label=_("人口类型"), required=False, choices=[("", _("全部")), *Residence.choices]
    )
    youngest = forms.IntegerField(
        label=_("年龄从"), required=False, min_value=0, max_value=MOST_AGE
    )
    oldest = forms.IntegerField(label=_("到"), required=False, min_value=0, max_value=MOST_AGE)
    gone = forms.BooleanField(label=_("只看已迁出和已故的"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False, choices=SORTS)

    def __init__(self, *args: Any, areas: list[Area], kinds: list[TagKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose: Any = self.fields
        every = ("", _("全部"))
        choose["area"].choices = [every, *((one.code, str(one)) for one in areas)]
        choose["tag"].choices = [every, *((one.code, str(one)) for one in kinds)]

    def sought(self, q: str) -> Sought:
        """The question; a filter that does not fit counts as not asked."""
        self.full_clean()
        given = {name: one for name, one in self.cleaned_data.items() if one not in ("", None)}
        if "estate" in given:
            given["estate"] = str(given["estate"])
        return Sought(**{"q": q[:LONGEST]} | given)


class PurposeForm(forms.Form):
    """What people are looked for, for the time until one leaves."""

    purpose = forms.ChoiceField(label=_("这次查询用来办什么"), widget=forms.RadioSelect)
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, purposes: tuple[Purpose, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose: Any = self.fields
        choose["purpose"].choices = [(one.code, str(one)) for one in purposes]
