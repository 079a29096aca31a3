"""The routes of bulletins and of the portal."""

from collections.abc import Callable, Mapping

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    MADE,
    NO_METHOD,
    OK,
    Codes,
    Line,
    Who,
    acts,
    always,
    at,
    here,
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


# a bulletin is there for those who look after it
kept = here("notices.view")


def drafted(who: Who) -> Codes:
    """Written for one's own community; another is not on the list."""
    if not who.holds("notices.draft"):
        return DENIED
    return DONE if who.is_at_home else frozenset({422})


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
    "notices.paper": Line(of("/notices/{}/pdf/", "out"), get=always(OK), post=always(NO_METHOD)),
    "notices.change": Line(
        of("/notices/{}/change/", "draft"),
        get=kept,
        post=acts("notices.change", DONE, kept),
        facts=lambda town: SAID,
        rows=True,
    ),
    "notices.publish": Line(
        of("/notices/{}/publish/", "draft"),
        get=kept,
        post=acts("notices.publish", DONE, kept),
        rows=True,
    ),
    "notices.withdraw": Line(
        of("/notices/{}/withdraw/", "out"),
        get=kept,
        post=acts("notices.withdraw", DONE, kept),
        facts=lambda town: {"reason": WHY},
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    "notices.list": Line(at("/notices"), get=always(OK)),
    "notices.draft": Line(
        at("/notices"),
        post=acts("notices.draft", MADE),
        facts=lambda town: {**SAID, "area": town.grid.code[:12]},
        rows=True,
    ),
    "notices.choose_home": Line(
        at("/notices/home"), post=always(OK), facts=lambda town: {"area": town.grid.code[:12]}
    ),
    "notices.view": Line(of("/notices/{}", "out"), get=always(OK)),
    "notices.change": Line(
        of("/notices/{}/change", "draft"),
        post=acts("notices.change", OK, kept),
        facts=lambda town: SAID,
        rows=True,
    ),
    "notices.publish": Line(
        of("/notices/{}/publish", "draft"),
        post=acts("notices.publish", OK, kept),
        facts=lambda town: {"checked": False},
        rows=True,
    ),
    "notices.withdraw": Line(
        of("/notices/{}/withdraw", "out"),
        post=acts("notices.withdraw", OK, kept),
        facts=lambda town: {"reason": WHY},
        rows=True,
    ),
    "notices.find": Line(at("/open/communities"), get=always(OK), open=True),
    "notices.board": Line(community("/open/communities/{}"), get=always(OK), open=True),
    "notices.of_area": Line(community("/open/communities/{}/notices"), get=always(OK), open=True),
}
