"""Forms of coming in, of heading a household, of taking back, of what a list is asked for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.people.forms.events import ALONE, StepForm, listed
from liren.apps.people.forms.persons import PersonForm
from liren.apps.people.models import Household, Stay
from liren.apps.people.rules import Bond, Happened, Paper, Relation
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, day


class MoveInForm(KeyForm):
    """Who comes: known in the city by name and number alone, or written down with it."""

    on = day(_("迁入日期"))
    name, paper = PersonForm.base_fields["name"], PersonForm.base_fields["paper"]
    id_number = PersonForm.base_fields["id_number"]
    phone, nation = PersonForm.base_fields["phone"], PersonForm.base_fields["nation"]
    sex, born = PersonForm.base_fields["sex"], PersonForm.base_fields["born"]
    hukou_code = PersonForm.base_fields["hukou_code"]
    note = StepForm.base_fields["note"]
    household = forms.ChoiceField(label=_("哪一户"), required=False)
    relation = forms.ChoiceField(
        label=_("与户主的关系"), required=False, choices=Relation.choices, initial=Relation.NONE,
        help_text=_("另立一户的不用选。"),
    )  # fmt: skip
    field_order = [
        *("name", "paper", "id_number", "household", "relation", "on"),
        *("phone", "sex", "born", "nation", "hukou_code", "note"),
    ]

    def __init__(self, *args: Any, households: Sequence[Household], **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), "paper": Paper.RESIDENT} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.households = [one for one in households if one.tie == Bond.HOME]
        if self.households:
            choices = [ALONE, *((str(one.uid), _("并入 %s") % one) for one in self.households)]
            self.fields["household"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["household"], self.fields["relation"]

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: one for name, one in super().facts().items() if one not in ("", None)}
        key, relation = given.pop("household", ""), given.pop("relation", Relation.NONE)
        household = next((one for one in self.households if str(one.uid) == key), None)
        return given | {
            "household": household, "relation": relation if household else Relation.HEAD,
        }  # fmt: skip


class HeadForm(KeyForm):
    """Who heads a household, and what the others are to him."""

    head = forms.ChoiceField(label=_("户主"))
    on = day(_("从哪天起"))

    def __init__(self, *args: Any, members: Sequence[Stay], **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.members = {str(one.person.uid): one for one in members}
        self.fields["head"].choices = listed(members)  # type: ignore[attr-defined]
        kin = [("", _("按常理推算")), *Relation.choices[1:]]
        for key, stay in self.members.items():
            self.fields[f"relation_{key}"] = forms.ChoiceField(
                label=_("%(name)s 与新户主的关系") % {"name": stay.person},
                choices=kin,
                required=False,
            )

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        head = self.members[given["head"]].person
        said = {key: given[f"relation_{key}"] for key in self.members if key != given["head"]}
        relations = {key: one for key, one in said.items() if one}
        return {"head": head, "on": given["on"], "relations": relations}


class WhyForm(KeyForm):
    """Why something is taken back."""

    why = forms.CharField(
        label=_("原因"), required=False, max_length=200,
        help_text=_("例如：登错人、日期写错。不要写证件号码。"),
    )  # fmt: skip


class AskForm(forms.Form):
    """What the list of events is asked for."""

    kind = forms.ChoiceField(
        label=_("变动"), required=False, choices=[("", _("全部")), *Happened.choices]
    )
    since, until = day(_("从"), required=False), day(_("到"), required=False)
