"""The register of burdens as pages: the list, one of them, and the acts on it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.actions import burdens as actions
from liren.apps.duties.forms import burdens as forms
from liren.apps.duties.models import Burden
from liren.apps.duties.queries import burdens as queries
from liren.apps.duties.queries.burdens import BurdensSought
from liren.apps.duties.rules.burdens import BUTTONS, COURSE, GENERATED, NEXT, TONES, BurdenState
from liren.apps.duties.views.burden_sheet import workbook
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import part

LONGEST = 60


def sought_of(request: Request) -> BurdensSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    given = {n: request.GET.get(n, "").strip()[:LONGEST] for n in ("kind", "q", "area", "asker")}
    known = {code for code, _name in queries.kinds()} | {queries.CHANNEL}
    given["kind"] = given["kind"] if given["kind"] in known else ""
    tab, made = request.GET.get("tab", "live"), request.GET.get("made", "")
    made = made if made in ("yes", "no") else ""
    return BurdensSought(tab if tab in queries.TABS else "live", made=made, **given)


@require_safe
def burdens(request: Request) -> HttpResponse:
    """What stands at the doors: plaques, ledgers, forms, programs, groups, inspections."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_burdens(actor, sought, request.GET.get("cursor", ""))
    counts = queries.kinds_counted(actor, sought)
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "kinds": queries.kinds(),
        "askers": queries.askers(actor),
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "shown": _("共 %(total)d 项") % {"total": sum(counts.values())},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "export_url": reverse("duties.export_burdens") + asked(sought)
        if actor.may("duties.export_burdens")
        else "",
        "may_note": actor.may("duties.note_burden"),
        "may_load": actor.may("duties.load"),
        "filtered": any((sought.q, sought.area, sought.asker, sought.kind, sought.made)),
        "clear": asked(BurdensSought(sought.tab)),
    }
    return part(request, "duties/burdens.html", "burdens", **context)


def tabs(actor: Actor, sought: BurdensSought) -> list[dict[str, Any]]:
    """The states of the list, with how many wait in those that need somebody."""
    words = {
        "live": _("在挂在用"),
        "bare": _("没有依据"),
        "admitted": _("已准入"),
        "ordered": _("责令清理"),
        "late": _("清理逾期"),
        "over": _("已清理合并"),
        "all": _("全部"),
    }
    own = {name: one for name, one in vars(sought).items() if name != "tab"}
    counts = queries.counts(actor, BurdensSought("all", **own))
    return [
        {
            "label": label,
            "url": asked(BurdensSought(name, **own)),
            "current": name == sought.tab,
            "count": counts.get(name) or None,
            "hot": name == "late" and bool(counts.get(name)),
        }
        for name, label in words.items()
    ]


def shown(row: Burden) -> dict[str, Any]:
    """One line: what, where, who wants it, on what basis."""
    return {"row": row, "tone": TONES[row.state], "late": is_late(row), "basis": basis(row)}


def is_late(row: Burden) -> bool:
    """Whether it should be gone."""
    ordered = row.state == BurdenState.ORDERED and row.remove_by is not None
    return ordered and row.remove_by < today()  # type: ignore[operator]


def basis(row: Burden) -> str:
    """On what it stands, or by when it has to go."""
    if row.application:
        return row.application.number
    if row.state == BurdenState.ORDERED:
        return _("%(day)s 前清理") % {"day": f"{row.remove_by:%F}"}
    return _("没有准入") if row.state == BurdenState.FOUND else ""


@require_safe
def export_burdens(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    require(request.actor, "duties.export_burdens")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought)
    file = workbook(rows)
    actions.note_export(request.actor, "duties.export_burdens", asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('负担清单')}.xlsx")


@require_safe
def burden(request: Request, uid: UUID) -> HttpResponse:
    """One burden: who wants it, since when, on what basis, and what comes next."""
    row = queries.burden_for(request.actor, uid)
    context = {
        "row": row,
        "tone": TONES[row.state],
        "late": is_late(row),
        "facts": facts(row),
        "verbs": verbs(request.actor, row),
        "entries": entries(row),
        "merged": queries.merged_here(row),
        "may_hold": row.kind in GENERATED and not row.generated and row.ended_on is None,
    }
    return part(request, "duties/burden.html", "burden", **context)


def facts(row: Burden) -> list[tuple[str, object]]:
    """What is known of it."""
    return [
        (_("社区"), row.area),
        (_("类型"), row.get_kind_display()),
        (_("要求单位"), row.asker or row.asker_name),
        (_("多久一次"), row.get_rhythm_display()),
        (_("怎么来的"), _("由系统按底数自动生成") if row.generated else ""),
        (_("从哪天开始"), f"{row.since:%F}" if row.since else ""),
        (_("准入依据"), row.application and f"{row.application.number} {row.application.title}"),
        (_("清理期限"), f"{row.remove_by:%F}" if row.remove_by else ""),
        (_("清理依据"), row.order),
        (_("清理日期"), f"{row.ended_on:%F}" if row.ended_on else ""),
        (_("说明"), row.note),
    ]


