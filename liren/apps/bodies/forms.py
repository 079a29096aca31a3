"""The shape of the input on the pages of bodies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.bodies.models import Body, BodyKind
from liren.apps.bodies.queries.institutions import kind_names, known_kinds, model_of
from liren.apps.bodies.rules.institutions import PASSIVE, Tie
from liren.apps.bodies.rules.kinds import Family, reaches_out
from liren.kernel.access.models import Area, Level
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, day

BY = ":by"


def document(label: Any) -> forms.CharField:
    """The document on whose word something happens."""
    return forms.CharField(
        label=label, max_length=200, help_text=_("文号或会议，例如：和安委办〔2026〕8号。")
    )


class ContactForm(KeyForm):
    """How a body is reached."""

    phone = forms.CharField(label=_("办公电话"), max_length=30, required=False)
    address = forms.CharField(label=_("办公地址"), max_length=120, required=False)
    office_hours = forms.CharField(
        label=_("办公时间"),
        max_length=120,
        required=False,
        help_text=_("例如 08:30-12:00，14:00-17:30。不填就按全区统一的办公时间。"),
    )

    def clean_office_hours(self) -> list[str] | None:
        """The stretches of the day, whatever comma stands between them."""
        text = self.cleaned_data["office_hours"].replace("，", ",").replace("、", ",")
        text = text.replace("：", ":").replace("–", "-").replace("—", "-")
        return [part.strip() for part in text.split(",") if part.strip()] or None


class FoundForm(ContactForm):
    """A new body."""

    kind = forms.ChoiceField(label=_("机构类别"))
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    founding = document(_("设立依据"))
    since = day(_("设立日期"))
    parent = forms.ChoiceField(label=_("上级机构"), required=False)
    field_order = ["kind", "name", "since", "founding", "parent", "phone", "address"]

    def __init__(
        self, *args: Any, area: Area, held: Iterable[str], uppers: Iterable[Body], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {}).setdefault("since", today())
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(area, list(held))  # type: ignore[attr-defined]
        self.uppers = choose(self.fields["parent"], uppers)

    def clean_kind(self) -> BodyKind:
        """The kind of a code that was offered."""
        return kind_names()[self.cleaned_data["kind"]]

    def clean_parent(self) -> Body | None:
        """The body that was chosen."""
        return self.uppers.get(self.cleaned_data["parent"])


class ChangeForm(ContactForm):
    """What is known of a body."""

    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    founding = forms.CharField(label=_("设立依据"), max_length=200, required=False)
    parent = forms.ChoiceField(label=_("上级机构"), required=False)
    field_order = ["phone", "address", "office_hours", "name", "name_en", "founding", "parent"]

    def __init__(
        self, *args: Any, body: Body, founder: bool, uppers: Iterable[Body], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "phone": body.phone,
            "address": body.address,
            "office_hours": "，".join(body.office_hours or ()),
            "name": body.name,
            "name_en": body.name_en,
            "founding": body.founding,
            "parent": body.parent.code if body.parent else "",
        }
        super().__init__(*args, **kwargs)
        self.uppers = choose(self.fields["parent"], uppers, body.parent)
        if not founder:
            for name in ("name", "founding", "parent"):
                del self.fields[name]

    def clean_parent(self) -> Body | None:
        """The body that was chosen."""
        return self.uppers.get(self.cleaned_data["parent"])

    def facts(self) -> dict[str, Any]:
        """What was given; a body keeps the document that it was founded on."""
        given = super().facts()
        if not given.get("founding"):
            given.pop("founding", None)
        return given


class DissolveForm(KeyForm):
    """The end of a body."""

    closing = document(_("撤销依据"))
    on = day(_("撤销日期"), help_text=_("从这一天起它不再存在；历史记录都保留。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", today())
        super().__init__(*args, **kwargs)


class CountForm(KeyForm):
    """How many belong to a body."""

    members = forms.IntegerField(label=_("人数"), min_value=0, max_value=1_000_000)
    on = day(_("统计日期"), help_text=_("同一天再登记一次，就是更正。"))
    source = forms.CharField(label=_("来源"), max_length=200, required=False)

    def __init__(self, *args: Any, counted: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", today())
        super().__init__(*args, **kwargs)
        if counted:
            self.fields["members"].label = counted


class RelateForm(KeyForm):
    """What one body does to another."""

    tie = forms.ChoiceField(label=_("关系"))
    other = forms.ChoiceField(label=_("对方机构"))
    basis = document(_("依据"))
    since = day(_("自哪天起"))
    instead = forms.BooleanField(
        label=_("代替制度模式里的同类关系"),
        required=False,
        help_text=_("不勾选，就是在制度模式以外再加一条。"),
    )

    def __init__(self, *args: Any, others: Iterable[Body], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("since", today())
        super().__init__(*args, **kwargs)
        active = [(tie.value, tie.label) for tie in Tie]
        passive = [(f"{tie}{BY}", PASSIVE[tie]) for tie in Tie]
        self.fields["tie"].choices = [  # type: ignore[attr-defined]
            (_("本机构对对方"), active),
            (_("对方对本机构"), passive),
        ]
        self.others = choose(self.fields["other"], others)

    def facts(self) -> dict[str, Any]:
        """The tie with its direction, and the other body."""
        given = super().facts()
        tie = given.pop("tie")
        other = self.others[given.pop("other")]
        return {**given, "other": other, "tie": tie.removesuffix(BY), "passive": tie.endswith(BY)}


class EndForm(KeyForm):
    """The end of a relation."""

    on = day(_("终止日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", today())
        super().__init__(*args, **kwargs)


def kind_choices(area: Area, held: list[str]) -> list[tuple[Any, Any]]:
    """The kinds that one may found here, by family; those that stand here once already remain."""
    model = model_of(area) if area.level == Level.COMMUNITY else None
    grouped: dict[Any, list[tuple[str, str]]] = {}
    for kind in sorted(kind_names().values(), key=lambda kind: kind.place):
        fits = not kind.levels or area.level in kind.levels
        may = any(reaches_out(level, kind.by) for level in held)
        known = model is None or kind.stands_for in model.kinds
        if fits and may and (known or kind.stands_for not in known_kinds()):
            grouped.setdefault(Family(kind.family).label, []).append((kind.code, str(kind)))
    return [("", _("请选择")), *grouped.items()]


def choose(field: Any, bodies: Iterable[Body], also: Body | None = None) -> dict[str, Body]:
    """Offer bodies by the place where they lie; the bodies by code."""
    found = {body.code: body for body in bodies}
    if also is not None:
        found.setdefault(also.code, also)
    grouped: dict[str, list[tuple[str, str]]] = {}
    for body in sorted(found.values(), key=lambda b: (b.area_path, b.kind, b.code)):
        grouped.setdefault(str(body.area), []).append((body.code, str(body)))
    field.choices = [("", _("请选择")), *grouped.items()]
    return found
