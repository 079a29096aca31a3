"""The routes of schemes, yearly runs, what was granted, and gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    FAULTY,
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
from tests.town import OWN, Town

RUNS, OWN_ONES, GAP = "money.runs", "money.entitlements", "money.gap"
CODE = OWN.replace(".", "")
YEAR = today().year


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of the own community."""

    def found(town: Town) -> str:
        assert town.granted is not None
        return path.format(getattr(town.granted, name).uid)

    return found


def plain(**facts: Any) -> Callable[[Town], Mapping[str, Any]]:
    """What is sent, whatever the town."""
    return lambda town: facts


WHY = plain(reason="底数有误，更正后重算。")
# verb → address of the page and of the operation, its row, what is sent
STEPS: Mapping[str, tuple[str, str, str, Callable[[Town], Mapping[str, Any]]]] = {
    "money.consent_run": ("runs/{}/consent", "runs/{}/consent", "waiting", plain(note="属实")),
    "money.withdraw_run": ("runs/{}/withdraw", "runs/{}/withdraw", "waiting", WHY),
    "money.strike_entitlement": ("granted/{}/strike", "entitlements/{}/strike", "line", WHY),
}
PAGES: Mapping[str, Line] = {
    "money.schemes": Line(
        at("/money/schemes/"), get=holding("money.schemes"), post=always(NO_METHOD)
    ),
    "money.runs": Line(at("/money/runs/"), get=holding(RUNS), post=always(NO_METHOD)),
    "money.count_run": Line(
        at("/money/runs/count/"),
        get=holding("money.count_run"),
        post=holding("money.count_run", FAULTY),  # a community is no place for a run
        facts=plain(area=CODE, year=YEAR),
    ),
    "money.run": Line(
        of("/money/runs/{}/", "waiting"), get=here(RUNS), post=always(NO_METHOD), rows=True
    ),
    "money.export_run": Line(
        of("/money/runs/{}/export/", "waiting"),
        get=acts("money.export_run", OK, here(RUNS)),
        post=always(NO_METHOD),
        rows=True,
    ),
    "money.entitlements": Line(
        at("/money/granted/"), get=holding(OWN_ONES), post=always(NO_METHOD)
    ),
    "money.entitlement": Line(
        of("/money/granted/{}/", "given"),
        get=here(OWN_ONES),
        post=always(NO_METHOD),
        rows=True,
    ),
    **{
        verb: Line(
            of(f"/money/{path}/", name),
            get=acts(verb, OK, here(RUNS)),
            post=acts(verb, DONE, here(RUNS)),
            facts=facts,
            rows=True,
        )
        for verb, (path, _operation, name, facts) in STEPS.items()
    },
    "money.gap": Line(at("/money/gap/"), get=holding(GAP), post=always(NO_METHOD)),
    "money.gap_of": Line(
        at(f"/money/gap/{CODE}/"), get=told_first(GAP, OK, DENIED), post=always(NO_METHOD)
    ),
    "money.export_gap": Line(
        at(f"/money/gap/export/?area={CODE}"),
        get=told_first("money.export_gap", OK, DENIED),
        post=always(NO_METHOD),
    ),
}
API: Mapping[str, Line] = {
    "money.schemes": Line(at("/money/schemes"), get=holding("money.schemes")),
    "money.runs": Line(at("/money/runs"), get=holding(RUNS)),
    "money.run": Line(of("/money/runs/{}", "waiting"), get=here(RUNS), rows=True),
    "money.count_run": Line(
        at("/money/runs"),
        post=told_first("money.count_run", REFUSED, DENIED),
        facts=plain(area=CODE, year=YEAR),
    ),
    "money.entitlements": Line(at("/money/entitlements"), get=holding(OWN_ONES)),
    "money.entitlement": Line(
        of("/money/entitlements/{}", "given"), get=here(OWN_ONES), rows=True
    ),
    **{
        verb: Line(
            of(f"/money/{path}", name),
            post=acts(verb, OK, here(RUNS)),
            facts=facts,
            rows=True,
        )
        for verb, (_page, path, name, facts) in STEPS.items()
    },
    "money.gap": Line(at(f"/money/gap?area={CODE}"), get=told_first(GAP, OK, DENIED)),
}
