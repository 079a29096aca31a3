"""Forms of what happens to people: each asks only what is not known yet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.models import Household, Person, Stay
from liren.apps.people.queries.events import companions, heads_household, named_person
from liren.apps.people.rules import Bond, Relation, Sex
from liren.apps.people.rules.codes import MARRIED
from liren.apps.people.rules.persons import LONGEST_NAME
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, day

ALONE = ("", _("另立一户"))
NOBODY = ("", _("不登记"))
QUIET = {"autocomplete": "off"}
BABY = 18


def listed(stays: Iterable[Stay]) -> list[tuple[str, str]]:
    """People of a household as choices, with what they are to its head."""
    found = {
        str(stay.person.uid): f"{stay.person}（{stay.get_relation_display()}）" for stay in stays
    }
    return list(found.items())


class StepForm(KeyForm):
    """What is asked of every event: the day, and a note where there is one."""

    verb = ""
    on = day(_("发生日期"))
    note = forms.CharField(
        label=_("备注"), required=False, max_length=200,
        help_text=_("凭什么证明、谁来办的；没有就空着。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, person: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.actor, self.person = actor, person
        self.home = companions(actor, person)
        self.hukou = companions(actor, person, Bond.HUKOU)
        self.prepare()
        self.order_fields(
            [*(one for one in self.fields if one not in ("on", "note")), "on", "note"]
        )

    def prepare(self) -> None:
        """Add what only this person has to be asked."""

    def choose(self, name: str, label: Any, choices: Sequence[Any], **options: Any) -> None:
        """Ask for one of a few."""
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, **options)

    def ask_along(self, stays: Sequence[Stay]) -> None:
        """Ask who of the household comes along."""
        if stays:
            self.fields["along"] = forms.MultipleChoiceField(
                label=_("谁一起"),
                choices=listed(stays),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def ask_successor(self, tie: str, stays: Sequence[Stay]) -> None:
        """Ask who heads the household then, where its head leaves several."""
        if len(stays) > 1 and heads_household(self.person, tie):
            label = (
                _("居住这一户由谁接任户主") if tie == Bond.HOME else _("户籍这一户由谁接任户主")
            )
            help_text = _("全家一起走的不用选。") if "along" in self.fields else ""
            choices = [("", _("请选择")), *listed(stays)]
            self.choose(f"heir_{tie}", label, choices, required=False, help_text=help_text)

    def people(self, keys: Iterable[str]) -> list[Person]:
        """People of the household by their keys."""
        known = {str(one.person.uid): one.person for one in (*self.home, *self.hukou)}
        return [known[key] for key in keys if key in known]

    def one(self, name: str) -> Person | None:
        """The person chosen in a field."""
        return next(iter(self.people([self.cleaned_data.get(name, "")])), None)

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = {"on": self.cleaned_data["on"], "note": self.cleaned_data["note"]}
        heirs = [self.cleaned_data.get(f"heir_{tie}", "") for tie in Bond]
        if any(f"heir_{tie}" in self.fields for tie in Bond):
            given["successors"] = self.people(heirs)
        if "along" in self.fields:
            given["along"] = self.people(self.cleaned_data["along"])
        return given


class IntoForm(StepForm):
    """Into a dwelling: a household there, or one of one's own."""

    tie = Bond.HOME

    def __init__(self, *args: Any, households: Sequence[Household], **kwargs: Any) -> None:
        self.households = [one for one in households if one.tie == self.tie]
        super().__init__(*args, **kwargs)

    def ask_household(self) -> None:
        """Ask for a household only where there is one."""
        if not self.households:
            return
        choices = [ALONE, *((str(one.uid), _("并入 %s") % one) for one in self.households)]
        self.choose("household", _("哪一户"), choices, required=False)
        kin = [one for one in Relation.choices if one[0] != Relation.HEAD]
        self.choose(
            "relation", _("与户主的关系"), kin, required=False, initial=Relation.NONE,
            help_text=_("另立一户的不用选。"),
        )  # fmt: skip

    def joined(self) -> dict[str, Any]:
        """The chosen household and what one is to its head."""
        key = self.cleaned_data.get("household", "")
        household = next((one for one in self.households if str(one.uid) == key), None)
        relation = self.cleaned_data.get("relation") or Relation.NONE
        return {"household": household, "relation": relation if household else Relation.HEAD}


class MoveForm(IntoForm):
    """To another dwelling, or to another household."""

    def prepare(self) -> None:
        self.ask_along(self.home)
        self.ask_household()
        self.ask_successor(Bond.HOME, self.home)

    def facts(self) -> dict[str, Any]:
        return super().facts() | self.joined()


class HukouForm(IntoForm):
    """The hukou comes to a dwelling."""

    tie = Bond.HUKOU

    def prepare(self) -> None:
        self.ask_along(self.hukou)
        self.ask_household()
        self.ask_successor(Bond.HUKOU, self.hukou)

    def facts(self) -> dict[str, Any]:
        return super().facts() | self.joined()


class HukouAwayForm(StepForm):
    """The hukou leaves the city."""

    county = forms.RegexField(
        r"^\d{6}$",
        label=_("迁往的县（市、区）代码"),
        required=False,
        help_text=_("六位区划代码，不清楚就空着。"),
        error_messages={"invalid": _("请写六位数字的区划代码。")},
    )

    def prepare(self) -> None:
        self.ask_along(self.hukou)
        self.ask_successor(Bond.HUKOU, self.hukou)

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"county": self.cleaned_data["county"]}


