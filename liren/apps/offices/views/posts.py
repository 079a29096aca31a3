"""Posts: who sits where, what is vacant, what ends soon; and making them."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.offices import actions, queries
from liren.apps.offices.forms import AbolishForm, ChangeForm, PostForm
from liren.apps.offices.models import Appointment, Post
from liren.apps.offices.queries import Wanted
from liren.apps.offices.views.steps import hints
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors import names
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import go, part, refusals_to

PER_PAGE = 40


@require_safe
def posts(request: Request) -> HttpResponse:
    """The posts of my areas, with who sits there."""
    require(request.actor, "offices.view")
    asked = {
        name: request.GET.get(name, "").strip()[:60] for name in ("q", "area", "body", "kind")
    }
    tab = request.GET.get("tab", "all")
    wanted = Wanted(tab if tab in TABS else "all", **asked)
    counts = queries.counts_for(request.actor, wanted)
    context: dict[str, Any] = {
        "tab": wanted.tab,
        "tabs": [shown_tab(wanted, name, counts) for name in TABS],
        "kinds": queries.kinds(),
        "area": Area.objects.filter(code=wanted.area).first() if wanted.area else None,
        "body": Body.objects.filter(code=wanted.body).first() if wanted.body else None,
        "may_create": request.actor.may("offices.create_post"),
        "may_see_grants": request.actor.may("offices.view_grants"),
        "asked": asked,
        "query": urlencode({"tab": wanted.tab, **{k: v for k, v in asked.items() if v}}),
        "days": queries.remind_days(),
        **(ending(request, wanted) if wanted.tab == "ending" else listed(request, wanted)),
    }
    return part(request, "offices/posts.html", "posts", **context)


TABS = ("all", "vacant", "ending", "gone")


def listed(request: Request, wanted: Wanted) -> dict[str, object]:
    """One page of posts."""
    page = Paginator(queries.posts_for(request.actor, wanted), PER_PAGE).get_page(
        request.GET.get("page")
    )
    held = queries.holders(list(page))
    rows = [shown(post, held.get(post.pk, [])) for post in page]
    return {"page": page, "rows": rows}


def ending(request: Request, wanted: Wanted) -> dict[str, object]:
    """One page of terms that end soon."""
    rows = queries.ending_for(request.actor, wanted)
    return {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}


def shown(post: Any, held: list[Appointment]) -> dict[str, object]:
    """A post as a line of the list."""
    empty = max(0, post.seats - post.held)
    since = post.last_end + timedelta(days=1) if post.last_end else post.valid_from
    return {
        "post": post,
        "held": held[:4],
        "more": max(0, len(held) - 4),
        "empty": empty,
        "vacant_since": max(since, post.valid_from),
        "role": names.role(post.role) if post.role else "",
    }


def shown_tab(wanted: Wanted, name: str, counts: dict[str, int]) -> dict[str, object]:
    """One tab with its count."""
    words = {
        "all": _("全部岗位"),
        "vacant": _("空缺"),
        "ending": _("即将到期"),
        "gone": _("已撤销"),
    }
    kept = {"q": wanted.q, "area": wanted.area, "body": wanted.body, "kind": wanted.kind}
    query = urlencode({"tab": name, **{k: v for k, v in kept.items() if v}})
    return {
        "label": words[name],
        "url": f"{reverse('offices.view')}?{query}",
        "current": name == wanted.tab,
        "count": counts.get(name),
        "hot": bool(counts.get(name)),
    }


@require_safe
def post(request: Request, uid: UUID) -> HttpResponse:
    """One post: its seats, who sits there, who sat there, who stands in."""
    found = queries.post_for(request.actor, uid)
    held = queries.holders([found]).get(found.pk, [])
    may = {
        verb: permits(request.actor, f"offices.{verb}", found)
        for verb in ("change_post", "abolish_post", "appoint", "end", "extend", "deputise")
    }
    context = {
        "post": found,
        "held": held,
        "empty": max(0, found.seats - len(held)),
        "is_gone": bool(found.valid_to and found.valid_to < today()),
        "past": queries.past_holders(found)[:20],
        "deputies": queries.deputies_of(found),
        "may": may,
        "may_see_people": request.actor.may("offices.view_grants"),
        "rows": facts(found),
        "words": queries.allowed_words(found.role),
        "today": today(),
    }
    return part(request, "offices/post.html", "post", **context)


def facts(post: Post) -> list[tuple[str, object]]:
    """What is written down of a post."""
    years = (
        _("%(years)d 年一届") % {"years": post.term_years} if post.term_years else _("没有任期")
    )
    return [
        (_("机构"), post.body),
        (_("类别"), post.kind),
        (_("管到的辖区"), post.area),
        (_("随岗位授予的角色"), names.role(post.role) if post.role else _("不授予角色")),
        (_("职数"), post.seats),
        (_("产生方式"), post.get_how_display()),
        (_("任期"), years),
        (_("任期依据"), post.term_source),
        (_("职级说明"), post.rank_note),
        (_("设岗依据"), post.basis),
        (_("设立日期"), post.valid_from),
        (_("撤销日期"), post.valid_to),
    ]


def create(request: Request) -> HttpResponse:
    """Set up a post of a body."""
    verb = "offices.create_post"
    require(request.actor, verb)
    code = request.POST.get("for") or request.GET.get("body", "")
    body = Body.objects.allowed(request.actor, verb).filter(code=code).first()
    if body is None:
        rows = Body.objects.allowed(request.actor, verb).select_related("area")
        q = request.GET.get("q", "").strip()[:60]
        rows = rows.filter(name__contains=q) if q else rows
        page = Paginator(rows.order_by("area_path", "code"), PER_PAGE).get_page(
            request.GET.get("page")
        )
        asked = {"page": page, "q": q, "query": urlencode({"q": q})}
        return part(request, "offices/choose.html", "choose", **asked)
    form = PostForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        with refusals_to(form):
            made = actions.create_post(form.acting(request.actor), body, **form.facts())
            said = _("岗位已设立，可以任用人员了。")
            return go(request, made.get_absolute_url(), said=said)
    context = {"form": form, "body": body, "hints": hints(request, form, verb)}
    return part(request, "offices/create.html", "create", **context)


def change(request: Request, uid: UUID) -> HttpResponse:
    """Change a post."""
    found = queries.post_for(request.actor, uid)
    kept = {name: getattr(found, name) for name in KEPT}
    held = queries.on_seats(found).count()
    form = ChangeForm(
        request.POST or None,
        actor=request.actor,
        held=held,
        role=found.role,
        initial={**kept, "area": found.area.code},
    )
    return act_page(
        request,
        form,
        lambda actor, **facts: actions.change_post(actor, found, **facts),
        title=_("修改“%(post)s”") % {"post": found},
        label=_("保存"),
        back=found.get_absolute_url(),
        said=_("岗位已修改。"),
        losses=[_("有人在岗，所以角色和辖区不能改。")] if held else [],
        rows=[(_("机构"), found.body), (_("在岗"), _("%(n)d 人") % {"n": held})],
        hints=lambda: hints(request, form, "offices.change_post"),
    )


KEPT = ("title", "title_en", "seats", "role", "term_years", "rank_note", "basis")


def abolish(request: Request, uid: UUID) -> HttpResponse:
    """Abolish a post."""
    found = queries.post_for(request.actor, uid)
    return act_page(
        request,
        AbolishForm(request.POST or None, actor=request.actor),
        lambda actor, **facts: actions.abolish_post(actor, found, **facts),
        title=_("撤销“%(post)s”") % {"post": found},
        label=_("撤销岗位"),
        back=found.get_absolute_url(),
        said=_("岗位已撤销，历任记录保留。"),
        losses=[_("撤销后不能再任用；要恢复只能重新设立。"), _("历任记录保留，随时可查。")],
        rows=[(_("机构"), found.body)],
        grave=True,
    )
