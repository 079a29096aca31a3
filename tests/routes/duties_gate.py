"""The routes of the gate: what is handed out, refused, excepted, and by which department."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    FAULTY,
    MADE,
    NO_METHOD,
    OK,
    Codes,
    Expect,
    Line,
    Who,
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.town import Town

DAY = today().isoformat()
WHY = "已在人口库里"


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row that the own body asked of the own community."""
    return lambda town: path.format(getattr(town.gated, name).uid)


def own_body(path: str) -> Callable[[Town], str]:
    """The address of the body that asks."""
    return lambda town: path.format(town.bodies["own"].code)


def area(town: Town) -> str:
    """The code of the own community."""
    return town.grid.code[:12]


def page_of_admission(town: Town) -> str:
    """Where the survey is handed out."""
    assert town.gated is not None
    return f"/duties/assign/?application={town.gated.application.uid}"


def handed_out(town: Town) -> Mapping[str, Any]:
    """As the form sends it."""
    facts = {"title": "入户调查", "kind": "survey", "due_on": DAY, "quantity": 5}
    return {**facts, "communities": [area(town)]}


def basis(town: Town) -> Mapping[str, Any]:
    """In whose name and on what."""
    assert town.gated is not None
    uid = str(town.gated.application.uid)
    return {"asker": town.bodies["own"].code, "application": uid, "due_on": DAY}


def one(town: Town) -> Mapping[str, Any]:
    """As a program sends it, of one community."""
    return {**basis(town), "area": area(town), "quantity": 5}


def many(town: Town) -> Mapping[str, Any]:
    """The same of many."""
    return {**basis(town), "communities": [{"area": area(town), "quantity": 5}]}


def looked_up(town: Town) -> str:
    """What the department asked for on the telephone."""
    asked = "asker=b-department&kind=form&title=月报表"
    return f"/duties/refusals/outside/?area={area(town)}&{asked}"


def outside(town: Town) -> Mapping[str, Any]:
    """The same for programs."""
    return {"area": area(town), "asker": "b-department", "kind": "form", "title": "月报表"}


def excepted(town: Town) -> Mapping[str, Any]:
    """An exception by law."""
    words = {"title": "防汛", "reason": "强降雨", "law": "突发事件应对法", "article": "第七十三条"}
    days = {"since": DAY, "until": DAY}
    return {**words, **days, "area": area(town), "bodies": ["b-department"]}


def offered(verb: str, yes: Codes) -> Expect:
    """Only the own communities are offered for choice."""

    def expect(who: Who) -> Codes:
        if not who.holds(verb):
            return DENIED
        return yes if who.is_at_home else FAULTY

    return expect


# verb → the row that waits for it, what is sent
STEPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "duties.sign": ("sent", {}),
    "duties.report_work": ("signed", {"outcome": "已全部入户", "quantity": 10}),
    "duties.accept_work": ("done", {"quantity": 10}),
    "duties.dispute_work": ("done", {"note": "名单不全"}),
    "duties.recall": ("sent", {"note": "调查取消"}),
    "duties.refuse": ("sent", {"ground": "held", "note": WHY}),
}
READ, SAID, LAW = "duties.assignments", "duties.refusals", "duties.emergencies"


def step(verb: str, path: str, row: str, sight: Expect, facts: Mapping[str, Any]) -> Line:
    """The page of one act."""
    return Line(
        of(path, row),
        get=acts(verb, OK, sight),
        post=acts(verb, DONE, sight),
        facts=lambda town: facts,
        rows=True,
    )


def deed(verb: str, path: str, row: str, sight: Expect, facts: Mapping[str, Any]) -> Line:
    """The operation of one act."""
    return Line(of(path, row), post=acts(verb, OK, sight), facts=lambda town: facts, rows=True)


def named(verb: str) -> str:
    """The part of an address that a verb gives."""
    return verb.removeprefix("duties.")


