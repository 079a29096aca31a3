"""The routes of the register of burdens, the hours of months and the burden page."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from liren.apps.duties.rules.estimates import first_of
from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    Expect,
    Line,
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.town import OWN, Town

SEES = "duties.burdens"
CODE = OWN.replace(".", "")
PAPER = {"remove_by": (today() + timedelta(days=9)).isoformat(), "document": "减负办4号"}


def of(path: str, name: str = "plaque") -> Callable[[Town], str]:
    """The address of a row of the own community."""

    def found(town: Town) -> str:
        assert town.burdened is not None
        return path.format(getattr(town.burdened, name).uid)

    return found


def uid_of(field: str, name: str) -> Callable[[Town], Mapping[str, Any]]:
    """What names another row."""

    def found(town: Town) -> Mapping[str, Any]:
        assert town.burdened is not None
        return {field: str(getattr(town.burdened, name).uid)}

    return found


def plain(**facts: Any) -> Callable[[Town], Mapping[str, Any]]:
    """What is sent, whatever the town."""
    return lambda town: facts


Facts = Callable[[Town], Mapping[str, Any]]
# verb → address, its row, what is sent
STEPS: Mapping[str, tuple[str, str, Facts]] = {
    "duties.change_burden": ("change", "plaque", plain(title="普法站", asker_name="某协会")),
    "duties.admit_burden": ("admit", "plaque", uid_of("application", "application")),
    "duties.order_removal": ("order", "plaque", plain(**PAPER)),
    "duties.merge_burden": ("merge", "plaque", uid_of("into", "other")),
    "duties.end_burden": ("end", "ordered", plain(note="牌子已摘除")),
}
BURDEN = {"kind": "plaque", "title": "又一块牌", "asker_name": "某局"}
MONTH = first_of(today()).isoformat()
HOURS = {
    "area": CODE,
    "month": MONTH,
    "staff": 3,
    "lines": [{"label": "接待来访", "hours": 2}],
}


def writing(verb: str, yes: Any) -> Expect:
    """Who holds the verb does it at home; elsewhere the area is not there; others are told so."""

    def expect(who: Any) -> Any:
        if not who.holds(verb):
            return DENIED
        return yes if who.is_at_home else GONE

    return expect


PAGES: Mapping[str, Line] = {
    "duties.burdens": Line(at("/duties/burdens/"), get=holding(SEES), post=always(NO_METHOD)),
    "duties.export_burdens": Line(
        at("/duties/burdens/export.xlsx"),
        get=holding("duties.export_burdens"),
        post=always(NO_METHOD),
    ),
    "duties.burden": Line(
        of("/duties/burdens/{}/"), get=here(SEES), post=always(NO_METHOD), rows=True
    ),
    "duties.note_burden": Line(
        at(f"/duties/burdens/note/?area={CODE}"),
        get=writing("duties.note_burden", OK),
        post=writing("duties.note_burden", DONE),
        facts=plain(**BURDEN),
    ),
    "duties.import_burdens": Line(
        at("/duties/burdens/import/"),
        get=holding("duties.note_burden"),
        post=holding("duties.note_burden", frozenset({422})),
    ),
    **{
        verb: Line(
            of(f"/duties/burdens/{{}}/{path}/", name),
            get=acts(verb, OK, here(SEES)),
            post=acts(verb, DONE, here(SEES)),
            facts=facts,
            rows=True,
        )
        for verb, (path, name, facts) in STEPS.items()
    },
    "duties.estimates": Line(
        at("/duties/estimates/"), get=holding("duties.estimates"), post=always(NO_METHOD)
    ),
    "duties.estimate": Line(
        at(f"/duties/estimates/write/?area={CODE}&month={MONTH[:7]}"),
        get=writing("duties.estimate", OK),
        post=writing("duties.estimate", DONE),
        facts=plain(staff=3, seen=0, l0="接待来访", o0="2"),
    ),
    "duties.estimate_of": Line(
        of("/duties/estimates/{}/", "estimate"),
        get=here("duties.estimates"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "duties.load": Line(at("/duties/load/"), get=holding("duties.load"), post=always(NO_METHOD)),
    "duties.export_load": Line(
        at(f"/duties/load/export.xlsx?area={CODE}"),
        get=writing("duties.export_load", OK),
        post=always(NO_METHOD),
    ),
}
API: Mapping[str, Line] = {
    "duties.burdens": Line(at("/duties/burdens"), get=holding(SEES)),
    "duties.burden": Line(of("/duties/burdens/{}"), get=here(SEES), rows=True),
    "duties.note_burden": Line(
        at("/duties/burdens"),
        post=told_first("duties.note_burden", MADE, DENIED),
        facts=plain(area=CODE, **BURDEN),
    ),
    **{
        verb: Line(
            of(f"/duties/burdens/{{}}/{path}", name),
            post=acts(verb, OK, here(SEES)),
            facts=facts,
            rows=True,
        )
        for verb, (path, name, facts) in STEPS.items()
    },
    "duties.estimates": Line(at("/duties/estimates"), get=holding("duties.estimates")),
    "duties.estimate": Line(
        at("/duties/estimates"),
        post=told_first("duties.estimate", MADE, DENIED),
        facts=plain(**HOURS),
    ),
    "duties.load": Line(
        at(f"/duties/load?area={CODE}"), get=told_first("duties.load", OK, DENIED)
    ),
}