def verbs(actor: Actor, row: Burden) -> list[dict[str, Any]]:
    """The buttons of one burden, the next step first."""
    open_to = [v for v in COURSE.verbs(row.state) if permits(actor, v, row)]
    following = NEXT.get(row.state, "")
    if following not in open_to:
        following = next((verb for verb in reversed(open_to)), "")
    return [
        {
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == following,
        }
        for verb in open_to
    ]


def entries(row: Burden) -> list[dict[str, object]]:
    """What happened to it, newest first."""
    words = {"duties.note_burden": _("登记"), **{k: str(v) for k, v in BUTTONS.items()}}
    return [
        {
            "who": one.actor.name,
            "text": words.get(one.verb, one.verb),
            "at": one.at,
            "note": str(one.facts.get("note", "") or one.facts.get("document", "")),
        }
        for one in history(row).filter(outcome="done")[:30]
    ]


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def note_burden(request: Request) -> HttpResponse:
    """Register something: first where, then what and who wants it."""
    require(request.actor, "duties.note_burden")
    areas = queries.communities_for(request.actor, "duties.note_burden")
    area = chosen(request, areas)
    if area is None:
        return choose(request, areas, "duties.note_burden", _("登记在哪个社区"))
    kind = request.GET.get("kind", "")
    form = forms.BurdenForm(
        sent_in(request),
        kinds=queries.kinds(),
        bodies=queries.wanting(area),
        initial={"kind": kind},
    )
    return act_page(
        request,
        form,
        lambda actor, **given: actions.note_burden(actor, area, **given),
        title=_("登记负担 · %(area)s") % {"area": area},
        label=_("登记"),
        back=reverse("duties.burdens"),
        said=_("已登记。"),
        to=lambda row: row.get_absolute_url(),
        lead=_("挂的牌、要的台账和报表、装的应用、进的群、来的检查，一项一条。"),
        more=(reverse("duties.import_burdens"), _("有一张表？整表导入")),
    )


def sent_in(request: Request) -> Any:
    """What was sent, if something was."""
    return request.POST if request.method == "POST" else None


def chosen(request: Request, areas: Sequence[Area]) -> Area | None:
    """The community of the address, or the only one there is."""
    code = request.GET.get("area", "")[:20]
    if not areas:
        raise Http404
    if len(areas) == 1 and not code:
        return areas[0]
    found = next((area for area in areas if area.code == code), None)
    if code and found is None:
        raise Http404
    return found


def choose(request: Request, areas: Sequence[Area], name: str, title: str) -> HttpResponse:
    """Which community is meant."""
    context = {"areas": areas, "url": reverse(name), "title": title}
    return part(request, "duties/burden_where.html", "where", **context)


def change_burden(request: Request, uid: UUID) -> HttpResponse:
    """Put right what was written down."""
    row = permitted(request, uid, "duties.change_burden")
    form = forms.BurdenForm(
        sent_in(request), bodies=queries.wanting(row.area, row.asker), initial=forms.said_of(row)
    )
    if row.application_id:
        del form.fields["asker"], form.fields["asker_name"]
        form.bodies = {}
    return act(request, row, "change_burden", form, actions.change_burden)


def admit_burden(request: Request, uid: UUID) -> HttpResponse:
    """Say on which admission it stands."""
    row = permitted(request, uid, "duties.admit_burden")
    offered = queries.admissions_for(row)
    form = forms.AdmitForm(sent_in(request), offered=offered)
    none = _("没有可用的准入：类型、要求单位和社区都要对得上。请要求单位先申请准入，或责令清理。")
    return act(request, row, "admit_burden", form, actions.admit_burden, "" if offered else none)


def order_removal(request: Request, uid: UUID) -> HttpResponse:
    """Order it away by a day."""
    row = permitted(request, uid, "duties.order_removal")
    form = forms.OrderForm(sent_in(request), initial={"remove_by": row.remove_by})
    return act(request, row, "order_removal", form, actions.order_removal)


def merge_burden(request: Request, uid: UUID) -> HttpResponse:
    """Make it part of another."""
    row = permitted(request, uid, "duties.merge_burden")
    offered = queries.others_like(row)
    form = forms.MergeForm(sent_in(request), offered=offered)
    none = _("本社区没有同类型的另一项可以并入。")
    return act(request, row, "merge_burden", form, actions.merge_burden, "" if offered else none)


def end_burden(request: Request, uid: UUID) -> HttpResponse:
    """It is gone."""
    row = permitted(request, uid, "duties.end_burden")
    form = forms.EndForm(sent_in(request), initial={"on": today()})
    return act(request, row, "end_burden", form, actions.end_burden)


def permitted(request: Request, uid: UUID, verb: str) -> Burden:
    """The burden, if the actor may do this to it."""
    row = queries.burden_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    return row


def act(
    request: Request, row: Burden, name: str, form: Any, do: Any, warning: str = ""
) -> HttpResponse:
    """One form that does one thing to a burden."""
    label = str(BUTTONS[f"duties.{name}"])
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row.title,
        rows=facts(row),
        warning=warning,
    )
