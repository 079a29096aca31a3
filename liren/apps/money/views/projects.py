"""Projects of the foundation as pages, and the foundation in public."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import paged, query_of, reader, shell
from liren.apps.money.actions import projects as actions
from liren.apps.money.forms import projects as forms
from liren.apps.money.models import Project
from liren.apps.money.queries import projects as queries
from liren.apps.money.queries.projects import ProjectsSought
from liren.apps.money.rules.giving import ProjectState
from liren.apps.money.rules.projects import BUTTONS, COURSE, NEXT, STEP_WORDS, TONES, mean
from liren.apps.money.views import giving
from liren.apps.money.views.giving import amount, sent_in, word
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.policy.values import value
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import part


def sought_of(request: Request) -> ProjectsSought:
    """What the address of the list asks for."""
    tab = word(request, "tab")
    area = word(request, "area")
    return ProjectsSought(tab if tab in queries.TABS else "all", word(request, "q"), area)


@require_safe
def projects_waiting(request: Request) -> HttpResponse:
    """What waits for this person: where the day of a foundation's people begins."""
    require(request.actor, queries.READ)
    return listed(request, replace(sought_of(request), tab="waiting"))


@require_safe
def projects(request: Request) -> HttpResponse:
    """What communities ask the foundation for, and what became of it."""
    require(request.actor, queries.READ)
    return listed(request, sought_of(request))


def listed(request: Request, sought: ProjectsSought) -> HttpResponse:
    """The list as it was asked for."""
    actor = request.actor
    found = queries.page_of_projects(actor, sought, request.GET.get("cursor", ""))
    said = queries.sums(actor, ProjectsSought("all", sought.q, sought.area))
    waiting = queries.sums(actor, ProjectsSought("waiting", sought.q, sought.area))["n"]
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(sought, {**said, "waiting": waiting}),
        "kpis": [
            {"label": _("申请金额"), "value": amount(said["asked"])},
            {"label": _("批准资助"), "value": amount(said["granted"])},
        ],
        "area": giving.area_of(sought.area),
        "shown": giving.counted(queries.sums(actor, sought)["n"]),
        **giving.paged(found, sought),
        "may_draft": actor.may("money.draft_project") and bool(queries.foundations()),
        "foundation": bool(queries.foundations()),
        "filtered": bool(sought.q or sought.area),
        "clear": asked(ProjectsSought(sought.tab)),
    }
    return part(request, "money/projects.html", "projects", **context)


def tabs(sought: ProjectsSought, said: dict[str, int]) -> list[dict[str, Any]]:
    """The states of the list."""
    words = {
        "all": _("全部"),
        "waiting": _("等我办"),
        **{
            name: str(ProjectState(name).label)
            for name in ("draft", "proposed", "granted", "reported", "closed")
        },
        "not": _("未通过或撤回"),
    }
    counts = {name: said[name] for name in ("waiting", "proposed", "reported")}
    made = giving.tabs(sought, words, counts, hot=("waiting",))
    base = reverse("money.projects")  # the list of what waits has an address of its own
    return [{**one, "url": f"{base}{one['url']}"} for one in made]


def shown(row: Project) -> dict[str, Any]:
    """One line of the list."""
    return {
        "row": row,
        "tone": TONES[row.state],
        "asked": amount(row.asked_fen),
        "granted": amount(row.granted_fen),
    }


@require_safe
def project(request: Request, uid: UUID) -> HttpResponse:
    """One project: what is asked, what reviewers say, what was granted and spent."""
    actor, row = request.actor, queries.project_for(request.actor, uid)
    spent = queries.spent_of(row)
    context = {
        "row": row,
        "tone": TONES[row.state],
        "facts": facts(row),
        "verbs": giving.buttons(actor, row, COURSE, NEXT.get(row.state, ()), BUTTONS),
        "opinions": row.opinions,
        "mean": mean(row.opinions),
        "least": int(value("money.reviews_least")),
        "spent": spent,
        "sums": spent and sums(row, spent),
        "uses": [(one, amount(one.fen)) for one in spent.uses] if spent else [],
        "entries": giving.entries(row, STEP_WORDS),
    }
    return part(request, "money/project.html", "project", **context)


