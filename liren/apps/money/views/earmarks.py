"""Earmarks as pages."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, paged, query_of, sent
from liren.apps.money.actions import earmarks as actions
from liren.apps.money.forms.purses import EarmarkForm
from liren.apps.money.models import Earmark
from liren.apps.money.queries import earmarks as queries
from liren.apps.money.queries.purses import area_to_read, standings
from liren.apps.money.queries.receipts import areas_for, funds
from liren.apps.money.views.receipts import at_home
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part

PER_PAGE = 40


@require_safe
def earmarks(request: Request) -> HttpResponse:
    """Money that is for one thing only: what is there and what was spent for it."""
    require(request.actor, queries.READ)
    code, over = given(request, "area", 20), given(request, "tab", 5) == "over"
    area = area_to_read(request.actor, code, queries.READ) if code else None
    q = given(request, "q")
    page = paged(request, queries.earmarks_for(request.actor, area=area, q=q, over=over), PER_PAGE)
    purses = queries.purses_of(request.actor, list(page))
    known = standings(purses)
    sums: dict[int, list[int]] = {one.pk: [0, 0, 0] for one in page}
    for one in purses:
        standing, row = known[one.pk], sums[one.earmark_id or 0]
        for n, name in enumerate(("received", "spent", "whole")):
            row[n] += getattr(standing, name)
    context = {
        "rows": [(one, *map(full_yuan, sums[one.pk]), late(one)) for one in page],
        "page": page,
        "q": q,
        "area": area,
        "over": over,
        "tabs": tabs(code, over),
        "query": query_of(request),
        "may_add": request.actor.may("money.add_earmark"),
    }
    return part(request, "money/earmarks.html", "earmarks", **context)


def tabs(code: str, over: bool) -> list[dict[str, Any]]:
    """Those that run, and those that are over."""
    words = (("", _("使用中"), not over), ("over", _("已结束"), over))
    return [
        {"label": label, "url": f"?tab={tab}&area={code}", "current": current}
        for tab, label, current in words
    ]


def late(row: Earmark) -> bool:
    """Whether its time is over though it was not ended."""
    return row.ended_on is None and row.until is not None and row.until < today()


@require_safe
def earmark(request: Request, uid: UUID) -> HttpResponse:
    """One earmark: for what, and its purses year by year."""
    row = queries.earmark_for(request.actor, uid)
    purses = queries.purses_of(request.actor, [row])
    known = standings(purses)
    columns = ("opening", "received", "spent", "held", "there")
    context = {
        "earmark": row,
        "late": late(row),
        "facts": facts(row),
        "purses": [
            (one, [full_yuan(getattr(known[one.pk], name)) for name in columns]) for one in purses
        ],
        "may_end": row.ended_on is None and permits(request.actor, "money.end_earmark", row),
    }
    return part(request, "money/earmark.html", "earmark", **context)


def facts(row: Earmark) -> list[tuple[str, object]]:
    """What was said of it."""
    return [
        (_("辖区"), row.area),
        (_("资金来源"), row.fund),
        (_("只能用于"), row.purpose),
        (_("依据文件"), row.document),
        (_("使用期限"), f"{row.until:%F}" if row.until else ""),
        (_("结束日期"), f"{row.ended_on:%F}" if row.ended_on else ""),
        (_("设立人"), row.by.name),
    ]


def add_earmark(request: Request) -> HttpResponse:
    """Say that money is for one thing: first where."""
    require(request.actor, "money.add_earmark")
    areas = areas_for(request.actor, "money.add_earmark")
    area = at_home(request, areas)
    if area is None:
        title = _("专款设在哪个辖区")
        context = {"areas": areas, "url": reverse("money.add_earmark"), "title": title}
        return part(request, "money/where.html", "where", **context)
    return act_page(
        request,
        EarmarkForm(sent(request), funds=funds()),
        lambda actor, **told: actions.add_earmark(actor, area, **told),
        title=_("设立专款 · %(area)s") % {"area": area},
        label=_("设立"),
        back=reverse("money.earmarks"),
        said=_("已设立专款。登记收入时选上它，钱就只能用在这里。"),
        to=lambda row: row.get_absolute_url(),
    )


def end_earmark(request: Request, uid: UUID) -> HttpResponse:
    """No more money comes for it."""
    row = queries.earmark_for(request.actor, uid)
    if not permits(request.actor, "money.end_earmark", row):
        raise PermissionDenied("money.end_earmark")
    return act_page(
        request,
        KeyForm(sent(request)),
        lambda actor: actions.end_earmark(actor, row),
        title=_("结束专款 · %(name)s") % {"name": row},
        label=_("结束专款"),
        back=row.get_absolute_url(),
        said=_("这项专款已经结束。"),
        rows=facts(row),
        losses=[_("以后不能再往这项专款登记收入。已有的钱照旧只能用在原定用途。")],
        grave=True,
    )
