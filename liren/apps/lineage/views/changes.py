"""The pages of a change: the list, the draft, the plan, every step."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liren.apps.lineage import actions, forms, rules
from liren.apps.lineage.models import Change
from liren.apps.lineage.queries import change_for, changes_for, counts_for, offices_for
from liren.apps.lineage.rules import ChangeKind
from liren.apps.lineage.views.shown import detail
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, refusals_to

PAGE = 30
TAB_WORDS = {
    "open": gettext_lazy("在办"),
    "proposed": gettext_lazy("待批准"),
    "done": gettext_lazy("已生效"),
    "ended": gettext_lazy("未办成"),
    "all": gettext_lazy("全部"),
}
KIND_WORDS = {
    ChangeKind.SPLIT: gettext_lazy("一个或几个社区分成更多社区。"),
    ChangeKind.MERGE: gettext_lazy("两个以上社区并成更少的社区。"),
    ChangeKind.REDRAW: gettext_lazy("相邻社区之间划转网格，社区数不变。"),
    ChangeKind.RENAME: gettext_lazy("只改名称，代码和界线不变。"),
    ChangeKind.CUSTODY: gettext_lazy("一块辖区由另一个社区代管一段时间，到期自动结束。"),
}

Act = Callable[..., Change]
STEPS: Mapping[str, tuple[Act, type[KeyForm]]] = {
    "lineage.propose": (actions.propose, KeyForm),
    "lineage.consent": (actions.consent, KeyForm),
    "lineage.refuse": (actions.refuse, forms.ReasonForm),
    "lineage.withdraw": (actions.withdraw, forms.ReasonForm),
    "lineage.carry_out": (actions.carry_out, KeyForm),
}


@require_safe
def listing(request: Request) -> HttpResponse:
    """All changes that this person may see."""
    if not request.actor.may("lineage.view"):
        raise PermissionDenied("lineage.view")
    tab = request.GET.get("tab", "open")
    counts = counts_for(request.actor)
    page = Paginator(changes_for(request.actor, tab), PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?tab={name}", "count": counts[name], "current": name == tab}
        for name, label in TAB_WORDS.items()
    ]
    context = {
        "tabs": tabs,
        "page": page,
        "tab": tab,
        "shapes": rules.SHAPES,
        "may_draft": request.actor.may("lineage.draft"),
    }
    return part(request, "lineage/list.html", "list", **context)


def draft(request: Request) -> HttpResponse:
    """First the subdistrict and the kind, then the form."""
    if not request.actor.may("lineage.draft"):
        raise PermissionDenied("lineage.draft")
    offices = offices_for(request.actor)
    code, kind = request.GET.get("office", ""), request.GET.get("kind", "")
    office = offices.get(code=code) if code else None
    if office is None or kind not in ChangeKind.values:
        kinds = [(one.value, one.label, words) for one, words in KIND_WORDS.items()]
        chosen = {"offices": list(offices[:60]), "office": office, "kinds": kinds}
        return part(request, "lineage/choose.html", "choose", **chosen)
    form = draft_form(request, office, kind)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            change = actions.draft(actor, office, kind=kind, **drafted(form))
            return go(request, change.get_absolute_url(), said=str(rules.SAID["lineage.draft"]))
    context = {
        "form": form,
        "office": office,
        "kind": ChangeKind(kind),
        "words": KIND_WORDS[ChangeKind(kind)],
    }
    return part(request, "lineage/draft.html", "draft", **context)


def draft_form(request: Request, office: Area, kind: str) -> Any:
    """The form of a kind: its places are those of the subdistrict."""
    inside = Area.objects.valid().below(office).order_by("path")
    areas = inside.filter(level=Level.COMMUNITY)
    asked = request.POST if request.method == "POST" else None
    chosen = {"predecessors": request.GET.getlist("area"), "area": request.GET.get("area")}
    if kind == ChangeKind.CUSTODY:
        inner = inside.filter(level__in=(Level.COMMUNITY, Level.GRID)).select_related("parent")
        return forms.CustodyForm(asked, areas=areas, inner=inner, initial=chosen)
    return forms.DraftForm(asked, areas=areas, kind=kind, initial=chosen)


def drafted(form: Any) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    given = form.cleaned_data
    facts = {name: given[name] for name in ("title", "document", "effective", "reason")}
    if isinstance(form, forms.CustodyForm):
        own = {"predecessors": [given["area"]], "keeper": given["keeper"], "until": given["until"]}
        return facts | own
    return facts | {"predecessors": list(given["predecessors"]), "parts": form.parts()}


@require_safe
def view(request: Request, uid: UUID) -> HttpResponse:
    """One change: what it does, to whom, and the next step."""
    change = change_for(request.actor, uid)
    return part(request, "lineage/change.html", "change", **detail(request.actor, change))


def assign(request: Request, uid: UUID) -> HttpResponse:
    """The plan as a table: which grid, body and person goes where."""
    change = change_for(request.actor, uid)
    asked = request.POST if request.method == "POST" else None
    form = forms.AssignForm(asked, change=change)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            effective = form.cleaned_data["effective"]
            actions.assign(actor, change, parts=form.parts(), effective=effective)
            return go(request, change.get_absolute_url(), said=str(rules.SAID["lineage.assign"]))
    context = {
        "form": form,
        "change": change,
        "columns": form.columns(),
        "figures": forms.FIGURES,
        "grids": form.rows_of("grid", form.grids),
        "estates": form.rows_of("estate", form.estates),
        "bodies": form.rows_of("body", form.bodies),
        "holders": form.rows_of("holder", form.holders),
    }
    return part(request, "lineage/assign.html", "assign", **context)


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it."""
    change = change_for(request.actor, uid)
    act, form_class = STEPS[verb]
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            act(form.acting(request.actor), change, **form.facts())
            return go(request, change.get_absolute_url(), said=str(rules.SAID[verb]))
    context = detail(request.actor, change) | {
        "form": form,
        "label": rules.BUTTONS[verb],
        "action_url": reverse(verb, args=[change.uid]),
        "asks": _asks(verb, change),
    }
    return part(request, "lineage/change.html", "change", **context)


def _asks(verb: str, change: Change) -> str:
    said = {
        "lineage.propose": _("提请后，涉及的社区不能再进入别的调整，直到办完或撤回。"),
        "lineage.consent": _(
            "批准后，到 %(day)s 由系统执行，里面的网格、事件、机构、授权随之划转。"
        ),
        "lineage.carry_out": _("通常由系统在生效日自动执行；只有系统没有执行时才在这里办。"),
    }.get(verb, "")
    return said.replace("%(day)s", f"{change.effective:%F}")
