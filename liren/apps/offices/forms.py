"""The shape of what is typed about posts, terms and grants."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.offices import queries, rules
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, User
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.forms import KeyForm, near_day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_HINTS = 300


class OfficeForm(KeyForm):
    """A form in which persons, areas and bodies are typed by name."""

    def __init__(self, *args: Any, actor: Actor, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.actor = actor

    def named_person(self, name: str) -> User | None:
        """The person of a field that was typed by name."""
        text = self.cleaned_data.get(name, "")
        return _or_fault(lambda: queries.person_named(text)) if text else None

    def named_area(self, name: str, verb: str) -> Area | None:
        """The area of a field that was typed by name or code."""
        text = self.cleaned_data.get(name, "")
        return _or_fault(lambda: queries.area_named(self.actor, verb, text)) if text else None

    def named_body(self, name: str, verb: str) -> Body | None:
        """The body of a field that was typed by name or code."""
        text = self.cleaned_data.get(name, "")
        return _or_fault(lambda: queries.body_named(self.actor, verb, text)) if text else None


def _or_fault(found: Any) -> Any:
    try:
        return found()
    except Refused as no:
        raise forms.ValidationError(str(no)) from no


def typed(label: "str | StrPromise", hints: str, **facts: Any) -> forms.CharField:
    """A field in which the browser offers what is listed under the id `hints`."""
    attrs = {"list": hints, "autocomplete": "off"}
    return forms.CharField(
        label=label, max_length=80, widget=forms.TextInput(attrs=attrs), **facts
    )


class PostForm(OfficeForm):
    """A post: what it is called, how many sit there, which role follows."""

    kind = forms.ChoiceField(label=_("岗位类别"))
    title = forms.CharField(
        label=_("岗位名称"), max_length=60, help_text=_("例如“社区书记、主任”“第一网格网格员”。")
    )
    title_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    seats = forms.IntegerField(label=_("职数"), min_value=1, max_value=rules.MOST_SEATS, initial=1)
    role = forms.ChoiceField(
        label=_("随岗位授予的角色"),
        required=False,
        help_text=_("谁任这个岗位，就在任期内自动获得这个角色；离任时自动收回。"),
    )
    area = typed(
        _("管到的辖区"),
        "areas",
        required=False,
        help_text=_("不填就是机构所在的辖区。可填代码或全名。"),
    )
    how = forms.ChoiceField(
        label=_("产生方式"), required=False, choices=[("", _("按类别")), *rules.How.choices]
    )
    term_years = forms.IntegerField(
        label=_("每届年数"),
        required=False,
        min_value=1,
        max_value=rules.MOST_YEARS,
        help_text=_("法规已有规定的类别按规定，不用填；没有任期的留空。"),
    )
    rank_note = forms.CharField(
        label=_("职级说明"), max_length=60, required=False, help_text=_("例如“书记高配副科级”。")
    )
    basis = forms.CharField(label=_("设岗依据"), max_length=200, required=False)
    since = near_day(_("设立日期"), required=False, help_text=_("不填就是今天。"))

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        found = queries.kinds()
        self.kinds = {kind.code: kind for kind in found}
        choose: Any = self.fields
        choose["kind"].choices = [(kind.code, str(kind)) for kind in found]
        none = ("", _("不授予角色"))
        choose["role"].choices = [none, *queries.role_choices(self.actor)]

    def clean_kind(self) -> Any:
        """The kind itself."""
        return self.kinds[self.cleaned_data["kind"]]

    def clean_area(self) -> Area | None:
        """The area in which the actor sets up posts."""
        return self.named_area("area", "offices.create_post")


class ChangeForm(PostForm):
    """What may change of a post that exists."""

    def __init__(self, *args: Any, held: int, role: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for name in ("kind", "how", "since"):
            del self.fields[name]
        if held:
            del self.fields["role"], self.fields["area"]
        elif role and role not in dict(self.fields["role"].choices):  # type: ignore[attr-defined]
            del self.fields["role"]


class AbolishForm(OfficeForm):
    """The last day of a post, and why."""

    on = near_day(_("最后一天"), initial=today)
    basis = forms.CharField(label=_("撤销依据"), max_length=200)


class AppointForm(OfficeForm):
    """Who comes into a post, and until when."""

    person = typed(
        _("人员"),
        "people",
        required=False,
        help_text=_("已有账户的，填登录名或全名。"),
    )
    name = forms.CharField(
        label=_("没有账户的，只登记姓名"),
        max_length=60,
        required=False,
        help_text=_("例如楼栋长、微网格员。以后可以再为他开通登录。"),
    )
    since = near_day(_("到任日期"), initial=today)
    until = near_day(
        _("任期至"), required=False, help_text=_("不填就按每届年数计算；没有任期的为长期。")
    )
    how = forms.ChoiceField(label=_("产生方式"), choices=rules.How.choices)
    sent_by = forms.CharField(
        label=_("选派单位"),
        max_length=80,
        required=False,
        help_text=_("联挂单位选派的，写明单位。"),
    )
    basis = forms.CharField(
        label=_("依据"),
        max_length=200,
        required=False,
        help_text=_("选举公告、任命文件或聘用合同的名称和文号。"),
    )

    def clean_person(self) -> User | None:
        """The person, if one was named."""
        return self.named_person("person")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not given.get("person") and not given.get("name") and "person" not in self.errors:
            self.add_error("person", _("请填一位有账户的人，或在下面登记姓名。"))
        if given.get("person"):
            given["name"] = ""
        return given


class EndForm(OfficeForm):
    """The last day, and why."""

    why = forms.ChoiceField(label=_("原因"), choices=rules.Why.choices)
    on = near_day(_("最后一天"), initial=today)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ExtendForm(OfficeForm):
    """A new end of a term."""

    until = near_day(_("任期至"), required=False, help_text=_("留空就是长期。"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)


class DeputyForm(OfficeForm):
    """Who stands in, from when to when."""

    person = typed(_("代理人"), "people", help_text=_("填登录名或全名。"))
    since = near_day(_("从"), initial=today)
    until = near_day(_("到"))
    reason = forms.CharField(
        label=_("事由"), max_length=200, help_text=_("例如“产假”“脱产学习”。")
    )

    def clean_person(self) -> User | None:
        """The person."""
        return self.named_person("person")


class ReasonForm(OfficeForm):
    """Why something is taken."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class GiveForm(OfficeForm):
    """A role, at a place, until a day, on somebody's word."""

    person = typed(_("人员"), "people", help_text=_("填登录名或全名。"))
    role = forms.ChoiceField(label=_("角色"))
    area = typed(
        _("辖区"),
        "areas",
        required=False,
        help_text=_("在这个辖区和它的下级有效。可填代码或全名。"),
    )
    body = typed(
        _("机构"),
        "bodies",
        required=False,
        help_text=_("代表哪个机构办事。部门和企业的角色只选机构，不选辖区。"),
    )
    since = near_day(_("从"), initial=today)
    until = near_day(_("到"), required=False, help_text=_("尽量写明截止日期；不填为长期有效。"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("谁同意的、文件名称和文号。")
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        choices = [("", _("请选择")), *queries.role_choices(self.actor)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]

    def clean_person(self) -> User | None:
        """The person."""
        return self.named_person("person")

    def clean_area(self) -> Area | None:
        """An area in which the actor gives roles."""
        return self.named_area("area", "offices.give")

    def clean_body(self) -> Body | None:
        """A body in the actor's areas."""
        return self.named_body("body", "offices.give")


class HandOverForm(OfficeForm):
    """For each line: who takes it over, or that it ends."""

    reason = forms.CharField(
        label=_("离岗事由"), max_length=200, help_text=_("例如“调往区民政局”。")
    )
    close_account = forms.BooleanField(label=_("交接后停用他的账户"), required=False, initial=True)

    def __init__(self, *args: Any, lines: list[queries.Line], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.lines = lines
        for at, line in enumerate(lines):
            fates = [one for one in rules.Fate.choices if line.moves or one[0] != rules.Fate.MOVE]
            first = rules.Fate.MOVE if line.moves else rules.Fate.DROP
            self.fields[f"fate-{at}"] = forms.ChoiceField(
                label=_("怎么办"), choices=fates, initial=first
            )
            if line.moves:
                self.fields[f"to-{at}"] = typed(_("接手人"), "people", required=False)

    def rows(self) -> list[tuple[queries.Line, Any, Any]]:
        """Each line with its two fields."""
        return [
            (line, self[f"fate-{at}"], self[f"to-{at}"] if line.moves else None)
            for at, line in enumerate(self.lines)
        ]

    def clean(self) -> dict[str, Any]:
        """The plan: line → what becomes of it, and to whom it goes."""
        given = super().clean() or {}
        plan = {}
        for at, line in enumerate(self.lines):
            fate, to = given.pop(f"fate-{at}", None), given.pop(f"to-{at}", "")
            plan[line.key] = (
                rules.Fate(fate) if fate else rules.Fate.KEEP,
                self._to(at, fate, to),
            )
        return {**given, "plan": plan}

    def _to(self, at: int, fate: str | None, text: str) -> User | None:
        if fate != rules.Fate.MOVE:
            return None
        try:
            return queries.person_named(text)
        except Refused as no:
            self.add_error(f"to-{at}", str(no) if text else _("请写明接手人，或选“结束”。"))
            return None
