"""Forms of a person: written down, corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import Household, Person
from liren.apps.people.rules import NATIONS, Bond, Marital, Paper, Relation, Sex, Work
from liren.apps.people.rules.persons import LONGEST_NAME
from liren.kernel.web.forms import KeyForm, day

ANEW = ("", _("另立一户，本人做户主"))
UNKNOWN = ("", _("不清楚"))


class PersonForm(KeyForm):
    """What is known of a person."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    paper = forms.ChoiceField(label=_("证件种类"), choices=Paper.choices, initial=Paper.RESIDENT)
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("身份证号码会带出性别和出生日期，下面两项可以空着。"),
    )
    sex = forms.ChoiceField(
        label=_("性别"), required=False,
        choices=[UNKNOWN, (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
    )  # fmt: skip
    born = day(_("出生日期"), required=False)
    phone = forms.RegexField(
        r"^[0-9+() \-]{5,20}$",
        label=_("联系电话"),
        required=False,
        error_messages={"invalid": _("请输入电话号码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    nation = forms.ChoiceField(
        label=_("民族"), required=False, choices=[UNKNOWN, *NATIONS.items()]
    )
    marital = forms.ChoiceField(
        label=_("婚姻状况"), required=False, choices=[UNKNOWN, *Marital.choices]
    )
    work = forms.ChoiceField(label=_("从业状况"), required=False, choices=[UNKNOWN, *Work.choices])
    employer = forms.CharField(label=_("工作单位"), required=False, max_length=80)
    hukou_code = forms.RegexField(
        r"^\d{6}$",
        label=_("户籍所在县（市、区）代码"),
        required=False,
        help_text=_("户籍不在本市的写六位区划代码，在本市的空着。"),
        error_messages={"invalid": _("请写六位数字的区划代码。")},
    )

    def known(self) -> dict[str, Any]:
        """What was given of the person himself."""
        given = self.facts()
        return {name: given[name] for name in PersonForm.base_fields if name in given}


class RegisterForm(PersonForm):
    """Somebody new in a dwelling, and the household to which he belongs."""

    household = forms.ChoiceField(label=_("哪一户"), required=False)
    relation = forms.ChoiceField(
        label=_("与户主的关系"), required=False, choices=[("", _("请选择")), *Relation.choices[1:]]
    )
    tie = forms.ChoiceField(
        label=_("和这套房的关系"),
        choices=Bond.choices,
        initial=Bond.HOME,
        widget=forms.RadioSelect,
        help_text=_("加入已有的一户时，跟那一户相同。"),
    )
    since = day(_("从哪天起"))
    field_order = [
        *("name", "paper", "id_number", "phone", "household", "relation", "tie", "since"),
        *("sex", "born", "nation", "marital", "work", "employer", "hukou_code"),
    ]

    def __init__(self, *args: Any, households: list[Household], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose: Any = self.fields
        listed = [(str(one.uid), f"{one.get_tie_display()} · {one}") for one in households]
        choose["household"].choices = [*listed, ANEW]
        if not listed:
            del self.fields["household"], self.fields["relation"]
        elif not self.initial.get("household"):
            self.initial["household"] = listed[0][0]

    def clean(self) -> dict[str, Any]:
        """Who joins a household stands to its head in some way."""
        given = super().clean() or {}
        if given.get("household") and not given.get("relation"):
            self.add_error("relation", _("请选与户主的关系。"))
        return given

    def known(self) -> dict[str, Any]:
        """What was given of the person; what is unknown is left to the number."""
        return {name: one for name, one in super().known().items() if one not in ("", None)}


class ChangeForm(PersonForm):
    """Corrections of what is known; numbers that stay are not shown and not typed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    no_phone = forms.BooleanField(label=_("删除登记的电话"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        names = ("name", "paper", "sex", "born", "nation", "marital", "work", "employer")
        start = {one: getattr(person, one) for one in (*names, "hukou_code", "version")}
        super().__init__(*args, initial=start, **kwargs)
        self.person = person
        stays: Any = _("现在登记的是 %(mask)s，不改就空着。")
        for name in ("id_number", "phone"):
            if mask := str(getattr(person, name)):
                self.fields[name].help_text = stays % {"mask": mask}
        if not person.phone:
            del self.fields["no_phone"]

    def known(self) -> dict[str, Any]:
        """What was given; numbers left empty stay as they are."""
        found = super().known()
        for name in ("id_number", "phone"):
            if not found[name]:
                del found[name]
        if found["paper"] == Paper.NONE:
            found["id_number"] = ""
        if self.cleaned_data.get("no_phone"):
            found["phone"] = ""
        found["sex"] = found["sex"] or Sex.UNKNOWN
        # only what differs is told to the act, so that its record names what was changed
        return {name: one for name, one in found.items() if getattr(self.person, name) != one}
