"""The routes of published accounts, questions about them, and reports."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.disclosed import quarter
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
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.town import OWN, Town

CODE = OWN.replace(".", "")
NEW = quarter(3)
NOTHING: Codes = frozenset({204})
READ, ASKED = "money.disclosures", "money.objections"
OPEN = {"get": always(OK), "post": always(NO_METHOD), "open": True}


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of the own community."""

    def found(town: Town) -> str:
        assert town.disclosed is not None
        return path.format(getattr(town.disclosed, name).uid)

    return found


def sent(**facts: Any) -> Callable[[Town], Mapping[str, Any]]:
    """What is sent, whatever the town."""
    return lambda town: facts


def drafting(yes: Codes) -> Expect:
    """Who drafts finds the communities of the own area."""

    def expect(who: Any) -> Codes:
        if not who.holds("money.draft_accounts"):
            return DENIED
        return yes if who.is_at_home else GONE

    return expect


# verb → address, its row, the verb that shows the row, what is sent, what a program is answered
STEPS: Mapping[str, tuple[str, str, str, Callable[[Town], Mapping[str, Any]], Codes]] = {
    "money.publish_accounts": ("disclosures/{}/publish", "draft", READ, sent(), OK),
    "money.refresh_accounts": ("disclosures/{}/refresh", "draft", READ, sent(note="说明"), OK),
    "money.drop_accounts": ("disclosures/{}/drop", "draft", READ, sent(), NOTHING),
    "money.correct_accounts": (
        *("disclosures/{}/correct", "out", READ),
        *(sent(note="上次少记一笔租金。"), MADE),
    ),
    "money.answer_objection": (
        *("objections/{}/answer", "asked", ASKED),
        *(sent(answer="由中标公司施工。"), OK),
    ),
}
QUESTION = sent(text="这笔办公费用买了什么？")
REPORT = f"?area={CODE}"
PAGES: Mapping[str, Line] = {
    "money.accounts": Line(at(f"/money/accounts/{CODE}/"), **OPEN),  # type: ignore[arg-type]
    "money.notice": Line(at(f"/money/accounts/{CODE}/notice/"), **OPEN),  # type: ignore[arg-type]
    "money.accounts_sheet": Line(
        at(f"/money/accounts/{CODE}/sheet/"),
        **OPEN,  # type: ignore[arg-type]
    ),
    "money.accounts_pdf": Line(
        at(f"/money/accounts/{CODE}/pdf/"), get=always(OK), post=always(NO_METHOD)
    ),
    READ: Line(at("/money/disclosures/"), get=holding(READ), post=always(NO_METHOD)),
    "money.disclosure": Line(
        of("/money/disclosures/{}/", "draft"), get=here(READ), post=always(NO_METHOD), rows=True
    ),
    "money.draft_accounts": Line(
        at(f"/money/disclosures/draft/?area={CODE}&year={NEW.year}&quarter={NEW.quarter}"),
        get=drafting(OK),
        post=drafting(DONE),
        facts=sent(note="说明"),
    ),
    "money.raise_objection": Line(
        of("/money/disclosures/{}/ask/", "out"),
        get=here("money.raise_objection"),
        post=here("money.raise_objection", DONE),
        facts=QUESTION,
        rows=True,
    ),
    ASKED: Line(at("/money/objections/"), get=holding(ASKED), post=always(NO_METHOD)),
    "money.objection": Line(
        of("/money/objections/{}/", "asked"), get=here(ASKED), post=always(NO_METHOD), rows=True
    ),
    "money.reports": Line(
        at("/money/reports/"), get=holding("money.reports"), post=always(NO_METHOD)
    ),
    "money.export_reports": Line(
        at("/money/reports/export/"), get=holding("money.reports"), post=always(NO_METHOD)
    ),
    **{
        verb: Line(
            of(f"/money/{path}/", row),
            get=acts(verb, OK, here(sees)),
            post=acts(verb, DONE, here(sees)),
            facts=facts,
            rows=True,
        )
        for verb, (path, row, sees, facts, _answer) in STEPS.items()
    },
}
API: Mapping[str, Line] = {
    "money.accounts": Line(at(f"/open/money/accounts/{CODE}"), get=always(OK), open=True),
    READ: Line(at(f"/money/disclosures?year={today().year}"), get=holding(READ)),
    "money.disclosure": Line(of("/money/disclosures/{}", "draft"), get=here(READ), rows=True),
    "money.draft_accounts": Line(
        at("/money/disclosures"),
        post=told_first("money.draft_accounts", MADE, DENIED),
        facts=sent(area=CODE, year=NEW.year, quarter=NEW.quarter),
    ),
    "money.raise_objection": Line(
        of("/money/disclosures/{}/ask", "out"),
        post=here("money.raise_objection", MADE),
        facts=QUESTION,
        rows=True,
    ),
    ASKED: Line(at("/money/objections"), get=holding(ASKED)),
    "money.reports": Line(
        at(f"/money/reports{REPORT}&year={today().year}"),
        get=told_first("money.reports", OK, DENIED),
    ),
    **{
        verb: Line(
            of(f"/money/{path}", row),
            post=acts(verb, answer, here(sees)),
            facts=facts,
            rows=True,
        )
        for verb, (path, row, sees, facts, answer) in STEPS.items()
    },
}
