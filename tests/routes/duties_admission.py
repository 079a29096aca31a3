"""The routes of admission: applications, hearings, votes, cover."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.admitted import WHY
from tests.routes.lines import (
    DENIED,
    DONE,
    FAULTY,
    GONE,
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
from tests.town import BODY_ROLES, OWN, Town

READ = "duties.applications"
CODE = OWN.replace(".", "")
DAY = today().isoformat()


def waits(path: str, verb: str) -> Callable[[Town], str]:
    """The address of the application that waits for a verb."""

    def found(town: Town) -> str:
        assert town.admitted is not None
        return path.format(town.admitted.wait[verb].uid)

    return found


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of what somebody is asked, of a seat, of money."""

    def found(town: Town) -> str:
        assert town.admitted is not None
        return path.format(getattr(town.admitted, name).uid)

    return found


def own_draft(yes: Codes) -> Expect:
    """Drafts are there for their department alone."""
    return lambda who: yes if who.is_at_home and who.holds("duties.draft") else GONE


def at_table(yes: Codes) -> Expect:
    """A seat is there for those who vote for its body."""

    def expect(who: Who) -> Codes:
        sits = who.is_at_home and who.role in BODY_ROLES and who.holds("duties.vote")
        return yes if sits else GONE

    return expect


def applying(own: Codes, other: Codes, no: Codes) -> Expect:
    """In the name of one's own body."""

    def expect(who: Who) -> Codes:
        if not who.holds("duties.draft"):
            return no
        return own if who.is_at_home else other

    return expect


TERMS: Mapping[str, Any] = {
    "kind": "survey",
    "title": "入户登记",
    "reason": WHY,
    "basis": "区里的文件",
    "start_on": DAY,
    "end_on": DAY,
    "unit": "户",
}
TYPED: Mapping[str, Any] = {**TERMS, "body": "b-own", f"c-{CODE}": "on", f"n-{CODE}": "7"}
SENT: Mapping[str, Any] = {**TERMS, "body": "b-own", "wanted": {CODE: 7}}
# verb → the verb under which its application waits, and what is sent on the page and by programs
STEPS: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = {
    "duties.send_back": ("duties.send_back", {"reason": WHY}, {"reason": WHY}),
    "duties.withdraw": ("duties.send_back", {"reason": WHY}, {"reason": WHY}),
    "duties.open_hearing": ("duties.send_back", {}, {}),
    "duties.refuse_admission": ("duties.refuse_admission", {"reason": WHY}, {"reason": WHY}),
    "duties.activate": ("duties.activate", {}, {}),
    "duties.suspend": ("duties.suspend", {"reason": WHY}, {"reason": WHY}),
    "duties.resume": ("duties.resume", {}, {}),
    "duties.exit": ("duties.suspend", {"reason": WHY}, {"reason": WHY}),
    "duties.approve": (
        "duties.approve",
        {f"c-{CODE}": "on", f"n-{CODE}": "5", "start_on": DAY, "end_on": DAY, "price": "1"},
        {"scope": {CODE: 5}},
    ),
}
COVER: Mapping[str, Any] = {"kind": "budget", "paper": "财预 2 号"}
SEES = here(READ)


def step(verb: str) -> Line:
    """A step on the page."""
    waiting, facts, _sent = STEPS[verb]
    word = verb.removeprefix("duties.")
    return Line(
        waits(f"/duties/applications/{{}}/{word}/", waiting),
        get=acts(verb, OK, SEES),
        post=acts(verb, DONE, SEES),
        facts=lambda town: facts,
        rows=True,
    )


def operation(verb: str) -> Line:
    """The same step for programs."""
    waiting, _facts, sent = STEPS[verb]
    word = verb.removeprefix("duties.")
    return Line(
        waits(f"/duties/applications/{{}}/{word}", waiting),
        post=acts(verb, OK, SEES),
        facts=lambda town: sent,
        rows=True,
    )


def bodies(town: Town) -> Mapping[str, Any]:
    """The table of the review."""
    return {"bodies": ["b-first", "b-second", "b-third"]}


