"""The duties beside the rights: assessments, breaches, and what is cleared out."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liren.apps.people.actions import duties as actions
from liren.apps.people.actions.retention import retain as clear_out
from liren.apps.people.forms.duties import AssessForm, BreachForm, ChangeBreachForm
from liren.apps.people.models import Purpose
from liren.apps.people.queries import duties as queries
from liren.apps.people.queries import retention as keeping
from liren.apps.people.rules.rights import KEPT
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, now, today
from liren.kernel.policy.models import Pack
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import confirm, go, part

PAGES = (
    ("people.claims", gettext_lazy("本人请求")),
    ("people.exports", gettext_lazy("名单导出")),
    ("people.assessments", gettext_lazy("影响评估")),
    ("people.breaches", gettext_lazy("泄露事件")),
    ("people.retention", gettext_lazy("到期清理")),
)
PLACES = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)
MOST_PLACES = 300


def check_may(request: Request, verb: str) -> None:
    """Whether somebody may do this anywhere."""
    if not request.actor.may(verb):
        raise PermissionDenied(verb)


def duty_tabs(request: Request, here: str) -> list[dict[str, Any]]:
    """The pages of protection that somebody may open, and the rules that everybody may."""
    open_to = [(verb, label) for verb, label in PAGES if request.actor.may(verb)]
    return [
        {"label": label, "url": reverse(verb), "current": verb == here}
        for verb, label in [*open_to, ("people.rules", _("用途和依据"))]
    ]


@require_safe
def duties(request: Request) -> HttpResponse:
    """The first of the pages of protection that somebody may open."""
    return go(request, duty_tabs(request, "")[0]["url"])


def areas_for(request: Request, verb: str) -> list[Area]:
    """The areas for which somebody may write this down."""
    rows = Area.objects.allowed(request.actor, verb).filter(level__in=PLACES).valid()
    return list(rows.order_by("path")[:MOST_PLACES])


@require_safe
def assessments(request: Request) -> HttpResponse:
    """The assessments of one's areas."""
    check_may(request, "people.assessments")
    rows = queries.assessments_for(request.actor)
    context = {
        "duties": duty_tabs(request, "people.assessments"),
        "rows": rows,
        "today": today(),
        "may_assess": request.actor.may("people.assess"),
    }
    return part(request, "people/assessments.html", "assessments", **context)


def assess(request: Request) -> HttpResponse:
    """Write an assessment down."""
    check_may(request, "people.assess")
    areas, day = areas_for(request, "people.assess"), today()
    start = {"concluded_on": day, "again_on": day.replace(year=day.year + 1, day=1)}
    purposes = list(Purpose.objects.all())
    return act_page(
        request,
        AssessForm(request.POST or None, areas=areas, purposes=purposes, initial=start),
        lambda actor, area, **facts: actions.assess(actor, area, **facts),
        title=_("登记影响评估"),
        label=_("保存"),
        back=reverse("people.assessments"),
        said=_("影响评估已登记。"),
        lead=_(
            "处理敏感信息、向外提供名单、公布个人信息之前，先评估。评估和处理记录至少保存三年。"
        ),
    )


@require_safe
def breaches(request: Request) -> HttpResponse:
    """The breaches of one's areas; those that are open first."""
    check_may(request, "people.breaches")
    rows = [(one, breach_shape(one)) for one in queries.breaches_for(request.actor)]
    context = {
        "duties": duty_tabs(request, "people.breaches"),
        "rows": rows,
        "may_note": request.actor.may("people.note_breach"),
        "may_change": request.actor.may("people.change_breach"),
    }
    return part(request, "people/breaches.html", "breaches", **context)


def breach_shape(breach: Any) -> tuple[str, str]:
    """How far it is, and in which tone."""
    if breach.closed_at:
        return _("已办结"), "ok"
    if breach.authority_told_at:
        return _("已报告，办理中"), "info"
    if queries.tell_by(breach) < now():
        return _("超过报告时限"), "bad"
    by = f"{local(queries.tell_by(breach)):%m-%d %H:%M}"
    return _("%(at)s 前报告") % {"at": by}, "warn"


def note_breach(request: Request) -> HttpResponse:
    """Write a breach down."""
    check_may(request, "people.note_breach")
    areas = areas_for(request, "people.note_breach")
    start = {"noticed_at": f"{local(now()):%Y-%m-%dT%H:%M}", "touched": 1}
    return act_page(
        request,
        BreachForm(request.POST or None, areas=areas, initial=start),
        lambda actor, area, **facts: actions.note_breach(actor, area, **facts),
        title=_("登记泄露事件"),
        label=_("保存"),
        back=reverse("people.breaches"),
        said=_("已登记。请先补救，并按时限报告。"),
        lead=_("先止住泄露，再登记。依法要立即补救，并报告主管部门、告知受影响的人。"),
    )


def change_breach(request: Request, uid: UUID) -> HttpResponse:
    """What was done since."""
    breach = queries.breach_for(request.actor, uid)
    names = ("touched", "measures", "authority_told_at", "people_told_at")
    known = {name: getattr(breach, name) for name in names}
    about = [
        (_("发生了什么"), breach.what),
        (_("辖区"), breach.area),
        (_("发现时间"), f"{local(breach.noticed_at):%F %H:%M}"),
        (_("报告时限"), f"{local(queries.tell_by(breach)):%F %H:%M}"),
        (_("办结时间"), f"{local(breach.closed_at):%F %H:%M}" if breach.closed_at else ""),
    ]
    return act_page(
        request,
        ChangeBreachForm(request.POST or None, initial=known),
        lambda actor, **facts: actions.change_breach(actor, breach, **facts),
        title=_("泄露事件"),
        label=_("保存"),
        back=reverse("people.breaches"),
        said=_("进展已登记。"),
        rows=about,
    )


@require_safe
def retention(request: Request) -> HttpResponse:
    """How long what is kept, what is over, and what the last runs removed."""
    check_may(request, "people.retention")
    due = keeping.due_now()
    context = {
        "duties": duty_tabs(request, "people.retention"),
        "rules": [(rule, due[rule.kind]) for rule in keeping.rules_in_force()],
        "runs": [(run, _removed(run.removed)) for run in keeping.runs(request.actor)],
        "may_run": request.actor.may("people.retain"),
    }
    return part(request, "people/retention.html", "retention", **context)


def _removed(removed: dict[str, int]) -> list[tuple[object, int]]:
    return [(KEPT.get(kind, kind), number) for kind, number in removed.items()]


def retain(request: Request) -> HttpResponse:
    """Clear out now, after a look at what goes."""
    check_may(request, "people.retain")
    back = reverse("people.retention")
    if request.method == "POST":
        pack = Pack.objects.get(in_force=True)
        run = clear_out(request.actor, pack)
        total = sum(run.removed.values())
        return go(request, back, said=_("已清理 %(n)d 条到期信息。") % {"n": total})
    due = keeping.due_now()
    losses = [
        _("%(what)s：%(n)d 条") % {"what": KEPT[kind], "n": number}
        for kind, number in due.items()
        if number
    ]
    return confirm(
        request,
        title=_("现在清理到期信息吗？"),
        losses=losses or [_("没有到期的信息。")],
        text=_("平时每天夜里自动清理。清理后不能恢复。"),
        label=_("清理"),
        cancel=back,
    )
