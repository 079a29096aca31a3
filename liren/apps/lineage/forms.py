"""What the input of a change looks like; every list works without script."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.lineage.models import Change, Part
from liren.apps.lineage.queries import plan_of
from liren.apps.lineage.rules import LONGEST_NAME, ChangeKind
from liren.apps.places.models import Estate
from liren.kernel.access.models import Area, Body, Grant
from liren.kernel.base.clock import today
from liren.kernel.web.forms import KeyForm, day

MOST = 60  # rows of one list of the plan
FIGURES = (
    ("households", _("户数")),
    ("residents", _("人口")),
    ("voters", _("选民")),
)


class ReasonForm(KeyForm):
    """A step that stops a change says why."""

    reason = forms.CharField(
        label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DraftForm(KeyForm):
    """What is changed, into what, when and on which document."""

    title = forms.CharField(
        label=_("标题"), max_length=80, help_text=_("例如：南门等三个社区拆分为六个社区")
    )
    document = forms.CharField(
        label=_("依据文号"), max_length=80, help_text=_("例如：罗政发〔2026〕12号")
    )
    effective = day(_("生效日"), help_text=_("从这一天零点起按新辖区，最早是明天。"))
    predecessors = forms.ModelMultipleChoiceField(
        label=_("调整哪些社区"),
        queryset=Area.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    names = forms.CharField(
        label=_("调整后的社区，每行一个"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=600,
        help_text=_("与原社区同名的沿用原代码；其余的由系统编新代码。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("人口规模和密度、地域面积、历史沿革、街区功能、居民认同。"),
    )

    def __init__(self, *args: Any, areas: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["predecessors"].queryset = areas  # type: ignore[attr-defined]
        if kind == ChangeKind.RENAME:
            self.fields["names"].label = _("新名称")
            self.fields["names"].help_text = _("代码不变，旧名称保留在沿革里。")
        self.fields["effective"].widget.attrs["min"] = f"{today():%F}"

    def parts(self) -> list[dict[str, Any]]:
        """The successors by their names; who bears an old name goes on under the old code."""
        before = {area.name: area.code for area in self.cleaned_data["predecessors"]}
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        alone = next(iter(before.values()), "") if self.kind == ChangeKind.RENAME else ""
        return [
            {"name": name[:LONGEST_NAME], "continues": before.get(name, alone)} for name in names
        ]


class CustodyForm(KeyForm):
    """Who looks after which area from when to when."""

    title = forms.CharField(label=_("标题"), max_length=80)
    document = forms.CharField(label=_("依据文号"), max_length=80)
    area = forms.ModelChoiceField(
        label=_("代管哪里"),
        queryset=Area.objects.none(),
        to_field_name="code",
        help_text=_("一个社区，或社区里的一个网格。"),
    )
    keeper = forms.ModelChoiceField(
        label=_("由哪个社区代管"), queryset=Area.objects.none(), to_field_name="code"
    )
    effective = day(_("从"))
    until = day(_("到"), help_text=_("到期自动结束。"))
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, areas: Any, inner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["area"]
        places.queryset = inner
        places.label_from_instance = lambda one: f"{one.parent} · {one}"
        self.fields["keeper"].queryset = areas  # type: ignore[attr-defined]


class AssignForm(KeyForm):
    """The plan: what each successor is called, and what goes to it."""

    effective = day(_("生效日"))
    takes_rest = forms.ChoiceField(
        label=_("没有写明的归"), help_text=_("没有网格、也没有坐标的数据都归它。")
    )

    def __init__(self, *args: Any, change: Change, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan_of(change)
        self.places = [(str(part.order), str(part)) for part in self.plan.parts]
        rest = next((p.order for p in self.plan.parts if p.takes_rest), 0)
        self._choose("takes_rest", self.places, str(rest))
        self.initial["effective"] = change.effective
        for part in self.plan.parts:
            self._part(part)
        self._lists()

    def _choose(self, name: str, choices: Iterable[tuple[str, Any]], initial: object) -> None:
        field: Any = self.fields.get(name) or forms.ChoiceField(required=False)
        field.choices = list(choices)
        self.fields[name], self.initial[name] = field, initial

    def _part(self, part: Part) -> None:
        order = part.order
        self.fields[f"name_{order}"] = forms.CharField(max_length=LONGEST_NAME)
        self.initial[f"name_{order}"] = part.name
        self.fields[f"name_en_{order}"] = forms.CharField(max_length=120, required=False)
        self.initial[f"name_en_{order}"] = part.name_en
        kept = [(area.code, f"{area} {area.code}") for area in self.plan.predecessors]
        now = part.continues.code if part.continues else ""
        self._choose(f"continues_{order}", [("", _("编新代码")), *kept], now)
        for name, _label in FIGURES:
            field = forms.IntegerField(required=False, min_value=0, max_value=10**7)
            self.fields[f"{name}_{order}"] = field
            self.initial[f"{name}_{order}"] = getattr(part, name)

    def _lists(self) -> None:
        self.grids = list(self.plan.inner)
        for area in self.grids:
            self._choose(f"grid_{area.pk}", self.places, str(self.plan.of_area(area).order))
        inside = {"area__in": self.plan.predecessors}
        self.estates = list(Estate.objects.filter(**inside, valid_to=None).order_by("pk")[:MOST])
        for estate in self.estates:
            chosen = str(self.plan.of_row(estate).order)
            self._choose(f"estate_{estate.pk}", self.places, chosen)
        self.bodies = list(Body.objects.filter(**inside).order_by("code")[:MOST])
        for body in self.bodies:
            chosen = str(self.plan.of_row(body).order)
            self._choose(f"body_{body.pk}", self.places, chosen)
        held = Grant.objects.holding().filter(**inside).select_related("user")
        self.holders = list({grant.user_id: grant.user for grant in held}.values())[:MOST]
        everywhere = [("", _("全部承接社区")), *self.places]
        for user in self.holders:
            named = self.plan.of_holder(user.pk)
            self._choose(f"holder_{user.pk}", everywhere, str(named.order) if named else "")

    def parts(self) -> list[dict[str, Any]]:
        """The successors as the action takes them."""
        given = self.cleaned_data
        return [
            {
                "name": given[f"name_{order}"],
                "name_en": given[f"name_en_{order}"],
                "continues": given[f"continues_{order}"],
                "office": part.parent.code,
                "geometry": part.geometry,
                "estates": [e.pk for e in self.estates if given[f"estate_{e.pk}"] == str(order)],
                "takes_rest": given["takes_rest"] == str(order),
                "grids": [a.code for a in self.grids if given[f"grid_{a.pk}"] == str(order)],
                "bodies": [b.code for b in self.bodies if given[f"body_{b.pk}"] == str(order)],
                "holders": [u.pk for u in self.holders if given[f"holder_{u.pk}"] == str(order)],
                **{name: given[f"{name}_{order}"] for name, _label in FIGURES},
            }
            for order, part in ((part.order, part) for part in self.plan.parts)
        ]

    def rows_of(self, prefix: str, rows: Sequence[Any]) -> list[tuple[Any, Any]]:
        """What is allotted, each with its choice."""
        return [(row, self[f"{prefix}_{row.pk}"]) for row in rows]

    def columns(self) -> list[dict[str, Any]]:
        """The successors with their fields, for the table."""
        names = ("name", "name_en", "continues", *(name for name, _label in FIGURES))
        return [
            {"part": part, "fields": [self[f"{name}_{part.order}"] for name in names]}
            for part in self.plan.parts
        ]
