"""The routes of figures, and the rules behind them."""

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
    acts,
    always,
    at,
    here,
    holding,
)
from tests.town import WHY, Town

DAY = {"day": "2026-12-07", "works": "0", "name": "停电"}


# the figures of the own area are there for those who read figures, and nowhere else
figures = here("standards.view")


def changes(verb: str, done: Codes) -> Expect:
    """A change of a rule is decided anywhere by those who hold the verb."""
    return lambda who: done if who.holds(verb) and who.holds("policy.view") else DENIED


def change(town: Town) -> object:
    """A change that waits for its second person."""
    assert town.change is not None
    return town.change.uid


def declared(town: Town) -> object:
    """A number that waits for its second person."""
    assert town.declared is not None
    return town.declared.uid


def new_value(town: Town) -> Mapping[str, Any]:
    """A value that a rule may have."""
    day, source = today().isoformat(), "县委办〔2026〕8号"
    return {"value": 60, "valid_from": day, "source": source, "pack": "jiashan"}


AREA, RULE = "/figures/990101001001/", "/rules/premises.per_block/"
NUMBER = {"value": 7, "day": "2026-01-01", "document": "统计年报"}
STANDARDS: Mapping[str, Line] = {
    **{
        name: Line(at(path), get=figures, post=always(NO_METHOD), rows=True)
        for name, path in {
            "standards.view": AREA,
            "standards.export": AREA + "export/",
            "standards.figure": AREA + "open/premises.need/",
            "standards.facts": AREA + "facts/",
            "standards.take_out": AREA + "facts/export/",
            "standards.elsewhere": AREA + "places/",
            "standards.trial": AREA + "trial/",
        }.items()
    },
    **{
        name: Line(
            at(path),
            get=lambda who: DONE if who.holds("standards.view") else GONE,
            post=always(NO_METHOD),
        )
        for name, path in {
            "standards.figures_home": "/figures/",
            "standards.trial_home": "/trial/",
        }.items()
    },
    **{
        name: Line(at(path), get=holding("policy.view"), post=always(NO_METHOD))
        for name, path in {
            "policy.view": "/rules/",
            "standards.places": "/rules/places/",
            "standards.checks": "/rules/checks/",
            "standards.changes": "/rules/changes/",
            "standards.rule": RULE,
        }.items()
    },
    "standards.waiting": Line(at("/figures/waiting/"), get=always(OK), post=always(NO_METHOD)),
    "standards.declare": Line(
        at(AREA + "declare/"),
        get=lambda who: OK if figures(who) == OK and who.holds("standards.declare") else GONE,
        post=lambda who: DONE if figures(who) == OK and who.holds("standards.declare") else GONE,
        facts=lambda town: {**NUMBER, "item": "posts"},
        rows=True,
    ),
    "standards.bring": Line(
        at(AREA + "import/"),
        get=lambda who: OK if figures(who) == OK and who.holds("standards.declare") else GONE,
        post=lambda who: (
            frozenset({422}) if figures(who) == OK and who.holds("standards.declare") else GONE
        ),
        rows=True,
    ),
    "standards.confirm": Line(
        lambda town: f"/figures/declared/{declared(town)}/confirm/",
        get=figures,
        post=acts("standards.confirm", DONE, figures),
        facts=lambda town: {"value": "7"},
        rows=True,
    ),
    "standards.change": Line(
        lambda town: f"/rules/changes/{change(town)}/",
        get=holding("policy.view"),
        post=always(NO_METHOD),
    ),
    **{
        verb: Line(
            lambda town, verb=verb: f"/rules/changes/{change(town)}/{verb.split('.')[1]}/",  # type: ignore[misc]
            get=holding("policy.view"),
            post=changes(verb, DONE),
            facts=lambda town: {"note": WHY},
        )
        for verb in ("policy.consent", "policy.refuse", "policy.withdraw")
    },
    "policy.propose": Line(
        at(RULE + "propose/"),
        get=holding("policy.propose"),
        post=holding("policy.propose", DONE),
        facts=new_value,
    ),
    "standards.check": Line(
        at(RULE + "check/?value=60"), get=holding("policy.propose"), post=always(NO_METHOD)
    ),
}
STANDARDS_API: Mapping[str, Line] = {
    "policy.view": Line(at("/parameters"), get=holding("policy.view")),
    "policy.history": Line(at("/parameters/premises.per_block"), get=holding("policy.view")),
    "policy.propose": Line(
        at("/parameters/premises.per_block/propose"),
        post=holding("policy.propose", MADE),
        facts=new_value,
    ),
    "policy.changes": Line(at("/changes"), get=holding("policy.view")),
    **{
        verb: Line(
            lambda town, verb=verb: f"/changes/{change(town)}/{verb.split('.')[1]}",  # type: ignore[misc]
            post=changes(verb, OK),
            facts=lambda town: {"note": WHY},
        )
        for verb in ("policy.consent", "policy.refuse", "policy.withdraw")
    },
    "standards.facts": Line(at("/facts/990101001001"), get=figures, rows=True),
    "standards.declare": Line(
        at("/facts/990101001001"),
        post=acts("standards.declare", MADE, figures),
        facts=lambda town: {**NUMBER, "key": "posts"},
        rows=True,
    ),
    "standards.confirm": Line(
        lambda town: f"/facts/declared/{declared(town)}/confirm",
        post=acts("standards.confirm", OK, figures),
        facts=lambda town: {"value": 7},
        rows=True,
    ),
    "standards.view": Line(at("/figures/990101001001"), get=figures, rows=True),
    "standards.export": Line(at("/figures/990101001001/table"), get=figures, rows=True),
}
PAGES: Mapping[str, Line] = {
    **STANDARDS,
    "policy.calendar": Line(at("/calendar/"), get=always(DONE), post=always(NO_METHOD)),
    "policy.set_day": Line(
        at("/calendar/2026/set/"),
        get=holding("policy.set_day"),
        post=holding("policy.set_day", DONE),
        facts=lambda town: DAY,
    ),
    "policy.clear_day": Line(
        at("/calendar/2026/days/2026-10-01/clear/"),
        get=holding("policy.clear_day"),
        post=holding("policy.clear_day", DONE),
    ),
    "policy.publish_year": Line(
        at("/calendar/2026/publish/"),
        get=holding("policy.publish_year"),
        post=holding("policy.publish_year", DONE),
        facts=lambda town: {"source": "国办发明电〔2025〕7号"},
    ),
}


API: Mapping[str, Line] = {
    **STANDARDS_API,
    "policy.calendar": Line(at("/calendar/2026"), get=holding("policy.view")),
    "policy.set_day": Line(
        at("/calendar/2026/days"),
        post=holding("policy.set_day"),
        facts=lambda town: {**DAY, "works": False},
    ),
    "policy.clear_day": Line(
        at("/calendar/2026/days/2026-10-01/clear"), post=holding("policy.clear_day")
    ),
    "policy.publish_year": Line(
        at("/calendar/2026/publish"),
        post=holding("policy.publish_year"),
        facts=lambda town: {"source": "国办发明电〔2025〕7号"},
    ),
}
