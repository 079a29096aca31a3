"""Refusals as pages: saying no, the list, one of them, the appeal and its answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.actions import refusals as actions
from liren.apps.duties.forms import refusals as forms
from liren.apps.duties.models import Refusal
from liren.apps.duties.queries import refusals as queries
from liren.apps.duties.queries.assignments import assignment_for, counted, gate_today
from liren.apps.duties.queries.emergencies import departments_at
from liren.apps.duties.queries.refusals import RefusalsSought
from liren.apps.duties.rules.assignments import Ground, RefusalState
from liren.apps.duties.rules.refusals import TONES, ground_of
from liren.apps.duties.views.assignments import LONGEST
from liren.apps.places.queries import open_to
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, now
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import go, part, refusals_to

TABS = ("all", "stands", "appealed", "late", "upheld", "overturned")


def sought_of(request: Request) -> RefusalsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    names = ("q", "area", "asker", "ground")
    given = {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}
    given["ground"] = given["ground"] if given["ground"] in Ground.values else ""
    tab = request.GET.get("tab", "all")
    return RefusalsSought(tab if tab in queries.TABS else "all", **given)


@require_safe
def refusals(request: Request) -> HttpResponse:
    """What communities refused, on which ground, and what became of it."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_refusals(actor, sought, request.GET.get("cursor", ""))
    total = counted(actor, queries.refusals_sought(sought), queries.READ)
    context: dict[str, Any] = {
        "rows": [(row, TONES[row.state]) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "grounds": Ground.choices,
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "asker": Body.objects.filter(code=sought.asker).first() if sought.asker else None,
        "shown": _("共 %(total)s 件") % {"total": capped(total)},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "may_refuse": actor.may("duties.refuse_outside"),
        "filtered": any((sought.q, sought.area, sought.asker, sought.ground)),
        "clear": asked(RefusalsSought(sought.tab)),
    }
    return part(request, "duties/refusals.html", "refusals", **context)


def tabs(actor: Actor, sought: RefusalsSought) -> list[dict[str, Any]]:
    """What became of them, with how many appeals wait."""
    words = {name: str(RefusalState(name).label) for name in TABS if name not in ("all", "late")}
    words |= {"all": _("全部"), "late": _("申诉超期")}
    found = []
    for name in TABS:
        own = {"q": sought.q, "area": sought.area, "asker": sought.asker}
        wanted = RefusalsSought(name, ground=sought.ground, **own)
        rows = queries.refusals_sought(wanted) if name in ("appealed", "late") else None
        count = counted(actor, rows, queries.READ) if rows is not None else None
        found.append(
            {
                "label": words[name],
                "url": asked(wanted),
                "current": name == sought.tab,
                "count": capped(count) if count else None,
                "hot": bool(count) and name == "late",
            }
        )
    return found


@require_safe
def refusal(request: Request, uid: UUID) -> HttpResponse:
    """One refusal: the ground, where it stands, the appeal, the decision."""
    row = queries.refusal_for(request.actor, uid)
    until = queries.appeal_until(row)
    stands = row.state == RefusalState.STANDS
    context = {
        "row": row,
        "tone": TONES[row.state],
        "facts": facts(row),
        "again": queries.again(row),
        "until": until,
        "late": row.decide_by is not None and not row.decided_at and row.decide_by < now(),
        "may_appeal": stands and until >= now() and permits(request.actor, "duties.appeal", row),
        "may_decide": row.state == RefusalState.APPEALED
        and permits(request.actor, "duties.decide_appeal", row),
    }
    return part(request, "duties/refusal.html", "refusal", **context)


def facts(row: Refusal) -> list[tuple[str, object]]:
    """What was refused to whom, and why."""
    return [
        (_("要求的部门"), row.asker),
        (_("社区"), row.area),
        (_("类型"), row.get_kind_display()),
        (_("怎样要求的"), _("系统内交办") if row.assignment else _("系统外：电话、工作群或纸质")),
        (_("拒办理由"), row.get_ground_display()),
        (_("关口的意见"), row.sentence),
        (pgettext("duty", "依据"), row.source),
        (_("社区说明"), row.note),
        (_("拒办人"), row.by.name),
        (_("时间"), f"{local(row.at):%F %H:%M}"),
    ]


def page_of(row: Refusal) -> str:
    """The page of a refusal."""
    return reverse("duties.refusal", args=[row.uid])


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def refuse(request: Request, uid: UUID) -> HttpResponse:
    """Say no: the gate of today fills in the ground and where it stands."""
    row = assignment_for(request.actor, uid)
    if not permits(request.actor, "duties.refuse", row):
        raise PermissionDenied("duties.refuse")
    said = gate_today(row)
    form = forms.RefuseForm(posted(request), given=ground_of(said))
    if form.is_valid():
        with refusals_to(form):
            actions.refuse(form.acting(request.actor), row, **form.facts())
            return go(request, row.get_absolute_url(), said=_("已拒办，部门已能看到理由。"))
    context = {
        "form": form,
        "row": row,
        "said": said,
        "stopped": said.passed is None,
        "here": request.get_full_path(),
        "back": row.get_absolute_url(),
    }
    return part(request, "duties/refuse.html", "refuse", **context)


def posted(request: Request) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


def refuse_outside(request: Request) -> HttpResponse:
    """What was asked by telephone: the page says whether it is on the list, then one tap."""
    require(request.actor, "duties.refuse_outside")
    areas = [one for one in open_to(request.actor, "duties.refuse_outside") if is_community(one)]
    askers = list(departments_at(areas[0].path)) if areas else []
    given = request.GET if "title" in request.GET else None
    look = forms.OutsideForm(given, areas=areas, askers=askers)
    context: dict[str, Any] = {"look": look, "here": request.get_full_path()}
    if look.is_valid():
        return answered(request, look, areas, askers, context)
    if look.errors:
        context["form"] = look  # a 422
    return part(request, "duties/refuse_outside.html", "outside", **context)


def is_community(area: Area) -> bool:
    """Whether it is a community."""
    return area.level == "community"


def answered(
    request: Request,
    look: forms.OutsideForm,
    areas: list[Area],
    askers: list[Body],
    context: dict[str, Any],
) -> HttpResponse:
    """What the gate says of it, and the button."""
    asked_for = dict(look.cleaned_data)
    area = next(one for one in areas if one.code == asked_for.pop("area"))
    asker = next(one for one in askers if one.code == asked_for.pop("asker"))
    said = queries.outside(asker, area, asked_for["kind"], entry_code=asked_for["entry_code"])
    form = forms.RefuseForm(posted(request), given=ground_of(said))
    if form.is_valid():
        with refusals_to(form):
            act = form.acting(request.actor)
            made = actions.refuse_outside(act, area, asker=asker, **asked_for, **form.facts())
            return go(request, page_of(made), said=_("已登记拒办，部门已能看到。"))
    context |= {
        "form": form,
        "said": said,
        "asker": asker,
        "area": area,
        "title": asked_for["title"],
        "similar": queries.similar(area, asked_for["title"]),
    }
    return part(request, "duties/refuse_outside.html", "outside", **context)


def appeal(request: Request, uid: UUID) -> HttpResponse:
    """A department has the district office look at it."""
    row = queries.refusal_for(request.actor, uid)
    if not permits(request.actor, "duties.appeal", row):
        raise PermissionDenied("duties.appeal")
    lead = _("申诉由区社区办答复。没有准入或经费的事项，请先申请准入，申诉不能代替。")
    said = _("已提交申诉，区社区办会在期限内答复。")
    form = forms.AppealForm(posted(request))
    return ask(request, form, actions.appeal, row, (_("提出申诉"), lead, said))


def decide_appeal(request: Request, uid: UUID) -> HttpResponse:
    """The district office decides."""
    row = queries.refusal_for(request.actor, uid)
    if not permits(request.actor, "duties.decide_appeal", row):
        raise PermissionDenied("duties.decide_appeal")
    form = forms.DecideForm(posted(request))
    words = (_("答复申诉"), row.appeal, _("已答复申诉，双方已能看到。"))
    return ask(request, form, actions.decide_appeal, row, words)


def ask(
    request: Request,
    form: KeyForm,
    do: Callable[..., Refusal],
    row: Refusal,
    words: tuple[str, str, str],
) -> HttpResponse:
    """One form that does one thing to a refusal."""
    label, lead, said = words
    return act_page(
        request,
        form,
        lambda actor, **given: do(actor, row, **given),
        title=f"{label} · {row.title}",
        label=label,
        back=page_of(row),
        said=said,
        lead=lead,
        rows=facts(row),
    )