class MoveOutForm(StepForm):
    """Out of the city."""

    def prepare(self) -> None:
        self.ask_along(self.home)
        if self.person.hukou_path:
            self.fields["with_hukou"] = forms.BooleanField(
                label=_("户籍也一起迁走"), required=False
            )
        self.ask_successor(Bond.HOME, self.home)
        self.ask_successor(Bond.HUKOU, self.hukou)

    def facts(self) -> dict[str, Any]:
        with_hukou = bool(self.cleaned_data.get("with_hukou"))
        return super().facts() | {"with_hukou": with_hukou}


class BirthForm(StepForm):
    """A child: its name, sex and day; home and parent are known."""

    name = forms.CharField(
        label=_("孩子姓名"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs=QUIET),
        help_text=_("还没取名的，写“某某之子”或“某某之女”。"),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("性别"), widget=forms.RadioSelect,
        choices=[(Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
    )  # fmt: skip
    id_number = forms.CharField(
        label=_("身份证号码"), max_length=40, required=False,
        widget=forms.TextInput(attrs=QUIET), help_text=_("还没有就空着。"),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["on"].label = _("出生日期")
        parents = [one for one in self.home if is_grown(one.person)]
        likely = next((one for one in parents if one.person.marital in MARRIED), None)
        if parents:
            start = str(likely.person.uid) if likely else ""
            self.choose(
                "other", _("另一位家长"), [NOBODY, *listed(parents)], required=False, initial=start
            )
        with_hukou = [(str(self.person.uid), str(self.person))] if self.person.hukou_path else []
        with_hukou += [
            (str(one.person.uid), str(one.person)) for one in parents if one.person.hukou_path
        ]
        if with_hukou:
            choices = [("", _("暂不落户")), *dict.fromkeys(with_hukou)]
            self.choose(
                "hukou_with", _("户籍随谁"), choices, required=False, initial=with_hukou[0][0]
            )

    def facts(self) -> dict[str, Any]:
        given = super().facts()
        own = {str(self.person.uid): self.person}
        chosen = self.cleaned_data.get("hukou_with", "")
        given |= {one: self.cleaned_data[one] for one in ("name", "sex", "id_number")}
        given |= {"born": given.pop("on"), "other": self.one("other")}
        return given | {"hukou_with": own.get(chosen) or self.one("hukou_with")}


def is_grown(person: Person) -> bool:
    """Whether somebody is old enough to be asked as a parent; unknown ages are."""
    return person.born is None or (today() - person.born).days >= BABY * 365


class DeathForm(StepForm):
    """The day, and who heads the household then."""

    def prepare(self) -> None:
        self.fields["on"].label = _("死亡日期")
        self.ask_successor(Bond.HOME, self.home)
        self.ask_successor(Bond.HUKOU, self.hukou)


class OtherForm(StepForm):
    """Another person: of the household, or by name and number."""

    name = forms.CharField(
        label=_("对方姓名"), max_length=LONGEST_NAME, required=False,
        widget=forms.TextInput(attrs=QUIET), help_text=_("不在上面名单里的，写姓名和证件号码。"),
    )  # fmt: skip
    number = forms.CharField(
        label=_("对方证件号码"), max_length=40, required=False,
        widget=forms.TextInput(attrs=QUIET),
    )  # fmt: skip
    question: Any = _("对方")
    empty: Any = _("不在这一户")
    needed = False
    said = "other"

    def prepare(self) -> None:
        stays = self.fitting()
        if stays:
            self.choose(
                "member", self.question, [("", self.empty), *listed(stays)], required=False
            )
            if len(stays) == 1:
                self.fields["member"].initial = str(stays[0].person.uid)
        self.order_fields(["member"])

    def fitting(self) -> list[Stay]:
        """Whom of the household to offer."""
        return self.home

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.found = self.one("member")
        if self.found is None and given.get("number"):
            number, name = given["number"], given.get("name", "")
            self.found = named_person(self.actor, self.verb, number, name)
            if self.found is None:
                self.add_error(
                    "number", _("您的辖区里没有这个姓名和号码的人。请先办迁入，或核对号码。")
                )
        elif self.found is None and (self.needed or given.get("name")):
            self.add_error("number", _("请选一位，或写姓名和证件号码。"))
        return given

    def facts(self) -> dict[str, Any]:
        return super().facts() | {self.said: self.found}


class MarriageForm(OtherForm):
    """Whom, and whether they live together then."""

    verb = "people.register_marriage"
    empty = _("不在这一户，或不在本市")
    together = forms.BooleanField(
        label=_("婚后对方搬来同住"), required=False,
        help_text=_("不勾就各住各的，以后再办搬家。对方不在册的，先登记本人。"),
    )  # fmt: skip

    def fitting(self) -> list[Stay]:
        return [
            one for one in self.home if is_grown(one.person) and one.person.marital not in MARRIED
        ]

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"together": self.cleaned_data["together"]}


class DivorceForm(OtherForm):
    """Of whom."""

    verb = "people.register_divorce"
    empty = _("不在这一户，或不在本市")

    def fitting(self) -> list[Stay]:
        return [one for one in self.home if one.person.marital in MARRIED]


class AdoptionForm(OtherForm):
    """The child."""

    verb = "people.register_adoption"
    question = _("被收养的孩子")
    needed = True
    said = "child"
    with_hukou = forms.BooleanField(label=_("户籍一起迁来"), required=False)

    def prepare(self) -> None:
        super().prepare()
        self.fields["name"].label, self.fields["number"].label = _("孩子姓名"), _("孩子证件号码")
        if not self.person.hukou_path:
            del self.fields["with_hukou"]

    def fitting(self) -> list[Stay]:
        return [one for one in self.home if not is_grown(one.person)]

    def facts(self) -> dict[str, Any]:
        with_hukou = bool(self.cleaned_data.get("with_hukou"))
        return super().facts() | {"with_hukou": with_hukou}
