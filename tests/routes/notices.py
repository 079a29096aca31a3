"""The routes of bulletins and of the portal."""

from collections.abc import Callable, Mapping

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
    Who,
    always,
    at,
    holding,
)
from tests.town import TEXT, WHY, Town

SAID = {"kind": "outage", "title": "今晚停水八小时", "text": TEXT, "since": str(today())}


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a bulletin."""
    return lambda town: path.format(town.bulletins[name].uid)


def community(path: str) -> Callable[[Town], str]:
    """An address of the own community."""
    return lambda town: path.format(town.grid.code[:12])


def kept(verb: str, yes: Codes) -> Expect:
    """A bulletin is there for those who look after it."""

    def expect(who: Who) -> Codes:
        if not (who.is_at_home and who.holds("notices.view")):
            return GONE
        return yes if who.holds(verb) else DENIED

    return expect


def drafted(who: Who) -> Codes:
    """Written for one's own community; another is not on the list."""
    if not who.holds("notices.draft"):
        return DENIED
    return DONE if who.is_at_home else frozenset({422})


def draft_by_program(who: Who) -> Codes:
    """The same without a list."""
    if not who.is_at_home:
        return GONE
    return MADE if who.holds("notices.draft") else DENIED


def shown(verb: str) -> Expect:
    """The form of a step, for those who look after the bulletin."""
    return lambda who: OK if who.is_at_home and who.holds("notices.view") else GONE


PAGES: Mapping[str, Line] = {
    "notices.home": Line(at("/home/"), get=always(OK), post=always(NO_METHOD)),
    "notices.find": Line(at("/c/"), get=always(OK), post=always(NO_METHOD), open=True),
    "notices.board": Line(community("/c/{}/"), get=always(OK), post=always(NO_METHOD), open=True),
    "notices.of_area": Line(
        community("/c/{}/notices/"), get=always(OK), post=always(NO_METHOD), open=True
    ),
    "notices.choose_home": Line(
        community("/c/{}/home/"), get=always(NO_METHOD), post=always(DONE), open=True
    ),
    "notices.list": Line(at("/notices/"), get=holding("notices.view"), post=always(NO_METHOD)),
    "notices.draft": Line(
        at("/notices/draft/"),
        get=holding("notices.draft"),
        post=drafted,
        facts=lambda town: {**SAID, "area": town.grid.code[:12]},
        rows=True,
    ),
    "notices.view": Line(
        of("/notices/{}/", "out"), get=always(OK), post=always(NO_METHOD), open=True
    ),
    "notices.sheet": Line(
        of("/notices/{}/print/", "out"), get=always(OK), post=always(NO_METHOD), open=True
    ),
    "notices.change": Line(
        of("/notices/{}/change/", "draft"),
        get=shown("notices.change"),
        post=kept("notices.change", DONE),
        facts=lambda town: SAID,
        rows=True,
    ),
    "notices.publish": Line(
        of("/notices/{}/publish/", "draft"),
        get=shown("notices.publish"),
        post=kept("notices.publish", DONE),
        rows=True,
    ),
    "notices.withdraw": Line(
        of("/notices/{}/withdraw/", "out"),
        get=shown("notices.withdraw"),
        post=kept("notices.withdraw", DONE),
        facts=lambda town: {"reason": WHY},
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    "notices.list": Line(at("/notices"), get=always(OK)),
    "notices.draft": Line(
        at("/notices"),
        post=draft_by_program,
        facts=lambda town: {**SAID, "area": town.grid.code[:12]},
        rows=True,
    ),
    "notices.choose_home": Line(
        at("/notices/home"), post=always(OK), facts=lambda town: {"area": town.grid.code[:12]}
    ),
    "notices.view": Line(of("/notices/{}", "out"), get=always(OK)),
    "notices.change": Line(
        of("/notices/{}/change", "draft"),
        post=kept("notices.change", OK),
        facts=lambda town: SAID,
        rows=True,
    ),
    "notices.publish": Line(
        of("/notices/{}/publish", "draft"),
        post=kept("notices.publish", OK),
        facts=lambda town: {"checked": False},
        rows=True,
    ),
    "notices.withdraw": Line(
        of("/notices/{}/withdraw", "out"),
        post=kept("notices.withdraw", OK),
        facts=lambda town: {"reason": WHY},
        rows=True,
    ),
    "notices.find": Line(at("/open/communities"), get=always(OK), open=True),
    "notices.board": Line(community("/open/communities/{}"), get=always(OK), open=True),
    "notices.of_area": Line(community("/open/communities/{}/notices"), get=always(OK), open=True),
}
