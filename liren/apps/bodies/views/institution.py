"""The chart of a place, and the four institutional models beside each other."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries.competence import function_names
from liren.apps.bodies.queries.institutions import (
    Adopted,
    adopted_at,
    kind_names,
    model_of,
    models,
    responsible,
)
from liren.apps.bodies.queries.lines import Line, bodies_around, lines_in
from liren.apps.bodies.rules.institutions import Model, Part, Tie
from liren.apps.bodies.views import chart as drawing
from liren.apps.bodies.views.chart import Tied
from liren.apps.bodies.views.listing import areas_of, chosen_area
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.doors import names
from liren.kernel.policy.models import spoken
from liren.kernel.web.respond import part


@require_safe
def chart(request: Request, code: str) -> HttpResponse:
    """Who decides, executes, pays and supervises in a community, on one screen."""
    area = community_of(chosen_area(request, code))
    model, adopted = model_of(area), adopted_at(area.path)
    bodies = bodies_around(area, model)
    lines = lines_in(area, bodies)
    bodies = with_others(bodies, lines)
    seen = frozenset(b.pk for b in bodies if permits(request.actor, "bodies.view", b))
    spots, where = drawing.spots_of(area, bodies, model, seen)
    ties = [Tied(where[x.giver.pk], x.tie, where[x.receiver.pk], x) for x in lines]
    ties += drawing.under_of(bodies, where, spots)
    linked = {key for tied in ties for key in (tied.giver, tied.receiver)}
    context = {
        "area": area,
        "model": described(model, adopted),
        "answers": answers(request.actor, area, model),
        "drawing": drawing.drawn(spots, ties) if ties else None,
        "groups": grouped(ties, spots),
        "beside": [spot for key, spot in spots.items() if key not in linked],
        "areas": [one for one in areas_of(request)[1:]],
        "is_community": area.level == Level.COMMUNITY,
    }
    return part(request, "bodies/chart.html", "chart", **context)


def community_of(area: Area | None) -> Area:
    """The community in which a grid lies; other areas are taken as they are."""
    if area is None:
        raise Area.DoesNotExist
    while area.level in (Level.GRID, Level.MICRO_GRID) and area.parent:
        area = area.parent
    return area


def with_others(bodies: list[Body], lines: list[Line]) -> list[Body]:
    """Also the bodies elsewhere with which a relation was written down."""
    known = {body.pk: body for body in bodies}
    for line in lines:
        known.setdefault(line.giver.pk, line.giver)
        known.setdefault(line.receiver.pk, line.receiver)
    return list(known.values())


def described(model: Model | None, adopted: Adopted | None) -> dict[str, Any] | None:
    """The model in force in words, with its source and its first day."""
    if model is None or adopted is None:
        return None
    return {
        "code": model.code,
        "name": spoken(model.zh, model.en),
        "says": spoken(model.says_zh, model.says_en),
        "since": adopted.since,
        "basis": f"{adopted.source} {adopted.article}".strip(),
        "verify": adopted.verify,
    }


def answers(actor: Actor, area: Area, model: Model | None) -> list[dict[str, Any]]:
    """Every question with the bodies that answer it here; what should answer and is not there."""
    found = []
    for one in Part if model else ():
        bodies = responsible(area, one)
        kinds = model.parts.get(one, ()) if model else ()
        found.append(
            {
                "part": one,
                "bodies": [
                    {"body": b, "url": address(b) if permits(actor, "bodies.view", b) else ""}
                    for b in bodies
                ],
                "meant": "" if bodies else _("、").join(name_of(kind) for kind in kinds),
            }
        )
    return found


def address(body: Body) -> str:
    """The page of a body."""
    return reverse("bodies.view", args=[body.code])


def name_of(kind: str) -> str:
    """What a kind is called."""
    return str(kind_names().get(kind, kind))


def grouped(ties: list[Tied], spots: dict[str, drawing.Spot]) -> list[dict[str, Any]]:
    """All lines as a list, tie by tie; the first between two boxes carries their mark."""
    named: set[str] = set()
    found = []
    for tie in Tie:
        rows = []
        for one in ties:
            if one.tie != tie or one.line is None:
                continue
            pair = [one.giver, one.receiver]
            mark = "line-" + "-".join(pair[::-1] if tie == Tie.EXECUTES_FOR else pair)
            rows.append({**row(one.line), "mark": "" if mark in named else mark})
            named.add(mark)
        if rows:
            found.append({"word": tie.label, "rows": rows})
    return found


def row(line: Line) -> dict[str, Any]:
    """One line in words."""
    return {
        "giver": line.giver,
        "receiver": line.receiver,
        "says": line.says,
        "basis": f"{line.basis} {line.article}".strip(),
        "verify": line.verify,
        "own": line.row is not None,
        "since": line.row.valid_from if line.row else None,
    }


@require_safe
def compare(request: Request) -> HttpResponse:
    """The same community as each of the four models: one as a chart, all side by side."""
    area = chosen_area(request)
    here = model_of(area) if area else None
    known = models()
    code = request.GET.get("model", "")
    chosen = known.get(code) or here or next(iter(known.values()), None)
    spots = drawing.model_spots(chosen) if chosen else {}
    ties = [Tied(x.giver, x.tie, x.receiver) for x in chosen.links] if chosen else []
    context = {
        "area": area,
        "here": here,
        "chosen": chosen and card(chosen),
        "drawing": drawing.drawn(spots, ties) if chosen else None,
        "tabs": [
            {
                "label": spoken(m.zh, m.en),
                "url": f"{request.path}?model={m.code}" + (f"&area={area.code}" if area else ""),
                "current": chosen is not None and m.code == chosen.code,
                "count": _("本地实行") if here and m.code == here.code else "",
            }
            for m in known.values()
        ],
        "names": [
            {"name": spoken(m.zh, m.en), "here": bool(here and m.code == here.code)}
            for m in known.values()
        ],
        "table": table(list(known.values())),
        "links": chosen_links(chosen),
    }
    return part(request, "bodies/models.html", "models", **context)


def card(model: Model) -> dict[str, Any]:
    """A model in words."""
    return {
        "name": spoken(model.zh, model.en),
        "says": spoken(model.says_zh, model.says_en),
        "basis": model.source,
        "verify": model.verify,
    }


def chosen_links(model: Model | None) -> list[dict[str, Any]]:
    """The ties of a model in words, each under the mark to which its line leads."""
    found, named = [], set()
    for x in model.links if model else ():
        pair = (x.receiver, x.giver) if x.tie == Tie.EXECUTES_FOR else (x.giver, x.receiver)
        mark = "line-" + "-".join(pair)
        found.append(
            {
                "giver": name_of(x.giver),
                "tie": Tie(x.tie).label,
                "receiver": name_of(x.receiver),
                "says": spoken(x.zh, x.en),
                "basis": f"{x.source} {x.article}".strip(),
                "verify": x.verify,
                "mark": "" if mark in named else mark,
            }
        )
        named.add(mark)
    return found


def table(known: list[Model]) -> list[dict[str, Any]]:
    """The models side by side: bodies, parts, functions, homes of roles."""
    functions = function_names()
    rows: list[dict[str, Any]] = [
        {
            "word": Part(one).label,
            "cells": [kinds_in(m.parts.get(one, ())) for m in known],
        }
        for one in Part
    ]
    for code in dict.fromkeys(code for m in known for code in m.functions):
        word = FUNCTION_WORDS().get(code) or functions.get(code, code)
        rows.append(
            {"word": word, "cells": [kinds_in(m.functions.get(code, ())[:1]) for m in known]}
        )
    for role in dict.fromkeys(role for m in known for role in m.roles):
        word = _("%(role)s属于") % {"role": names.role(role)}
        rows.append({"word": word, "cells": [name_of(m.home_of(role)) for m in known]})
    needed = [[kind for kind, least in m.kinds.items() if least] for m in known]
    rows.append({"word": _("必设机构"), "cells": [kinds_in(kinds) for kinds in needed]})
    return rows


def FUNCTION_WORDS() -> dict[str, str]:  # noqa: N802 — words of the language of who reads
    """Functions as questions."""
    return {
        "community_desk": _("谁承接派到社区的政府事务"),
        "resolution": _("谁作出社区决议"),
        "deliberation": _("谁组织协商"),
        "self_government": _("谁办自治事务"),
        "affairs_supervision": _("谁监督居务"),
    }


def kinds_in(kinds: Any) -> str:
    """Kinds in words."""
    return _("、").join(name_of(kind) for kind in kinds)