def sums(row: Project, spent: queries.Spent) -> list[tuple[str, object]]:
    """What became of the grant."""
    return [
        (_("批准资助"), amount(row.granted_fen)),
        (_("已支出"), amount(spent.paid)),
        (_("已预留待付"), amount(spent.held) if spent.held else ""),
        (_("还可用"), amount(spent.left)),
        (_("退回基金会"), row.returned_fen is not None and amount(row.returned_fen)),
    ]


def facts(row: Project) -> list[tuple[str, object]]:
    """What is asked for."""
    return [
        (pgettext("project", "基金会"), row.foundation),
        (pgettext("project", "社区"), row.area),
        (_("由谁实施"), row.proposer or _("社区自己")),
        (_("申请金额"), amount(row.asked_fen)),
        (pgettext("project", "起止日期"), f"{row.start_on:%F} – {row.end_on:%F}"),
        (_("资金来自"), row.granted_fen and (row.earmark or _("不限用途的捐赠"))),
        (_("起草人"), row.by.name),
        (_("决定人"), row.decided_by and row.decided_by.name),
        (_("服务人数"), row.served),
        (pgettext("project", "结项日期"), row.closed_at and f"{row.closed_at:%F}"),
    ]


# ── writing ─────────────────────────────────────────────────────────────────────────────────


def draft_project(request: Request) -> HttpResponse:
    """Begin a project of one of one's communities."""
    require(request.actor, "money.draft_project")
    areas = queries.areas_for(request.actor)
    area = chosen(request, areas)
    if area is None:
        context = {
            "areas": areas,
            "url": reverse("money.draft_project"),
            "title": _("哪个社区的项目"),
            "back": reverse("money.projects"),
        }
        return part(request, "money/giving_where.html", "where", **context)
    own = queries.own_foundation(request.actor)
    form = forms.ProjectForm(
        sent_in(request),
        foundations=[own] if own else queries.foundations_for(area),
        proposers=queries.proposers(request.actor, area),
        alone=bool(own),
        initial={"start_on": today()},
    )
    none = _("这里还没有登记社区发展基金会，请先请区社区办登记机构。")
    return act_page(
        request,
        form,
        lambda actor, **given: actions.draft_project(actor, area, **given),
        title=_("起草基金会项目 · %(area)s") % {"area": area},
        label=_("保存草稿"),
        back=reverse("money.projects"),
        said=_("已保存草稿。写好后请提交评审。"),
        to=lambda row: row.get_absolute_url(),
        warning="" if "foundation" in form.fields else none,
    )


def chosen(request: Request, areas: list[Area]) -> Area | None:
    """The community of the address, or the only one there is."""
    code = word(request, "area")
    if not areas:
        raise Http404
    if len(areas) == 1 and not code:
        return areas[0]
    found = next((one for one in areas if one.code == code), None)
    if code and found is None:
        raise Http404
    return found


def change_project(request: Request, uid: UUID) -> HttpResponse:
    """Write on."""
    row = acted(request, uid, "money.change_project")
    form = forms.ProjectForm(
        sent_in(request),
        proposers=queries.proposers(request.actor, row.area),
        alone=bool(queries.own_foundation(request.actor)),
        initial=forms.said_of(row),
    )
    return act(request, row, form, actions.change_project)


def propose_project(request: Request, uid: UUID) -> HttpResponse:
    """Ask the foundation."""
    row = acted(request, uid, "money.propose_project")
    lead = _("提交后不能再改，由评审人打分、写意见，再由基金会决定。")
    return act(request, row, KeyForm(sent_in(request)), actions.propose_project, lead=lead)


def review_project(request: Request, uid: UUID) -> HttpResponse:
    """Give an opinion."""
    row = acted(request, uid, "money.review_project")
    own: dict[str, Any] = next(
        (one for one in row.opinions if one["by"] == request.actor.user.pk), {}
    )
    form = forms.OpinionForm(sent_in(request), initial=own)
    return act(request, row, form, actions.review_project)


