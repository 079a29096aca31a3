"""One body: what it is, who stands above, below and beside it, what was done to it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries.competence import function_names
from liren.apps.bodies.queries.institutions import kind_names, model_at
from liren.apps.bodies.queries.lines import Line, Many, lines_of
from liren.apps.bodies.queries.listing import body_for, children_of, counts_of, course_of
from liren.apps.bodies.rules.blocks import Provider
from liren.apps.bodies.rules.institutions import PASSIVE, Tie
from liren.apps.bodies.rules.kinds import Filled, Nature
from liren.apps.bodies.views.chart import says
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Level
from liren.kernel.access.request import Request
from liren.kernel.policy.values import value
from liren.kernel.web.respond import part

# verb → what its button says, in the order of the menu
STEPS = ("bodies.change", "bodies.count_members", "bodies.relate", "bodies.dissolve")


@cache
def providers() -> tuple[Provider, ...]:
    """What the apps above put on this page: one list, named by LIREN_BODY_BLOCKS."""
    return tuple(import_string(settings.LIREN_BODY_BLOCKS))


@require_safe
def view(request: Request, code: str) -> HttpResponse:
    """One body: what it is for, where, and how it is reached."""
    body = body_for(request.actor, code)
    return part(request, "bodies/body.html", "body", **detail(request.actor, body))


def detail(actor: Actor, body: Body) -> dict[str, Any]:
    """Everything that the page shows."""
    kind = kind_names().get(body.kind)
    lines, many = lines_of(body)
    counts = counts_of(body)
    return {
        "body": body,
        "kind": kind,
        "facts": facts(body),
        "nature": nature(kind),
        "children": children_of(actor, body),
        "counts": counts,
        "counted": kind.counted if kind else "",
        "relations": [told(actor, body, one) for one in lines] + [in_sum(one) for one in many],
        "model": model_at(body.area_path) if body.area.level == Level.COMMUNITY else None,
        "course": course(body),
        "blocks": blocks(actor, body),
        "steps": steps(actor, body, bool(kind and kind.counted)),
    }


def facts(body: Body) -> list[tuple[str, Any]]:
    """What is known of it."""
    functions = function_names()
    hours = body.office_hours or value("base.office_hours")
    return [
        (_("电话"), body.phone),
        (_("地址"), body.address),
        (_("办公时间"), _("，").join(hours)),
        (_("辖区"), body.area),
        (_("职能"), _("、").join(str(functions.get(code, code)) for code in body.functions)),
        (_("设立日期"), date_format(body.valid_from) if body.valid_from else ""),
        (_("设立依据"), body.founding),
        (_("撤销日期"), date_format(body.valid_to) if body.valid_to else ""),
        (_("撤销依据"), body.closing),
    ]


def nature(kind: Any) -> list[tuple[str, Any]]:
    """What its kind is."""
    if kind is None:
        return []
    written = f"{kind.source} {kind.article}".strip()
    return [
        (_("类别"), kind),
        (_("作用"), _("、").join(str(Nature(one).label) for one in kind.does)),
        (_("成员产生"), Filled(kind.filled).label),
        (_("依据"), written),
    ]


def told(actor: Actor, body: Body, one: Line) -> dict[str, Any]:
    """One relation from the side of this body."""
    passive = one.receiver.pk == body.pk
    other = one.giver if passive else one.receiver
    return {
        "word": PASSIVE[one.tie] if passive else Tie(one.tie).label,
        "other": other,
        "url": reverse("bodies.view", args=[other.code])
        if permits(actor, "bodies.view", other)
        else "",
        "says": one.says,
        "basis": f"{one.basis} {one.article}".strip(),
        "verify": one.verify,
        "row": one.row,
        "since": one.row.valid_from if one.row else None,
        "end": reverse("bodies.end_relation", args=[one.row.pk])
        if one.row and permits(actor, "bodies.end_relation", one.row)
        else "",
    }


def in_sum(one: Many) -> dict[str, Any]:
    """The same relation to many, as one line."""
    kind = kind_names().get(one.kind)
    other = _("%(kind)s，共 %(count)d 个") % {"kind": kind or one.kind, "count": one.count}
    return {
        "word": PASSIVE[one.tie] if one.passive else Tie(one.tie).label,
        "other": other,
        "url": f"{reverse('bodies.list')}?kind={one.kind}",
        "says": says(one.link),
        "basis": f"{one.link.source} {one.link.article}".strip(),
        "verify": one.link.verify,
        "row": None,
    }


def course(body: Body) -> list[dict[str, Any]]:
    """What was done to it, in words."""
    words = {
        "bodies.found": _("设立"),
        "bodies.change": _("修改信息"),
        "bodies.dissolve": _("撤销"),
        "bodies.count_members": _("登记人数"),
        "bodies.relate": _("登记关系"),
    }
    return [
        {
            "at": entry.at,
            "who": entry.actor,
            "what": words.get(entry.verb, entry.verb),
            "note": entry.facts.get("founding") or entry.facts.get("closing") or "",
        }
        for entry in course_of(body)
    ]


def blocks(actor: Actor, body: Body) -> list[dict[str, Any]]:
    """What the apps above tell of it."""
    return [
        {
            "block": block,
            "html": render_to_string(block.template, dict(block.facts)) if block.template else "",
        }
        for provider in providers()
        for block in provider(actor, body)
    ]


def steps(actor: Actor, body: Body, counted: bool) -> list[dict[str, str]]:
    """What this person may do to it now."""
    if body.valid_to is not None:
        return []
    words = {
        "bodies.change": _("修改信息"),
        "bodies.count_members": _("登记人数"),
        "bodies.relate": _("登记关系"),
        "bodies.dissolve": _("撤销机构"),
    }
    return [
        {"label": words[verb], "url": reverse(verb, args=[body.code]), "verb": verb}
        for verb in STEPS
        if permits(actor, verb, body) and (counted or verb != "bodies.count_members")
    ]
