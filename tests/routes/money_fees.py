"""The routes of what is owed and paid, and of the money behind tasks."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.owed import Owed
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
    told_first,
)
from tests.town import BODY_ROLES, Town

DAY = today().isoformat()
READ, PAYMENTS, FEES = "money.claims", "money.remittances", "money.pledge"
WHY, PAPER = "登记重复了一次", "转账回单 9 号"


def there(town: Town) -> Owed:
    """What is owed."""
    assert town.owed is not None
    return town.owed


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row."""
    return lambda town: path.format(getattr(there(town), name).uid)


def own_body(path: str) -> Callable[[Town], str]:
    """The address of the body that owes."""
    return lambda town: path.format(town.bodies["own"].code)


def own_application(path: str) -> Callable[[Town], str]:
    """The address of the matter for which is paid in."""
    return lambda town: path.format(there(town).pledge.application.uid)


def after(read: str, verb: str, done: Codes) -> Expect:
    """An act on a row that one first has to see."""

    def expect(who: Who) -> Codes:
        if not who.holds(read):
            return DENIED
        if not who.is_at_home:
            return GONE
        return done if who.holds(verb) else DENIED

    return expect


def pays(done: Codes, nobody: Codes) -> Expect:
    """Only in the name of a body; who holds the verb and no body has nothing to choose."""

    def expect(who: Who) -> Codes:
        if not who.holds("money.remit"):
            return DENIED
        return done if who.role in BODY_ROLES else nobody

    return expect


def raised(town: Town) -> Mapping[str, Any]:
    """What is owed, as the form sends it."""
    facts = {"area": town.grid.code[:12], "debtor": "b-department", "kind": "other", "fen": "10"}
    return {
        **facts,
        "fund": "other",
        "title": "场地费",
        "basis": PAPER,
        "due_on": DAY,
        "fen": "10",
    }


def raised_by_program(town: Town) -> Mapping[str, Any]:
    """The same for programs."""
    return {**raised(town), "fen": 1000}


def payment(town: Town) -> Mapping[str, Any]:
    """What is paid, as the form sends it."""
    return {"claims": [str(there(town).claim.uid)], "paper": PAPER, "day": DAY}


def payment_by_program(town: Town) -> Mapping[str, Any]:
    """The same for programs."""
    return {**payment(town), "debtor": town.bodies["own"].code}


PAID_IN: Mapping[str, Any] = {"fen": 1, "paper": PAPER, "day": DAY}
# verb → the verb of the row, its address, the row, what is sent
ACTS: Mapping[str, tuple[str, str, str, Mapping[str, Any]]] = {
    "money.cancel_claim": (READ, "claims/{}/cancel", "claim", {"reason": WHY}),
    "money.confirm_remittance": (PAYMENTS, "remittances/{}/confirm", "remittance", {}),
    "money.refuse_remittance": (PAYMENTS, "remittances/{}/refuse", "remittance", {"reason": WHY}),
    "money.return_deposit": (FEES, "pledges/{}/return", "over", {"paper": PAPER, "day": DAY}),
}
ROWS: Mapping[str, tuple[str, str, str]] = {
    "money.claim": (READ, "claims/{}", "claim"),
    "money.remittance": (PAYMENTS, "remittances/{}", "remittance"),
    "money.pledge": (FEES, "pledges/{}", "pledge"),
}


def told(facts: Mapping[str, Any]) -> Callable[[Town], Mapping[str, Any]]:
    """What is sent, whatever the town."""
    return lambda town: facts


PAGES: Mapping[str, Line] = {
    **{
        name: Line(at(f"/money/{path}"), get=holding(needs), post=always(NO_METHOD))
        for name, (path, needs) in {
            "money.claims": ("claims/", READ),
            "money.export_claims": ("claims/export.xlsx", "money.export_claims"),
            "money.arrears": ("arrears/", READ),
            "money.remittances": ("remittances/", PAYMENTS),
        }.items()
    },
    **{
        name: Line(
            of(f"/money/{path}/", row),
            get=told_first(needs, OK, DENIED),
            post=always(NO_METHOD),
            rows=True,
        )
        for name, (needs, path, row) in ROWS.items()
    },
    **{
        verb: Line(
            of(f"/money/{path}/", row),
            get=after(read, verb, OK),
            post=after(read, verb, DONE),
            facts=told(facts),
            rows=True,
        )
        for verb, (read, path, row, facts) in ACTS.items()
    },
    "money.debtor": Line(
        own_body("/money/debtors/{}/"),
        get=told_first(READ, OK, DENIED),
        post=always(NO_METHOD),
        rows=True,
    ),
    "money.raise": Line(
        at("/money/claims/raise/"),
        get=holding("money.raise"),
        post=holding("money.raise", DONE),
        facts=raised,
    ),
    "money.remit": Line(at("/money/remit/"), get=pays(OK, OK), post=pays(DONE, OK), facts=payment),
    "money.deposit": Line(
        own_application("/money/deposit/{}/"),
        get=told_first("money.deposit", OK, DENIED),
        post=told_first("money.deposit", DONE, DENIED),
        facts=told(PAID_IN),
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    **{
        name: Line(at(f"/money/{path}"), get=holding(needs))
        for name, (path, needs) in {
            "money.claims": ("claims", READ),
            "money.arrears": ("arrears", READ),
            "money.remittances": ("remittances", PAYMENTS),
        }.items()
    },
    **{
        name: Line(of(f"/money/{path}", row), get=told_first(needs, OK, DENIED), rows=True)
        for name, (needs, path, row) in ROWS.items()
    },
    **{
        verb: Line(
            of(f"/money/{path}", row),
            post=after(read, verb, MADE if verb == "money.return_deposit" else OK),
            facts=told(facts),
            rows=True,
        )
        for verb, (read, path, row, facts) in ACTS.items()
    },
    "money.debtor": Line(
        own_body("/money/debtors/{}"), get=told_first(READ, OK, DENIED), rows=True
    ),
    "money.raise": Line(
        at("/money/claims"),
        post=told_first("money.raise", MADE, DENIED),
        facts=raised_by_program,
        rows=True,
    ),
    "money.remit": Line(
        at("/money/remittances"), post=pays(MADE, DENIED), facts=payment_by_program
    ),
    "money.deposit": Line(
        own_application("/money/deposits/{}"),
        post=told_first("money.deposit", MADE, DENIED),
        facts=told({**PAID_IN, "fen": 100}),
        rows=True,
    ),
}
