"""The shape of what is filled in at a door and of what the desk decides about it."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.forms.rentals import words
from liren.apps.people.queries.visits import Member
from liren.apps.people.rules import Marital, Work
from liren.apps.people.rules.visits import ASKED, Found
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, near_day

NAMED = re.compile(r"(seen|gone|phone|work|employer|marital)-([0-9a-f-]{36})")
MOST_FIELDS = 400
UNCHANGED = ("", _("不变"))


class DifferForm(forms.Form):
    """What may be found to differ of one person; what stays empty is as before."""

    phone = words(_("手机号码"), 20, attrs={"inputmode": "tel"})
    work = forms.ChoiceField(
        label=_("从业状况"), choices=[UNCHANGED, *Work.choices], required=False
    )
    employer = words(_("工作单位"), 80)
    marital = forms.ChoiceField(
        label=_("婚姻状况"), choices=[UNCHANGED, *Marital.choices], required=False
    )
    gone = forms.BooleanField(label=_("已经不住在这里"), required=False)

    def __init__(self, *args: Any, uid: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.uid = uid

    def add_prefix(self, field_name: str) -> str:
        """A field is named by what it asks and by whom it is about."""
        return f"{field_name}-{self.uid}"


class VisitForm(KeyForm):
    """What was found at a door, when, and a sentence."""

    found = forms.ChoiceField(label=_("结果"), choices=Found.choices)
    on = near_day(_("走访日期"), initial=today)
    note = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如“新来了一位亲戚同住”“需要助餐”。"),
    )

    def clean(self) -> dict[str, Any]:
        """With who was seen in which version, and what differs of whom."""
        given = super().clean() or {}
        found: dict[str, dict[str, str]] = {}
        for name, fact in list(self.data.items())[:MOST_FIELDS]:
            named = NAMED.fullmatch(name)
            if named and fact:
                found.setdefault(str(UUID(named[2])), {})[named[1]] = str(fact)
        given["seen"] = {uid: version(one.get("seen", "")) for uid, one in found.items()}
        given["gone"] = sorted(uid for uid, one in found.items() if "gone" in one)
        given["differences"] = {
            uid: told for uid, one in found.items() if (told := self.differences(uid))
        }
        return given

    def differences(self, uid: str) -> dict[str, str]:
        """What was typed of one person, in shape."""
        form = DifferForm(self.data, uid=uid)
        if not form.is_valid():
            for name, faults in form.errors.items():
                label = form.fields[name].label
                for fault in faults:
                    words = {"field": label, "fault": fault}
                    self.add_error(None, _("%(field)s：%(fault)s") % words)
            return {}
        return {name: form.cleaned_data[name] for name in ASKED if form.cleaned_data[name]}


def version(text: str) -> int:
    """A version as the page wrote it; none is 0, which no record has."""
    return int(text) if text.isdigit() and len(text) < 9 else 0


def differ_forms(members: list[Member]) -> list[tuple[Member, DifferForm]]:
    """For each who lives there an empty form."""
    return [(one, DifferForm(uid=str(one.person.uid))) for one in members]


class AnswerForm(KeyForm):
    """Why a proposal is not taken over."""

    answer = words(_("理由"), 200, required=True, help_text=_("提出的人会看到这句话。"))


class TakeForm(KeyForm):
    """Which version of the record was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**8)
