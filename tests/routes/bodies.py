"""The routes of bodies and their relations."""

from collections.abc import Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    Codes,
    Expect,
    Line,
    always,
    at,
    inside,
)
from tests.town import Town


def of_body(verb: str, yes: Codes) -> Expect:
    """A step on a body of the own area: nothing for others, denied to those without the verb."""
    return lambda who: GONE if not who.is_at_home else yes if who.holds(verb) else DENIED


def relation(town: Town) -> int:
    """What one body of the own area does to another."""
    assert town.relation is not None
    return town.relation.pk


PAPER = "和安委办〔2026〕8号"
FOUNDED: Mapping[str, Any] = {
    "kind": "unit",
    "name": "镜湖小学",
    "founding": PAPER,
    "since": today().isoformat(),
}
# verb → its address below the body, and what it asks for
BODY_STEPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "bodies.change": ("change", {"name": "b-group", "phone": "0199-1"}),
    "bodies.dissolve": ("dissolve", {"closing": PAPER, "on": today().isoformat()}),
    "bodies.count_members": ("count", {"members": 1, "on": today().isoformat()}),
    "bodies.relate": (
        "relate",
        {"tie": "leads", "other": "b-own", "basis": PAPER, "since": today().isoformat()},
    ),
}
PAGES: Mapping[str, Line] = {
    "bodies.list": Line(at("/bodies/"), get=always(OK), post=always(NO_METHOD)),
    "bodies.view": Line(at("/bodies/b-own/"), get=inside, post=always(NO_METHOD), rows=True),
    **{
        f"bodies.{name}": Line(at(f"/bodies/{path}"), get=always(OK), post=always(NO_METHOD))
        for name, path in {
            "workbook": "export.xlsx",
            "kinds": "kinds/",
            "models": "models/",
            "missing": "missing/",
            "party": "party/",
        }.items()
    },
    "bodies.chart": Line(
        lambda town: f"/bodies/chart/{town.grid.code[:12]}/",
        get=inside,
        post=always(NO_METHOD),
        rows=True,
    ),
    "bodies.found": Line(
        lambda town: f"/bodies/found/?area={town.grid.code[:12]}",
        get=of_body("bodies.found", OK),
        post=of_body("bodies.found", DONE),
        facts=lambda town: FOUNDED,
        rows=True,
    ),
    "bodies.end_relation": Line(
        lambda town: f"/bodies/relations/{relation(town)}/end/",
        get=of_body("bodies.end_relation", OK),
        post=of_body("bodies.end_relation", DONE),
        facts=lambda town: {"on": today().isoformat()},
        rows=True,
    ),
    **{
        verb: Line(
            at(f"/bodies/b-group/{path}/"),
            get=of_body(verb, OK),
            post=of_body(verb, DONE),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, given) in BODY_STEPS.items()
    },
}


API: Mapping[str, Line] = {
    "bodies.list": Line(at("/bodies"), get=always(OK)),
    "bodies.view": Line(at("/bodies/b-own"), get=inside, rows=True),
    "bodies.kinds": Line(at("/bodies/kinds"), get=always(OK)),
    "bodies.models": Line(at("/bodies/models"), get=always(OK)),
    **{
        f"bodies.{name}": Line(
            lambda town, path=path: f"/bodies/{path}{town.grid.code[:12]}",  # type: ignore[misc]
            get=inside,
            rows=True,
        )
        for name, path in {
            "chart": "chart/",
            "missing": "missing?area=",
            "party": "party?area=",
        }.items()
    },
    "bodies.found": Line(
        at("/bodies"),
        post=of_body("bodies.found", MADE),
        facts=lambda town: {**FOUNDED, "area": town.grid.code[:12]},
        rows=True,
    ),
    "bodies.end_relation": Line(
        lambda town: f"/bodies/relations/{relation(town)}/end",
        post=of_body("bodies.end_relation", OK),
        facts=lambda town: {"on": today().isoformat()},
        rows=True,
    ),
    **{
        verb: Line(
            at(f"/bodies/b-group/{path}"),
            post=of_body(verb, OK),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, given) in BODY_STEPS.items()
    },
}
