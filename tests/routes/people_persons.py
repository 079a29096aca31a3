"""The routes of persons, households, tags and searches."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DONE,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Line,
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.town import Town

FOUND = holding("people.find", OK, REFUSED)


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of somebody of the own community."""
    return lambda town: path.format(getattr(town.peopled, name).uid)


def home(path: str, name: str = "dwelling") -> Callable[[Town], str]:
    """The address of a dwelling or building of the own community."""
    return lambda town: path.format(town.homes[name].uid)


# people are open to who works with them where they live
sees = here("people.view")


def by_dwelling(path: str) -> Callable[[Town], str]:
    """The page on which somebody is written down in a dwelling."""
    return lambda town: f"{path}?dwelling={town.homes['dwelling'].uid}"


NEW: Mapping[str, Any] = {
    "name": "陆晓东",
    "paper": "none",
    "household": "",
    "tie": "home",
    "since": today().isoformat(),
}
TAGGED = {"kind": "veteran", "basis": "优待证", "since": today().isoformat()}
RENEWED, ENDED = {"basis": "上门核实"}, {"reason": "情况已变"}


def changed(town: Town) -> Mapping[str, Any]:
    """A correction of what is seen now."""
    assert town.peopled is not None
    person = town.peopled.person
    return {"version": person.version, "name": "沈玉珍", "paper": "none", "nation": "02"}


PAGES: Mapping[str, Line] = {
    "people.find": Line(
        at("/people/"),
        get=FOUND,
        post=holding("people.find", DONE, REFUSED),
        facts=lambda town: {"q": "沈"},
    ),
    "people.choose_purpose": Line(
        at("/people/purpose/"),
        get=always(NO_METHOD),
        post=holding("people.find", DONE, REFUSED),
        facts=lambda town: {"purpose": "matter"},
    ),
    "people.searches": Line(at("/people/searches/"), get=always(OK), post=always(NO_METHOD)),
    "people.tags": Line(at("/people/tags/"), get=FOUND, post=always(NO_METHOD)),
    "people.register": Line(
        by_dwelling("/people/register/"),
        get=told_first("people.register", OK),
        post=told_first("people.register", DONE),
        facts=lambda town: NEW,
        rows=True,
    ),
    "people.view": Line(of("/people/{}/", "person"), get=sees, post=always(NO_METHOD), rows=True),
    "people.household": Line(
        of("/people/households/{}/", "household"), get=sees, post=always(NO_METHOD), rows=True
    ),
    "people.dwelling": Line(
        home("/people/dwellings/{}/"),
        get=told_first("people.view", OK),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.building": Line(
        home("/people/buildings/{}/", "building"),
        get=told_first("people.view", OK),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.change": Line(
        of("/people/{}/change/", "person"),
        get=sees,
        post=acts("people.change", DONE, sees),
        facts=changed,
        rows=True,
    ),
    "people.tag": Line(
        of("/people/{}/tags/", "person"),
        get=sees,
        post=acts("people.tag", DONE, sees),
        facts=lambda town: TAGGED,
        rows=True,
    ),
    "people.renew_tag": Line(
        of("/people/tags/{}/renew/", "tag"),
        get=sees,
        post=acts("people.renew_tag", DONE, sees),
        facts=lambda town: RENEWED,
        rows=True,
    ),
    "people.untag": Line(
        of("/people/tags/{}/end/", "tag"),
        get=sees,
        post=acts("people.untag", DONE, sees),
        facts=lambda town: ENDED,
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    "people.find": Line(
        at("/people/find"),
        post=holding("people.find", OK, REFUSED),
        facts=lambda town: {"q": "沈", "purpose": "matter"},
    ),
    "people.searches": Line(at("/people/searches"), get=always(OK)),
    "people.tags": Line(at("/people/tags"), get=FOUND),
    "people.register": Line(
        at("/people/register"),
        post=acts("people.register", MADE, here("places.dwellings")),
        facts=lambda town: {
            "dwelling": str(town.homes["dwelling"].uid),
            "name": "陆晓东",
            "paper": "none",
        },
        rows=True,
    ),
    "people.view": Line(of("/people/{}", "person"), get=sees, rows=True),
    "people.household": Line(of("/people/households/{}", "household"), get=sees, rows=True),
    "people.dwelling": Line(
        home("/people/dwellings/{}"), get=told_first("people.view", OK), rows=True
    ),
    "people.change": Line(
        of("/people/{}/change", "person"),
        post=acts("people.change", OK, sees),
        facts=lambda town: {"version": 1, "nation": "02"},
        rows=True,
    ),
    "people.tag": Line(
        of("/people/{}/tag", "person"),
        post=acts("people.tag", MADE, sees),
        facts=lambda town: TAGGED,
        rows=True,
    ),
    "people.renew_tag": Line(
        of("/people/tags/{}/renew", "tag"),
        post=acts("people.renew_tag", OK, sees),
        facts=lambda town: RENEWED,
        rows=True,
    ),
    "people.untag": Line(
        of("/people/tags/{}/end", "tag"),
        post=acts("people.untag", OK, sees),
        facts=lambda town: ENDED,
        rows=True,
    ),
}
