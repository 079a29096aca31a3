"""Who holds what here; giving and taking roles; who may give which."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.offices import actions, queries
from liren.apps.offices.forms import GiveForm, ReasonForm
from liren.apps.offices.queries import Sought
from liren.apps.offices.views.steps import hints, until_words
from liren.apps.offices.views.workbook import workbook
from liren.kernel.access.models import Area, Body, Grant
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors import names
from liren.kernel.doors.queries import require
from liren.kernel.policy.values import value
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import go, part, refusals_to

PER_PAGE = 50
TABS = ("now", "ending", "past")


def sought_of(request: Request) -> Sought:
    """What the address of the list asks for."""
    asked = {
        name: request.GET.get(name, "").strip()[:60] for name in ("q", "area", "body", "role")
    }
    tab = request.GET.get("tab", "now")
    return Sought(tab if tab in TABS else "now", **asked)


def kept_of(sought: Sought, **changes: str) -> str:
    """The same question as a query string."""
    asked = {
        "tab": sought.tab,
        "q": sought.q,
        "area": sought.area,
        "body": sought.body,
        "role": sought.role,
        **changes,
    }
    return urlencode({name: text for name, text in asked.items() if text})


@require_safe
def listing(request: Request) -> HttpResponse:
    """Who holds what, where, until when, on whose word."""
    require(request.actor, "offices.view_grants")
    sought = sought_of(request)
    page = Paginator(queries.grants_for(request.actor, sought), PER_PAGE).get_page(
        request.GET.get("page")
    )
    here = reverse("offices.view_grants")
    words = {"now": _("现有授权"), "ending": _("即将到期"), "past": _("已结束")}
    soon = queries.expiring_grants(request.actor).count()
    tabs = [
        {
            "label": words[name],
            "url": f"{here}?{kept_of(sought, tab=name)}",
            "current": name == sought.tab,
            "count": soon if name == "ending" else None,
            "hot": name == "ending" and bool(soon),
        }
        for name in TABS
    ]
    context: dict[str, Any] = {
        "page": page,
        "rows": [shown(grant) for grant in page],
        "sought": sought,
        "tabs": tabs,
        "query": kept_of(sought),
        "roles": [(role, names.role(role)) for role in names.roles() if role not in UNGIVEN],
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "body": Body.objects.filter(code=sought.body).first() if sought.body else None,
        "may_give": request.actor.may("offices.give"),
        "may_export": request.actor.may("offices.export"),
        "days": queries.remind_days(),
    }
    return part(request, "offices/grants.html", "grants", **context)


UNGIVEN = frozenset({"resident", "reporter", "self", "system"})


def shown(grant: Grant) -> dict[str, object]:
    """A grant in words: what, where, until when, why, on whose word."""
    over = not grant.holds() and not (grant.since and grant.since > today() and not grant.taken_at)
    return {
        "grant": grant,
        "role": names.role(grant.role),
        "where": [place for place in (grant.area, grant.body) if place],
        "why": why(grant),
        "by": grant.given_by.name if grant.given_by else _("系统初始设置"),
        "over": over,
        "to_come": bool(grant.since and grant.since > today() and not grant.taken_at),
        "soon": bool(grant.until and not over and (grant.until - today()).days <= SOON),
    }


SOON = 30


def why(grant: Grant) -> str:
    """What a grant follows from."""
    if grant.stands_for:
        return _("代理 %(name)s") % {"name": grant.stands_for.name}
    return _("随任职") if grant.follows else _("单独授权")


@require_safe
def export(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    require(request.actor, "offices.export")
    require(request.actor, "offices.view_grants")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought, int(value("offices.export_limit")))
    file = workbook([shown(grant) for grant in rows])
    actions.note_export(request.actor, kept_of(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('授权清单')}.xlsx")


def give(request: Request) -> HttpResponse:
    """A role for somebody: first the form, then a look at all that it allows, then the deed."""
    require(request.actor, "offices.give")
    start = {name: request.GET.get(name, "")[:80] for name in ("person", "role", "area", "body")}
    form = GiveForm(request.POST or None, actor=request.actor, initial=start)
    if form.is_valid() and request.POST.get("sure") != "no":
        with refusals_to(form):
            checked(form)
            if request.POST.get("sure") != "yes":
                return part(request, "offices/give.html", "give", **looked(form))
            given = form.facts()
            place = given.pop("area") or given["body"]
            if place is given["body"]:
                given.pop("body")
            actions.give(form.acting(request.actor), place, **given)
            said = _("已授予，立即生效。")
            return go(request, reverse("offices.person", args=[given["person"].pk]), said=said)
    context = {"form": form, "hints": hints(request, form, "offices.give")}
    return part(request, "offices/give.html", "give", **context)


def checked(form: GiveForm) -> None:
    """Refuse already at the first look what would be refused at the deed."""
    given = form.facts()
    actions.check_give(form.actor, **given)


def looked(form: GiveForm) -> dict[str, object]:
    """Everything that is about to be given, spelled out."""
    given = form.facts()
    where = [place for place in (given["area"], given["body"]) if place]
    return {
        "sure": form,
        "given": given,
        "role": names.role(given["role"]),
        "words": queries.allowed_words(given["role"]),
        "rows": [
            (_("人员"), f"{given['person'].name}（{given['person'].username}）"),
            (_("角色"), names.role(given["role"])),
            (_("在哪里"), " · ".join(str(place) for place in where)),
            (_("从"), given["since"]),
            (_("到"), until_words(given["until"])),
            (_("依据"), given["basis"]),
            (_("授权人"), form.actor.user.name),
        ],
        "hidden": [(name, form[name].value() or "") for name in form.fields],
    }


def take(request: Request, key: int) -> HttpResponse:
    """Take a role back."""
    grant = queries.grant_for(request.actor, key)
    words = [verb for _app, verbs in queries.allowed_words(grant.role) for verb in verbs]
    return act_page(
        request,
        ReasonForm(request.POST or None, actor=request.actor),
        lambda actor, **facts: actions.take(actor, grant, **facts),
        title=_("收回“%(name)s”的“%(role)s”")
        % {"name": grant.user.name, "role": names.role(grant.role)},
        label=_("收回授权"),
        back=reverse("offices.person", args=[grant.user_id]),
        said=_("授权已收回，立即生效。"),
        losses=[
            _("立刻不能再做：%(verbs)s。") % {"verbs": _("、").join(words)},
            _("正在打开的页面和用他名义的令牌同样立刻失效。"),
        ],
        rows=[
            (_("在哪里"), " · ".join(str(p) for p in (grant.area, grant.body) if p)),
            (_("依据"), grant.basis),
        ],
        grave=True,
    )


@require_safe
def giving(request: Request) -> HttpResponse:
    """Who may give which role, and which roles no person holds together."""
    require(request.actor, "offices.view")
    return part(request, "offices/giving.html", "giving", rows=queries.giving_table())