def grant_project(request: Request, uid: UUID) -> HttpResponse:
    """The foundation pays."""
    row = acted(request, uid, "money.grant_project")
    sources = queries.sources(row.foundation)
    form = forms.GrantForm(sent_in(request), sources=sources, initial={"fen": row.asked_fen})
    lead = _("钱转入为这个项目单设的账户，只能用在这个项目上。指定用途的捐赠，用途要对得上。")
    none = "" if sources else _("基金会的账户里没有可用的资金。")
    return act(request, row, form, actions.grant_project, lead=lead, warning=none)


def refuse_project(request: Request, uid: UUID) -> HttpResponse:
    """The foundation does not pay."""
    row = acted(request, uid, "money.refuse_project")
    return act(request, row, forms.AnswerForm(sent_in(request)), actions.refuse_project)


def withdraw_project(request: Request, uid: UUID) -> HttpResponse:
    """Ask no longer."""
    row = acted(request, uid, "money.withdraw_project")
    return act(
        request, row, KeyForm(sent_in(request)), actions.withdraw_project,
        grave=True, losses=[_("撤回后这个项目不能再提交，要申请请重新起草。")],
    )  # fmt: skip


def report_project(request: Request, uid: UUID) -> HttpResponse:
    """What was done."""
    row = acted(request, uid, "money.report_project")
    return act(request, row, forms.ReportForm(sent_in(request)), actions.report_project)


def close_project(request: Request, uid: UUID) -> HttpResponse:
    """Another person looked at the report."""
    row = acted(request, uid, "money.close_project")
    spent = queries.spent_of(row)
    left = {"fen": amount(spent.left if spent else 0)}
    lead = _("请对照报告和支出。结项后余款 %(fen)s 退回基金会，项目账户停用。") % left
    form = KeyForm(sent_in(request))
    return act(request, row, form, actions.close_project, lead=lead, more_rows=[
        (_("做了什么、效果怎样"), row.report),
    ])  # fmt: skip


def acted(request: Request, uid: UUID, verb: str) -> Project:
    """The project, if the actor may do this to it."""
    return giving.permitted(request.actor, verb, queries.project_for(request.actor, uid))


def act(
    request: Request,
    row: Project,
    form: Any,
    do: Any,
    more_rows: list[tuple[str, object]] | None = None,
    **explained: Any,
) -> HttpResponse:
    """One form that does one thing to a project."""
    label = str(BUTTONS[do.action.verb])
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row.title,
        rows=[*facts(row), *(more_rows or [])],
        **explained,
    )


# ── in public ───────────────────────────────────────────────────────────────────────────────


@login_not_required
@require_safe
def foundation(request: HttpRequest) -> HttpResponse:
    """What a foundation raised, granted and spent, and its projects: for everybody."""
    every = queries.foundations()
    code = request.GET.get("code", "")[:40]
    one = next((body for body in every if body.code == code), every[0] if every else None)
    actor = reader(request)
    context: dict[str, Any] = {**shell(request), "every": every, "one": one}
    if one:
        page = paged(request, queries.public_projects(one), 30)
        seen = [row for row in page if actor and permits(actor, queries.READ, row)]
        context |= {
            **told(one),
            "page": page,
            "query": query_of(request),
            "rows": [(shown(row), row in seen) for row in page],
        }
    return part(request, "money/foundation.html", "foundation", **context)


def told(body: Body) -> dict[str, Any]:
    """The figures of a foundation."""
    said = queries.figures(body)
    share = "–" if said.share is None else f"{said.share:.1%}"
    most = _("不超过 %(most)s") % {"most": f"{said.most:.0%}"}
    return {
        "said": said,
        "kpis": [
            {"label": _("累计募集"), "value": amount(said.raised),
             "note": _("今年 %(fen)s") % {"fen": amount(said.raised_year)}},
            {"label": _("累计资助"), "value": amount(said.granted),
             "note": _("累计支出 %(fen)s") % {"fen": amount(said.spent)}},
            {"label": _("现有资金"), "value": amount(said.there)},
            {"label": _("今年行政支出占比"), "value": share, "note": most},
        ],
        "purposes": [
            (one["earmark__title"] or _("不限用途"), amount(one["left"]))
            for one in queries.purposes(body)
        ],
    }  # fmt: skip
