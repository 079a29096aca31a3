"""The routes of masked facts."""

from collections.abc import Mapping
from typing import Any

from tests.routes.lines import (
    FAULTY,
    GONE,
    NO_METHOD,
    OK,
    REFUSED,
    Codes,
    Expect,
    Line,
    Who,
    always,
    at,
)
from tests.town import Town

FIELD = "reporter.phone"


def key(town: Town) -> str:
    """A case that somebody handles; its reporter has no number, so nothing is hidden."""
    return str(town.cases["cases.feed_back"].uid)


def shown(yes: Codes) -> Expect:
    """To who holds the verb where the case lies."""
    return lambda who: yes if may(who) else GONE


def may(who: Who) -> bool:
    """Whether this person may have facts of the case's people shown."""
    return who.sees_cases() and who.holds("access.reveal")


def asked(town: Town) -> Mapping[str, Any]:
    """What a program asks for."""
    return {"subject": "cases.case", "key": key(town), "field": FIELD, "reason": "核实情况"}


PAGES: Mapping[str, Line] = {
    "access.looks": Line(at("/account/looks/"), get=always(OK), post=always(NO_METHOD)),
    "access.reveal": Line(
        lambda town: f"/reveal/cases.case/{key(town)}/{FIELD}/",
        get=shown(OK),
        post=shown(FAULTY),
        facts=lambda town: {"why": "ask", "text": ""},
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    "access.looks": Line(at("/me/looks"), get=always(OK)),
    "access.reveal": Line(at("/reveals"), post=shown(REFUSED), facts=asked, rows=True),
}
