"""The routes of letting, residence permits, visits and proposals."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DONE,
    MADE,
    NO_METHOD,
    OK,
    Line,
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.town import Town


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of the own community."""
    return lambda town: path.format(getattr(town.rented, name).uid)


def home(path: str) -> Callable[[Town], str]:
    """The address of a dwelling of the own community."""
    return lambda town: path.format(town.homes["dwelling"].uid)


def leaver(path: str) -> Callable[[Town], str]:
    """The address of one who moves out of the tenancy."""

    def found(town: Town) -> str:
        assert town.rented is not None
        return path.format(town.rented.tenancy.uid, town.rented.tenant.uid)

    return found


def seen(town: Town) -> Mapping[str, Any]:
    """The version of the record that is decided upon."""
    assert town.rented is not None
    return {"seen": town.rented.proposal.person.version}


DAY = today().isoformat()
LET: Mapping[str, Any] = {
    "kind": "room",
    "part": "南间",
    "landlord_name": "沈国强",
    "since": DAY,
    "moved_in_on": DAY,
    "told_on": DAY,
    "told_by": "landlord",
}
TENANT: Mapping[str, Any] = {"name": "何安", "paper": "none", "relation": "99"}
# verb → who sees its row, its address for pages, the row, what is sent
STEPS: Mapping[str, tuple[str, str, str, Mapping[str, Any]]] = {
    "people.add_tenant": (
        "people.rentals",
        "/rentals/{}/tenants",
        "tenancy",
        {**TENANT, "since": DAY},
    ),
    "people.change_tenancy": ("people.rentals", "/rentals/{}/change", "tenancy", {"note": "续租"}),
    "people.end_tenancy": ("people.rentals", "/rentals/{}/end", "tenancy", {"on": DAY}),
    "people.check_room": ("people.rentals", "/rentals/{}/check", "tenancy", {"on": DAY}),
    "people.endorse_permit": ("people.permits", "/permits/{}/endorse", "permit", {"on": DAY}),
    "people.end_permit": (
        "people.permits",
        "/permits/{}/end",
        "permit",
        {"reason": "已离开本市"},
    ),
    "people.visit": (
        "people.visits",
        "/households/{}/visit",
        "household",
        {"found": "absent", "on": DAY},
    ),
    "people.refuse_proposal": (
        "people.proposals",
        "/proposals/{}/refuse",
        "proposal",
        {"answer": "本人说没有换号"},
    ),
    "people.issue_permit": (
        "people.view",
        "/{}/permit",
        "tenant",
        {"issued_on": DAY, "seen": True},
    ),
}
CREATES = frozenset({"people.visit", "people.issue_permit"})


def step(path: str, name: str, verb: str, sight: str, facts: Mapping[str, Any]) -> Line:
    """The page of one act."""
    return Line(
        of(f"/people{path}/", name),
        get=acts(verb, OK, here(sight)),
        post=acts(verb, DONE, here(sight)),
        facts=lambda town: facts,
        rows=True,
    )


def deed(path: str, name: str, verb: str, sight: str, facts: Mapping[str, Any]) -> Line:
    """The operation of one act."""
    yes = MADE if verb in CREATES else OK
    return Line(
        of(f"/people{path}", name),
        post=acts(verb, yes, here(sight)),
        facts=lambda town: facts,
        rows=True,
    )


PAGES: Mapping[str, Line] = {
    **{
        verb: Line(at(path), get=holding(needs), post=always(NO_METHOD))
        for verb, (path, needs) in {
            "people.due": ("/people/due/", "people.rentals"),
            "people.rentals": ("/people/rentals/", "people.rentals"),
            "people.export_rentals": ("/people/rentals/export.xlsx", "people.export_rentals"),
            "people.permits": ("/people/permits/", "people.permits"),
            "people.visits": ("/people/visits/", "people.visits"),
            "people.proposals": ("/people/proposals/", "people.proposals"),
        }.items()
    },
    "people.let_where": Line(
        at("/people/rentals/let/?q=1"),
        get=holding("people.let"),
        post=always(NO_METHOD),
    ),
    "people.tenancy": Line(
        of("/people/rentals/{}/", "tenancy"),
        get=here("people.rentals"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.let": Line(
        home("/people/dwellings/{}/let/"),
        get=acts("people.let", OK, here("places.dwellings")),
        post=acts("people.let", DONE, here("places.dwellings")),
        facts=lambda town: {**LET, "t0-name": "何安", "t0-paper": "none"},
        rows=True,
    ),
    "people.remove_tenant": Line(
        leaver("/people/rentals/{}/tenants/{}/remove/"),
        get=acts("people.remove_tenant", OK, here("people.rentals")),
        post=acts("people.remove_tenant", DONE, here("people.rentals")),
        facts=lambda town: {"on": DAY},
        rows=True,
    ),
    "people.take_proposal": Line(
        of("/people/proposals/{}/take/", "proposal"),
        get=acts("people.take_proposal", OK, here("people.proposals")),
        post=acts("people.take_proposal", DONE, here("people.proposals")),
        facts=seen,
        rows=True,
    ),
    **{
        verb: step(path, name, verb, sight, facts)
        for verb, (sight, path, name, facts) in STEPS.items()
    },
    "people.phone_visits": Line(
        at("/m/visits/"),
        get=holding("people.visit", OK, DONE),
        post=holding("people.visit", NO_METHOD, DONE),
    ),
    "people.phone_kept": Line(
        at("/m/visits/kept.json"),
        get=holding("people.visit", OK, DONE),
        post=holding("people.visit", NO_METHOD, DONE),
    ),
    "people.phone_visit": Line(
        of("/m/visits/{}/", "household"),
        get=told_first("people.visit", OK, DONE),
        post=told_first("people.visit", DONE, DONE),
        facts=lambda town: {"found": "absent", "on": DAY},
        rows=True,
    ),
}
API: Mapping[str, Line] = {
    **{
        verb: Line(at(path), get=holding(verb))
        for verb, path in {
            "people.rentals": "/people/rentals",
            "people.permits": "/people/permits",
            "people.visits": "/people/visits",
            "people.proposals": "/people/proposals",
        }.items()
    },
    "people.tenancy": Line(
        of("/people/rentals/{}", "tenancy"), get=here("people.rentals"), rows=True
    ),
    "people.let": Line(
        home("/people/dwellings/{}/let"),
        post=acts("people.let", MADE, here("places.dwellings")),
        facts=lambda town: {**LET, "tenants": [TENANT]},
        rows=True,
    ),
    "people.remove_tenant": Line(
        leaver("/people/rentals/{}/tenants/{}/remove"),
        post=acts("people.remove_tenant", OK, here("people.rentals")),
        facts=lambda town: {"on": DAY},
        rows=True,
    ),
    "people.take_proposal": Line(
        of("/people/proposals/{}/take", "proposal"),
        post=acts("people.take_proposal", OK, here("people.proposals")),
        facts=seen,
        rows=True,
    ),
    **{
        verb: deed(path, name, verb, sight, facts)
        for verb, (sight, path, name, facts) in STEPS.items()
    },
}
