"""The routes of what happens to people, of duplicates and of spreadsheets that come in."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DONE,
    FAULTY,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Codes,
    Line,
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.routes.people_persons import sees
from tests.town import Town

ON = {"on": today().isoformat()}
BORN = {"name": "顾安", "sex": "2"}


def of(path: str, name: str, other: str = "") -> Callable[[Town], str]:
    """The address of a row, with another one behind it."""

    def found(town: Town) -> str:
        where = path.format(getattr(town.happened, name).uid)
        return f"{where}?{other}={getattr(town.happened, QUERY[other]).uid}" if other else where

    return found


QUERY = {"dwelling": "dwelling", "other": "double"}


def key(name: str) -> Callable[[Town], str]:
    """The key of a row."""
    return lambda town: str(getattr(town.happened, name).uid)


def step(name: str, page: str, person: str, said: Mapping[str, Any] = ON) -> Line:
    """The page of an event of somebody."""
    verb = f"people.{name}"
    return Line(
        of(f"/people/{{}}/{page}/", person),
        get=sees,
        post=acts(verb, DONE, sees),
        facts=lambda town: {**ON, **said},
        rows=True,
    )


def told(
    name: str, path: str, person: str, facts: Callable[[Town], Mapping[str, Any]], yes: Codes = OK
) -> Line:
    """The operation of an event of somebody."""
    return Line(
        of(f"/people/{{}}/{path}", person),
        post=acts(f"people.{name}", yes, sees),
        facts=facts,
        rows=True,
    )


def sheet_of(town: Town) -> Mapping[str, Any]:
    """A list of one."""
    rows = [["小区", "楼号", "室号", "姓名"], ["南门花园", "1", "101", "孙多多"]]
    return {"area": town.grid.code[:12], "sender": "物业", "rows": rows}


COLUMNS = {"estate": "0", "building": "1", "room": "2", "name": "3"}
MAPPING = {name: int(place) for name, place in COLUMNS.items()}


def head_of(town: Town) -> Mapping[str, Any]:
    """The wife heads the household."""
    return {**ON, "head": key("wife")(town)}


PAGES: Mapping[str, Line] = {
    "people.events": Line(
        at("/people/events/"), get=holding("people.view", OK, REFUSED), post=always(NO_METHOD)
    ),
    "people.event": Line(
        of("/people/events/{}/", "event"), get=sees, post=always(NO_METHOD), rows=True
    ),
    "people.undo": Line(
        of("/people/events/{}/undo/", "event"),
        get=sees,
        post=acts("people.undo", DONE, sees),
        facts=lambda town: {"why": "登错人"},
        rows=True,
    ),
    "people.unmerge": Line(
        of("/people/events/{}/unmerge/", "merged"),
        get=sees,
        post=acts("people.unmerge", DONE, sees),
        facts=lambda town: {"why": "不是同一人"},
        rows=True,
    ),
    "people.move_in": Line(
        lambda town: f"/people/move_in/?dwelling={key('dwelling')(town)}",
        get=told_first("people.move_in", OK),
        post=told_first("people.move_in", DONE),
        facts=lambda town: {**ON, "name": "吴新", "paper": "none"},
        rows=True,
    ),
    "people.change_head": Line(
        of("/people/households/{}/head/", "household"),
        get=sees,
        post=acts("people.change_head", DONE, sees),
        facts=head_of,
        rows=True,
    ),
    "people.duplicates": Line(
        at("/people/duplicates/"), get=holding("people.merge", OK, REFUSED), post=always(NO_METHOD)
    ),
    "people.merge": Line(
        of("/people/{}/merge/", "lodger", "other"),
        get=sees,
        post=acts("people.merge", DONE, sees),
        facts=lambda town: {"why": "同一人"},
        rows=True,
    ),
    "people.mark_distinct": Line(
        of("/people/{}/distinct/", "lodger", "other"),
        get=sees,
        post=acts("people.mark_distinct", DONE, sees),
        facts=lambda town: {"why": "两个人"},
        rows=True,
    ),
    "people.history": Line(
        of("/people/{}/history/", "man"), get=sees, post=always(NO_METHOD), rows=True
    ),
    "people.move": Line(
        of("/people/{}/move/", "lodger", "dwelling"),
        get=sees,
        post=acts("people.move", DONE, sees),
        facts=lambda town: ON,
        rows=True,
    ),
    "people.move_hukou": Line(
        of("/people/{}/move_hukou/", "lodger", "dwelling"),
        get=sees,
        post=acts("people.move_hukou", DONE, sees),
        facts=lambda town: ON,
        rows=True,
    ),
    "people.move_out": step("move_out", "move_out", "lodger"),
    "people.register_birth": step("register_birth", "birth", "wife", BORN),
    "people.register_death": step("register_death", "death", "lodger"),
    "people.register_marriage": step("register_marriage", "marriage", "lodger"),
    "people.register_divorce": step("register_divorce", "divorce", "wife"),
    "people.register_adoption": Line(
        of("/people/{}/adoption/", "man"),
        get=sees,
        post=lambda who: FAULTY if sees(who) == OK else GONE,  # nobody here is a child
        facts=lambda town: ON,
        rows=True,
    ),
    "people.sheets": Line(
        at("/people/sheets/"), get=holding("people.import", OK, REFUSED), post=always(NO_METHOD)
    ),
    "people.import": Line(
        at("/people/sheets/add/"),
        get=holding("people.import", OK, REFUSED),
        post=holding("people.import", FAULTY, REFUSED),
        facts=lambda town: {"sender": "物业"},
    ),
    "people.sheet": Line(
        of("/people/sheets/{}/", "sheet"),
        get=here("people.import", OK),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.match_columns": Line(
        of("/people/sheets/{}/columns/", "sheet"),
        get=always(NO_METHOD),
        post=here("people.import", DONE),
        facts=lambda town: COLUMNS,
        rows=True,
    ),
    "people.take_sheet": Line(
        of("/people/sheets/{}/take/", "sheet"),
        get=always(NO_METHOD),
        post=here("people.import", DONE),
        rows=True,
    ),
    "people.drop_sheet": Line(
        of("/people/sheets/{}/drop/", "sheet"),
        get=always(NO_METHOD),
        post=here("people.import", DONE),
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    "people.events": Line(at("/people/events"), get=always(OK)),
    "people.event": Line(of("/people/events/{}", "event"), get=sees, rows=True),
    "people.undo": Line(
        of("/people/events/{}/undo", "event"),
        post=acts("people.undo", OK, sees),
        facts=lambda town: {"why": "登错人"},
        rows=True,
    ),
    "people.unmerge": Line(
        of("/people/events/{}/unmerge", "merged"),
        post=acts("people.unmerge", OK, sees),
        facts=lambda town: {"why": "不是同一人"},
        rows=True,
    ),
    "people.move_in": Line(
        at("/people/move_in"),
        post=acts("people.move_in", MADE, here("places.dwellings")),
        facts=lambda town: {
            "dwelling": key("dwelling")(town),
            "name": "吴新",
            "paper": "none",
        },
        rows=True,
    ),
    "people.change_head": Line(
        of("/people/households/{}/change_head", "household"),
        post=acts("people.change_head", OK, sees),
        facts=head_of,
        rows=True,
    ),
    "people.history": Line(
        lambda town: f"/people/{key('man')(town)}/history?on={today()}", get=sees, rows=True
    ),
    "people.move": told(
        "move", "move", "lodger", lambda town: {**ON, "dwelling": key("dwelling")(town)}
    ),
    "people.move_out": told("move_out", "move_out", "lodger", lambda town: ON),
    "people.move_hukou": told(
        "move_hukou", "move_hukou", "lodger", lambda town: {"dwelling": key("dwelling")(town)}
    ),
    "people.register_birth": told(
        "register_birth", "birth", "wife", lambda town: {**BORN, "born": ON["on"]}, MADE
    ),
    "people.register_death": told("register_death", "death", "lodger", lambda town: ON),
    "people.register_marriage": told("register_marriage", "marriage", "lodger", lambda town: ON),
    "people.register_divorce": told("register_divorce", "divorce", "wife", lambda town: ON),
    "people.register_adoption": told(
        "register_adoption", "adoption", "man", lambda town: {"child": key("lodger")(town)}
    ),
    "people.duplicates": Line(at("/people/duplicates"), get=always(OK)),
    "people.merge": told("merge", "merge", "lodger", lambda town: {"other": key("double")(town)}),
    "people.mark_distinct": told(
        "mark_distinct", "mark_distinct", "lodger", lambda town: {"other": key("double")(town)}
    ),
    "people.sheets": Line(at("/people/sheets"), get=always(OK)),
    "people.import": Line(
        at("/people/sheets"), post=acts("people.import", MADE), facts=sheet_of, rows=True
    ),
    "people.sheet": Line(
        of("/people/sheets/{}", "sheet"), get=here("people.import", OK), rows=True
    ),
    "people.match_columns": Line(
        of("/people/sheets/{}/columns", "sheet"),
        post=here("people.import", OK),
        facts=lambda town: {"mapping": MAPPING},
        rows=True,
    ),
    "people.take_sheet": Line(
        of("/people/sheets/{}/take", "sheet"), post=here("people.import", OK), rows=True
    ),
    "people.drop_sheet": Line(
        of("/people/sheets/{}/drop", "sheet"), post=here("people.import", OK), rows=True
    ),
}
