"""The routes of purses, receipts, earmarks, budgets, ends of years and the books."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Codes,
    Expect,
    Line,
    Who,
    always,
    at,
    here,
    holding,
)
from tests.town import OWN, Town

CODE = OWN.replace(".", "")
YEAR = today().year


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of the own community."""

    def found(town: Town) -> str:
        assert town.pursed is not None
        return path.format(getattr(town.pursed, name).uid)

    return found


def of_tenancy(path: str) -> Callable[[Town], str]:
    """The address of a tenancy of the own community."""

    def found(town: Town) -> str:
        assert town.rented is not None
        return path.format(town.rented.tenancy.uid)

    return found


def plain(**facts: Any) -> Callable[[Town], Mapping[str, Any]]:
    """What is sent, whatever the town."""
    return lambda town: facts


def giving(**facts: Any) -> Callable[[Town], Mapping[str, Any]]:
    """What is sent, with the purse it comes from."""

    def found(town: Town) -> Mapping[str, Any]:
        assert town.pursed is not None
        return {"giver": str(town.pursed.purse.uid), **facts}

    return found


def doing(verb: str, sees: str, done: Codes) -> Expect:
    """An act on a row: gone for who does not read it, denied without the verb."""

    def expect(who: Who) -> Codes:
        if not (who.is_at_home and who.holds(sees)):
            return GONE
        return done if who.holds(verb) else DENIED

    return expect


def writing(verb: str, yes: Codes) -> Expect:
    """Who holds the verb does it at home; elsewhere the area is not there."""

    def expect(who: Who) -> Codes:
        if not who.holds(verb):
            return DENIED
        return yes if who.is_at_home else GONE

    return expect


RECEIPTS, EARMARKS, BUDGETS = "money.receipts", "money.earmarks", "money.budgets"
NOTE = plain(note="街道追加活动经费")
WHY = plain(reason="登记重复")
SHEET = plain(seen=2, c0="office", f0="fiscal_district", t0="", y0="12.50")
LINES = [{"flow": "out", "fund": "fiscal_district", "category": "office", "fen": 1250}]
IN = {"fund": "rent", "category": "in_rent", "payer": "便民超市", "title": "租金", "paper": "9"}
RECEIPT = {**IN, "day": today().isoformat()}
MARK = {"fund": "rent", "title": "楼道扶手", "purpose": "加装扶手"}
# verb → address, its row, who reads it, what is sent to the page, what to the operation
STEPS: Mapping[str, tuple[str, str, str, Any, Any]] = {
    "money.confirm_receipt": ("receipts/{}/confirm", "waits", RECEIPTS, plain(), plain()),
    "money.drop_receipt": ("receipts/{}/drop", "waits", RECEIPTS, WHY, WHY),
    "money.reverse": ("receipts/{}/reverse", "booked", RECEIPTS, WHY, WHY),
    "money.end_earmark": ("earmarks/{}/end", "earmark", EARMARKS, plain(), plain()),
    "money.change_budget": (
        "budgets/{}/change", "draft", BUDGETS, SHEET, plain(seen=2, lines=LINES),
    ),
    "money.submit_budget": ("budgets/{}/submit", "draft", BUDGETS, plain(), plain()),
    "money.approve_budget": ("budgets/{}/approve", "submitted", BUDGETS, plain(), plain()),
    "money.return_budget": ("budgets/{}/return", "submitted", BUDGETS, NOTE, NOTE),
    "money.drop_budget": ("budgets/{}/drop", "draft", BUDGETS, plain(), plain()),
    "money.confirm_close": ("years/{}/confirm", "end", BUDGETS, plain(), plain()),
    "money.drop_close": ("years/{}/drop", "end", BUDGETS, plain(), plain()),
}  # fmt: skip
# row → who reads it, where
READS = {
    "money.purse": ("money.purses", "purses/{}", "purse"),
    "money.voucher": ("money.purses", "vouchers/{}", "voucher"),
    "money.receipt": (RECEIPTS, "receipts/{}", "booked"),
    "money.earmark": (EARMARKS, "earmarks/{}", "earmark"),
    "money.budget": (BUDGETS, "budgets/{}", "approved"),
    "money.year_end": (BUDGETS, "years/{}", "end"),
}
LISTS = {
    "money.tenancy_fees": ("money.book_tenancy_fee", "tenancy-fees/"),
    "money.purses": ("money.purses", ""),
    "money.receipts": (RECEIPTS, "receipts/"),
    "money.earmarks": (EARMARKS, "earmarks/"),
    "money.budgets": (BUDGETS, "budgets/"),
    "money.years": (BUDGETS, "years/"),
    "money.books": ("money.books", "books/"),
    "money.export_purses": ("money.export_purses", "purses/export/"),
}
MADE_AT = {
    "money.add_receipt": ("receipts/new/", plain(**RECEIPT, fen="30")),
    "money.add_earmark": ("earmarks/new/", plain(**MARK)),
    "money.draft_budget": ("budgets/new/", plain(year=YEAR + 1)),
    "money.close_year": ("years/close/", plain(year=YEAR - 3)),
}