PAGES: Mapping[str, Line] = {
    **{
        name: Line(at(path), get=holding(needs), post=always(NO_METHOD))
        for name, (path, needs) in {
            "duties.assignments": ("/duties/assignments/", READ),
            "duties.export_assignments": (
                "/duties/assignments/export.xlsx",
                "duties.export_assignments",
            ),
            "duties.refusals": ("/duties/refusals/", SAID),
            "duties.emergencies": ("/duties/emergencies/", LAW),
            "duties.departments": ("/duties/departments/", "duties.department"),
        }.items()
    },
    "duties.assignment": Line(
        of("/duties/assignments/{}/", "sent"),
        get=here(READ),
        post=always(NO_METHOD),
        rows=True,
    ),
    "duties.assign": Line(
        page_of_admission,
        get=told_first("duties.assign", OK, DENIED),
        post=told_first("duties.assign", DONE, DENIED),
        facts=handed_out,
        rows=True,
    ),
    **{
        verb: step(verb, f"/duties/assignments/{{}}/{named(verb)}/", row, here(READ), facts)
        for verb, (row, facts) in STEPS.items()
    },
    "duties.refusal": Line(
        of("/duties/refusals/{}/", "stands"),
        get=here(SAID),
        post=always(NO_METHOD),
        rows=True,
    ),
    "duties.refuse_outside": Line(
        looked_up,
        get=offered("duties.refuse_outside", OK),
        post=offered("duties.refuse_outside", DONE),
        facts=lambda town: {"ground": "unlisted"},
    ),
    "duties.appeal": step(
        "duties.appeal", "/duties/refusals/{}/appeal/", "stands", here(SAID), {"text": WHY}
    ),
    "duties.decide_appeal": step(
        "duties.decide_appeal",
        "/duties/refusals/{}/decide/",
        "appealed",
        here(SAID),
        {"upheld": "yes", "decision": WHY},
    ),
    "duties.declare_emergency": Line(
        at("/duties/emergencies/declare/"),
        get=holding("duties.declare_emergency"),
        post=offered("duties.declare_emergency", DONE),
        facts=excepted,
    ),
    "duties.emergency": Line(
        of("/duties/emergencies/{}/", "runs"),
        get=holding(LAW, no=frozenset({404})),
        post=always(NO_METHOD),
        rows=True,
    ),
    "duties.confirm_emergency": Line(
        of("/duties/emergencies/{}/confirm/", "waits"),
        get=lambda who: elsewhere(who, "duties.confirm_emergency", OK),
        post=lambda who: elsewhere(who, "duties.confirm_emergency", DONE),
        rows=True,
    ),
    "duties.end_emergency": Line(
        of("/duties/emergencies/{}/end/", "runs"),
        get=lambda who: elsewhere(who, "duties.end_emergency", OK),
        post=lambda who: elsewhere(who, "duties.end_emergency", DONE),
        facts=lambda town: {"note": "水位已退"},
        rows=True,
    ),
    "duties.department": Line(
        own_body("/duties/departments/{}/"),
        get=told_first("duties.department", OK, DENIED),
        post=always(NO_METHOD),
        rows=True,
    ),
}


def elsewhere(who: Who, verb: str, yes: Codes) -> Codes:
    """Everybody who works reads an exception; only those of its place act on it."""
    if not who.holds(LAW):
        return frozenset({404})
    return yes if who.holds(verb) and who.is_at_home else DENIED


API: Mapping[str, Line] = {
    **{
        name: Line(at(path), get=holding(needs))
        for name, (path, needs) in {
            "duties.assignments": ("/duties/assignments", READ),
            "duties.refusals": ("/duties/refusals", SAID),
            "duties.emergencies": ("/duties/emergencies", LAW),
        }.items()
    },
    "duties.assignment": Line(of("/duties/assignments/{}", "sent"), get=here(READ), rows=True),
    "duties.assign": Line(
        at("/duties/assignments"),
        post=told_first("duties.assign", MADE, DENIED),
        facts=one,
        rows=True,
    ),
    "duties.assign_many": Line(
        at("/duties/assign_many"),
        post=told_first("duties.assign", OK, DENIED),
        facts=many,
        rows=True,
    ),
    **{
        verb: deed(verb, f"/duties/assignments/{{}}/{named(verb)}", row, here(READ), facts)
        for verb, (row, facts) in STEPS.items()
    },
    "duties.refusal": Line(of("/duties/refusals/{}", "stands"), get=here(SAID), rows=True),
    "duties.refuse_outside": Line(
        at("/duties/refusals"),
        post=told_first("duties.refuse_outside", MADE, DENIED),
        facts=outside,
        rows=True,
    ),
    "duties.appeal": deed(
        "duties.appeal", "/duties/refusals/{}/appeal", "stands", here(SAID), {"text": WHY}
    ),
    "duties.decide_appeal": deed(
        "duties.decide_appeal",
        "/duties/refusals/{}/decide",
        "appealed",
        here(SAID),
        {"upheld": True, "decision": WHY},
    ),
    "duties.declare_emergency": Line(
        at("/duties/emergencies"),
        post=told_first("duties.declare_emergency", MADE, DENIED),
        facts=excepted,
        rows=True,
    ),
    "duties.emergency": Line(
        of("/duties/emergencies/{}", "runs"),
        get=holding(LAW, no=frozenset({404})),
        rows=True,
    ),
    "duties.confirm_emergency": Line(
        of("/duties/emergencies/{}/confirm", "waits"),
        post=lambda who: elsewhere(who, "duties.confirm_emergency", OK),
        rows=True,
    ),
    "duties.end_emergency": Line(
        of("/duties/emergencies/{}/end", "runs"),
        post=lambda who: elsewhere(who, "duties.end_emergency", OK),
        facts=lambda town: {"note": "水位已退"},
        rows=True,
    ),
    "duties.department": Line(
        own_body("/duties/departments/{}"),
        get=told_first("duties.department", OK, DENIED),
        rows=True,
    ),
}