PAGES: Mapping[str, Line] = {
    "duties.applications": Line(
        at("/duties/applications/?tab=all&q=登记"), get=holding(READ), post=always(NO_METHOD)
    ),
    "duties.export_applications": Line(
        at("/duties/applications/export.xlsx?tab=all"),
        get=holding("duties.export_applications"),
        post=always(NO_METHOD),
    ),
    "duties.application": Line(
        waits("/duties/applications/{}/", "duties.approve"),
        get=told_first(READ, OK, DENIED),
        post=always(NO_METHOD),
        rows=True,
    ),
    "duties.draft": Line(
        at("/duties/applications/draft/"),
        get=applying(OK, OK, DENIED),
        post=applying(DONE, FAULTY, DENIED),
        facts=lambda town: TYPED,
    ),
    "duties.change_draft": Line(
        waits("/duties/applications/{}/change_draft/", "duties.submit"),
        get=own_draft(OK),
        post=own_draft(DONE),
        facts=lambda town: {**TYPED, "version": 1},
        rows=True,
    ),
    "duties.submit": Line(
        waits("/duties/applications/{}/submit/", "duties.submit"),
        get=own_draft(OK),
        post=own_draft(DONE),
        facts=lambda town: {"late_reason": WHY},
        rows=True,
    ),
    "duties.open_review": Line(
        waits("/duties/applications/{}/open_review/", "duties.open_review"),
        get=acts("duties.open_review", OK, SEES),
        post=acts("duties.open_review", DONE, SEES),
        facts=bodies,
        rows=True,
    ),
    "duties.record_cover": Line(
        waits("/duties/applications/{}/record_cover/", "duties.record_cover"),
        get=acts("duties.record_cover", OK, SEES),
        post=acts("duties.record_cover", DONE, SEES),
        facts=lambda town: {**COVER, "amount": "5"},
        rows=True,
    ),
    "duties.vote": Line(
        of("/duties/seats/{}/vote/", "seat"),
        get=at_table(OK),
        post=at_table(DONE),
        facts=lambda town: {"choice": "for"},
        rows=True,
    ),
    "duties.confirm_cover": Line(
        of("/duties/covers/{}/confirm/", "cover"),
        get=acts("duties.confirm_cover", OK, SEES),
        post=acts("duties.confirm_cover", DONE, SEES),
        rows=True,
    ),
    "duties.hearings": Line(
        at("/duties/hearings/?tab=all"), get=holding("duties.hearings"), post=always(NO_METHOD)
    ),
    "duties.hearing": Line(
        of("/duties/hearings/{}/", "hearing"),
        get=told_first("duties.hearings", OK, DENIED),
        post=always(NO_METHOD),
        rows=True,
    ),
    "duties.give_opinion": Line(
        of("/duties/hearings/{}/opinion/", "hearing"),
        get=acts("duties.give_opinion", OK, here("duties.hearings")),
        post=acts("duties.give_opinion", DONE, here("duties.hearings")),
        facts=lambda town: {"stance": "agrees"},
        rows=True,
    ),
    **{verb: step(verb) for verb in STEPS},
}

API: Mapping[str, Line] = {
    "duties.applications": Line(at("/duties/applications?tab=all&q=登记"), get=holding(READ)),
    "duties.application": Line(
        waits("/duties/applications/{}", "duties.approve"), get=here(READ), rows=True
    ),
    "duties.draft": Line(
        at("/duties/applications"),
        post=applying(MADE, GONE, GONE),
        facts=lambda town: SENT,
    ),
    "duties.change_draft": Line(
        waits("/duties/applications/{}/change_draft", "duties.submit"),
        post=own_draft(OK),
        facts=lambda town: {"title": "另一项登记"},
        rows=True,
    ),
    "duties.submit": Line(
        waits("/duties/applications/{}/submit", "duties.submit"),
        post=own_draft(OK),
        facts=lambda town: {"late_reason": WHY},
        rows=True,
    ),
    "duties.open_review": Line(
        waits("/duties/applications/{}/open_review", "duties.open_review"),
        post=acts("duties.open_review", OK, SEES),
        facts=bodies,
        rows=True,
    ),
    "duties.record_cover": Line(
        waits("/duties/applications/{}/covers", "duties.record_cover"),
        post=acts("duties.record_cover", MADE, SEES),
        facts=lambda town: {**COVER, "fen": 500},
        rows=True,
    ),
    "duties.confirm_cover": Line(
        of("/duties/covers/{}/confirm", "cover"),
        post=acts("duties.confirm_cover", OK, SEES),
        rows=True,
    ),
    "duties.vote": Line(
        of("/duties/seats/{}/vote", "seat"),
        post=at_table(OK),
        facts=lambda town: {"choice": "for"},
        rows=True,
    ),
    "duties.hearings": Line(at("/duties/hearings?tab=all"), get=holding("duties.hearings")),
    "duties.give_opinion": Line(
        of("/duties/hearings/{}/opinion", "hearing"),
        post=acts("duties.give_opinion", OK, here("duties.hearings")),
        facts=lambda town: {"stance": "agrees"},
        rows=True,
    ),
    **{verb: operation(verb) for verb in STEPS},
}