def reading(verb: str, name: str) -> Expect:
    """Who reads a row; a voucher says first that one reads no purses."""
    if name != "money.voucher":
        return here(verb)

    def expect(who: Who) -> Codes:
        if not who.holds(verb):
            return DENIED
        return OK if who.is_at_home else GONE

    return expect


def decided(expect: Expect, verb: str, done: Codes, no: Codes) -> Expect:
    """In the matrix everybody stands in the community itself: decisions belong above."""

    def answer(who: Who) -> Codes:
        found = expect(who)
        above = verb in ("money.approve_budget", "money.return_budget")
        return no if found == done and above else found

    return answer


PAGES: Mapping[str, Line] = {
    **{
        name: Line(at(f"/money/{path}"), get=holding(verb), post=always(NO_METHOD))
        for name, (verb, path) in LISTS.items()
    },
    **{
        name: Line(
            of(f"/money/{path}/", row),
            get=reading(verb, name),
            post=always(NO_METHOD),
            rows=True,
        )
        for name, (verb, path, row) in READS.items()
    },
    **{
        verb: Line(
            of(f"/money/{path}/", row),
            get=doing(verb, sees, OK),
            post=decided(doing(verb, sees, DONE), verb, DONE, frozenset({422})),
            facts=sent,
            rows=True,
        )
        for verb, (path, row, sees, sent, _given) in STEPS.items()
    },
    **{
        verb: Line(
            at(f"/money/{path}?area={CODE}"),
            get=writing(verb, OK),
            post=writing(verb, DONE),
            facts=sent,
            rows=True,
        )
        for verb, (path, sent) in MADE_AT.items()
    },
    "money.revise_budget": Line(
        of("/money/budgets/{}/revise/", "approved"),
        get=doing("money.revise_budget", BUDGETS, OK),
        post=doing("money.revise_budget", BUDGETS, DONE),
        facts=NOTE,
        rows=True,
    ),
    "money.book_tenancy_fee": Line(
        of_tenancy("/money/tenancy-fees/{}/book/"),
        get=writing("money.book_tenancy_fee", OK),
        post=writing("money.book_tenancy_fee", frozenset({422})),  # nothing was handed down for it
        rows=True,
    ),
    "money.transfer": Line(
        at("/money/receipts/transfer/"),
        get=holding("money.transfer"),
        post=holding("money.transfer", frozenset({422})),
    ),
    "money.prove": Line(
        at("/money/books/prove/"), get=holding("money.prove"), post=holding("money.prove", DONE)
    ),
}
ASKED = {
    "money.tenancy_fees": ("money.book_tenancy_fee", "tenancy-fees"),
    "money.purses": ("money.purses", "purses"),
    "money.receipts": (RECEIPTS, "receipts"),
    "money.earmarks": (EARMARKS, "earmarks"),
    "money.budgets": (BUDGETS, "budgets"),
    "money.years": (BUDGETS, "years"),
    "money.books": ("money.books", "books"),
}
NEW = {
    "money.add_receipt": ("receipts", plain(**RECEIPT, fen=3000, area=CODE)),
    "money.add_earmark": ("earmarks", plain(**MARK, area=CODE)),
    "money.draft_budget": ("budgets", plain(year=YEAR + 1, area=CODE)),
    "money.close_year": ("years", plain(year=YEAR - 3, area=CODE)),
}
TRANSFER = {"area": CODE, "category": "in_rent", "fen": 1, "title": "调", "paper": "1"}
API: Mapping[str, Line] = {
    **{
        name: Line(at(f"/money/{path}"), get=holding(verb)) for name, (verb, path) in ASKED.items()
    },
    **{
        name: Line(of(f"/money/{path}", row), get=reading(verb, name), rows=True)
        for name, (verb, path, row) in READS.items()
    },
    **{
        verb: Line(
            of(f"/money/{path}", row),
            post=decided(doing(verb, sees, OK), verb, OK, REFUSED),
            facts=given,
            rows=True,
        )
        for verb, (path, row, sees, _sent, given) in STEPS.items()
    },
    **{
        verb: Line(at(f"/money/{path}"), post=writing(verb, MADE), facts=facts, rows=True)
        for verb, (path, facts) in NEW.items()
    },
    "money.revise_budget": Line(
        of("/money/budgets/{}/revise", "approved"),
        post=doing("money.revise_budget", BUDGETS, MADE),
        facts=NOTE,
        rows=True,
    ),
    "money.book_tenancy_fee": Line(
        of_tenancy("/money/tenancy-fees/{}/book"),
        post=writing("money.book_tenancy_fee", REFUSED),
        rows=True,
    ),
    "money.transfer": Line(
        at("/money/transfers"),
        post=writing("money.transfer", REFUSED),
        facts=giving(**TRANSFER),
        rows=True,
    ),
    "money.prove": Line(at("/money/books/prove"), post=holding("money.prove", frozenset({202}))),
}
