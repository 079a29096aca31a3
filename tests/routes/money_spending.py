"""The routes of payments, of services that are bought, and of shared bills."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from liren.kernel.base.clock import today
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
from tests.spending import Spent
from tests.town import OWN, Town, drawing

CODE = OWN.replace(".", "")
PAID, BUYS, SERVES, BILLS = "money.spendings", "money.purchases", "money.services", "money.bills"
TENDERS = "money.tenders"
DAY, END = today().isoformat(), (today() + timedelta(days=30)).isoformat()
Facts = Callable[[Town], Mapping[str, Any]]


def rows(town: Town) -> Spent:
    """What stands in the town."""
    assert town.spent is not None
    return town.spent


def paying(path: str, state: str) -> Callable[[Town], str]:
    """The address of a payment."""
    return lambda town: path.format(rows(town).spendings[state].uid)


def buying(path: str, state: str) -> Callable[[Town], str]:
    """The address of a purchase."""
    return lambda town: path.format(rows(town).purchases[state].uid)


def bill(path: str) -> Callable[[Town], str]:
    """The address of the bill."""
    return lambda town: path.format(rows(town).bill.uid)


def paper(path: str) -> Callable[[Town], str]:
    """The address of the paper."""
    return lambda town: path.format(rows(town).spendings["paid"].uid, rows(town).invoice.uid)


def logged(path: str) -> Callable[[Town], str]:
    """The address of a record of work."""
    return lambda town: path.format(rows(town).purchases["contracted"].uid, rows(town).log.uid)


def shown_work(path: str) -> Callable[[Town], str]:
    """The address of what shows it."""
    return lambda town: path.format(
        rows(town).purchases["contracted"].uid, rows(town).log.papers.get().uid
    )


def plain(**facts: Any) -> Facts:
    """What is sent, whatever the town."""
    return lambda town: facts


def picked(state: str) -> Facts:
    """One payment, ticked."""
    return lambda town: {"pick": str(rows(town).spendings[state].uid)}


UNCHOSEN = ("need", "budgeted", "open", "over")


def sees_purchase(state: str) -> Expect:
    """Who works there, and who performs it once it is chosen."""

    def expect(who: Who) -> Codes:
        performs = who.holds(SERVES) and state not in UNCHOSEN
        return OK if who.is_at_home and (who.holds(BUYS) or performs) else GONE

    return expect


def writing(verb: str, yes: Codes, elsewhere: Codes) -> Expect:
    """Who holds the verb does it at home; others are told so."""

    def expect(who: Who) -> Codes:
        if not who.holds(verb):
            return DENIED
        return yes if who.is_at_home else elsewhere

    return expect


def purse(town: Town) -> Mapping[str, Any]:
    """The purse, as pages and programs name it."""
    return {"purse": str(rows(town).purse.uid)}


def asking(**more: Any) -> Facts:
    """A payment that is asked for."""
    facts = {"category": "office", "title": "打印纸", "payee": "文具店", **more}
    return lambda town: {**purse(town), **facts}


WHY = plain(reason="理由写明")
# verb → the state in which it is due, what a page sends, what a program sends
PAYMENTS: Mapping[str, tuple[str, Facts, Facts]] = {
    "money.approve": ("asked", plain(), plain()),
    "money.refuse": ("asked", WHY, WHY),
    "money.withdraw": ("asked", WHY, WHY),
    "money.accept": ("approved", plain(fen="50", outcome="齐"), plain(fen=5000, outcome="齐")),
    "money.pay": ("accepted", plain(day=DAY, bank_paper="2"), plain(day=DAY, bank_paper="2")),
    "money.undo_payment": ("paid", WHY, WHY),
    "money.settle": ("paid", plain(), plain()),
}
TERMS = {"contract": "购 2", "start_on": DAY, "end_on": END}
DONE_WORK = plain(outcome="完成")
BOUGHT: Mapping[str, tuple[str, Facts, Facts]] = {
    "money.budget_purchase": (
        "need",
        lambda town: {"purse": rows(town).purse.pk},
        purse,
    ),
    "money.open_purchase": (
        *("budgeted", plain(manner="quotes", offers_until=END)),
        plain(manner="quotes", offers_until=END),
    ),
    "money.add_offer": ("open", plain(name="乙", fen="80"), plain(name="乙", fen=8000)),
    "money.extend_offers": (
        *("over", plain(offers_until=END, reason="不足")),
        plain(offers_until=END, reason="不足"),
    ),
    "money.open_offers": ("over", plain(), plain()),
    "money.choose_offer": (
        *("open", lambda town: {"offer": rows(town).offer.pk}),
        lambda town: {"offer": str(rows(town).offer.uid)},
    ),
    "money.sign_contract": ("chosen", plain(fen="90", **TERMS), plain(fen=9000, **TERMS)),
    "money.report_service": ("contracted", DONE_WORK, DONE_WORK),
    "money.record_service": ("contracted", DONE_WORK, DONE_WORK),
    "money.accept_service": (
        *("performed", plain(fen="90", finding="合格")),
        plain(fen=9000, finding="合格"),
    ),
    "money.return_service": ("performed", plain(finding="缺"), plain(finding="缺")),
    "money.pay_purchase": ("accepted", plain(), plain()),
    "money.rate_purchase": ("paid", plain(rating="4"), plain(rating=4)),
    "money.cancel_purchase": ("need", WHY, WHY),
}
SENT: Mapping[str, tuple[Facts, Facts]] = {
    "money.send_offer": (plain(fen="80", text="两人"), plain(fen=8000, text="两人")),
    "money.withdraw_offer": (plain(), plain()),
}
WORKED = plain(day=DAY, quantity="5", text="送餐 5 份")
NEED = {"area": CODE, "title": "助餐", "need": "送餐", "category": "purchase"}
BILL = {
    "area": CODE,
    "title": "路灯",
    "reason": "共用",
    "basis": "协议",
    "day": DAY,
    "fund": "other",
}


def on_page(town: Town) -> Mapping[str, Any]:
    """A bill as the form sends it."""
    own = {"body1": town.bodies["own"].code, "share1": "1", "own": "1", "by": "weights"}
    return {**BILL, "fen": "10", **own}


def to_program(town: Town) -> Mapping[str, Any]:
    """A bill as a program sends it."""
    shares = [{"body": town.bodies["own"].code, "weight": 1}, {"weight": 1}]
    return {**BILL, "fen": 1000, "shares": shares}


def name(verb: str) -> str:
    """The last part of an address."""
    return verb.removeprefix("money.")


READING: Mapping[str, Line] = {
    "money.spendings": Line(at("/money/spendings/"), get=holding(PAID), post=always(NO_METHOD)),
    "money.export_spendings": Line(
        at("/money/spendings/export.xlsx"),
        get=holding("money.export_spendings"),
        post=always(NO_METHOD),
    ),
    "money.spending": Line(
        paying("/money/spendings/{}/", "asked"), get=here(PAID), post=always(NO_METHOD), rows=True
    ),
    "money.invoice": Line(
        paper("/money/spendings/{}/papers/{}/s/"),
        get=here(PAID),
        post=always(NO_METHOD),
        rows=True,
    ),
    "money.purchases": Line(at("/money/purchases/"), get=holding(BUYS), post=always(NO_METHOD)),
    "money.services": Line(at("/money/services/"), get=holding(SERVES), post=always(NO_METHOD)),
    "money.bought": Line(
        at("/money/bought/"), get=holding("money.bought"), post=always(NO_METHOD)
    ),
    "money.purchase": Line(
        buying("/money/purchases/{}/", "chosen"),
        get=sees_purchase("chosen"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "money.tenders": Line(at("/money/tenders/"), get=holding(TENDERS), post=always(NO_METHOD)),
    "money.tender": Line(
        buying("/money/tenders/{}/", "tendered"),
        get=here(TENDERS),
        post=always(NO_METHOD),
        rows=True,
    ),
    "money.service_paper": Line(
        shown_work("/money/purchases/{}/papers/{}/s/"),
        get=sees_purchase("contracted"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "money.bills": Line(at("/money/bills/"), get=holding(BILLS), post=always(NO_METHOD)),
    "money.bill": Line(
        bill("/money/bills/{}/"), get=here(BILLS), post=always(NO_METHOD), rows=True
    ),
}
PAGES: Mapping[str, Line] = {
    **READING,
    "money.ask": Line(
        at("/money/spendings/ask/"),
        get=holding("money.ask"),
        post=writing("money.ask", DONE, OK),
        facts=asking(fen="5"),
    ),
    "money.approve_all": Line(
        at("/money/spendings/approve/"),
        get=holding("money.approve"),
        post=writing("money.approve", OK, FAULTY),
        facts=picked("asked"),
    ),
    "money.bank_file": Line(
        at("/money/spendings/bank/"),
        get=holding("money.bank_file"),
        post=writing("money.bank_file", OK, FAULTY),
        facts=picked("accepted"),
    ),
    "money.add_invoice": Line(
        paying("/money/spendings/{}/papers/add/", "paid"),
        get=acts("money.add_invoice", OK, here(PAID)),
        post=acts("money.add_invoice", FAULTY, here(PAID)),
        rows=True,
    ),
    "money.remove_invoice": Line(
        paper("/money/spendings/{}/papers/{}/remove/"),
        get=acts("money.remove_invoice", OK, here(PAID)),
        post=acts("money.remove_invoice", DONE, here(PAID)),
        facts=WHY,
        rows=True,
    ),
    **{
        verb: Line(
            paying(f"/money/spendings/{{}}/{name(verb)}/", state),
            get=acts(verb, OK, here(PAID)),
            post=acts(verb, DONE, here(PAID)),
            facts=page,
            rows=True,
        )
        for verb, (state, page, _program) in PAYMENTS.items()
    },
    "money.need_service": Line(
        at("/money/purchases/need/"),
        get=holding("money.need_service"),
        post=writing("money.need_service", DONE, FAULTY),
        facts=plain(limit_fen="10", **NEED),
    ),
    **{
        verb: Line(
            buying(f"/money/purchases/{{}}/{name(verb)}/", state),
            get=acts(verb, OK, sees_purchase(state)),
            post=acts(verb, DONE, sees_purchase(state)),
            facts=page,
            rows=True,
        )
        for verb, (state, page, _program) in BOUGHT.items()
    },
    **{
        verb: Line(
            buying(f"/money/tenders/{{}}/{name(verb)}/", "tendered"),
            get=acts(verb, OK, here(TENDERS)),
            post=acts(verb, DONE, here(TENDERS)),
            facts=page,
            rows=True,
        )
        for verb, (page, _program) in SENT.items()
    },
    "money.log_service": Line(
        buying("/money/purchases/{}/log_service/", "contracted"),
        get=acts("money.log_service", OK, sees_purchase("contracted")),
        post=acts("money.log_service", DONE, sees_purchase("contracted")),
        facts=WORKED,
        rows=True,
    ),
    "money.strike_log": Line(
        logged("/money/purchases/{}/logs/{}/strike/"),
        get=acts("money.strike_log", OK, sees_purchase("contracted")),
        post=acts("money.strike_log", DONE, sees_purchase("contracted")),
        facts=WHY,
        rows=True,
    ),
    "money.share_bill": Line(
        at("/money/bills/share/"),
        get=holding("money.share_bill"),
        post=writing("money.share_bill", DONE, FAULTY),
        facts=on_page,
    ),
    "money.confirm_bill": Line(
        bill("/money/bills/{}/confirm/"),
        get=acts("money.confirm_bill", OK, here(BILLS)),
        post=acts("money.confirm_bill", DONE, here(BILLS)),
        rows=True,
    ),
    "money.drop_bill": Line(
        bill("/money/bills/{}/drop/"),
        get=acts("money.drop_bill", OK, here(BILLS)),
        post=acts("money.drop_bill", DONE, here(BILLS)),
        facts=WHY,
        rows=True,
    ),
}
API: Mapping[str, Line] = {
    "money.spendings": Line(at("/money/spendings"), get=holding(PAID)),
    "money.spending": Line(paying("/money/spendings/{}", "asked"), get=here(PAID), rows=True),
    "money.ask": Line(
        at("/money/spendings"),
        post=told_first("money.ask", MADE, DENIED),
        facts=asking(fen=500),
    ),
    "money.add_invoice": Line(
        paying("/money/spendings/{}/papers", "paid"),
        post=acts("money.add_invoice", MADE, here(PAID)),
        facts=lambda town: {"file": SimpleUploadedFile("b.png", drawing("#a47"))},
        rows=True,
        multipart=True,
    ),
    "money.remove_invoice": Line(
        paper("/money/spendings/{}/papers/{}/remove"),
        post=acts("money.remove_invoice", OK, here(PAID)),
        facts=WHY,
        rows=True,
    ),
    **{
        verb: Line(
            paying(f"/money/spendings/{{}}/{name(verb)}", state),
            post=acts(verb, OK, here(PAID)),
            facts=program,
            rows=True,
        )
        for verb, (state, _page, program) in PAYMENTS.items()
    },
    "money.purchases": Line(at("/money/purchases"), get=holding(BUYS)),
    "money.services": Line(at("/money/services"), get=holding(SERVES)),
    "money.bought": Line(at("/money/bought"), get=holding("money.bought")),
    "money.purchase": Line(
        buying("/money/purchases/{}", "chosen"), get=sees_purchase("chosen"), rows=True
    ),
    "money.offers": Line(
        buying("/money/purchases/{}/offers", "chosen"), get=sees_purchase("chosen"), rows=True
    ),
    "money.need_service": Line(
        at("/money/purchases"),
        post=told_first("money.need_service", MADE, DENIED),
        facts=plain(limit_fen=1000, **NEED),
    ),
    **{
        verb: Line(
            buying(f"/money/purchases/{{}}/{name(verb)}", state),
            post=acts(verb, OK, sees_purchase(state)),
            facts=program,
            rows=True,
        )
        for verb, (state, _page, program) in BOUGHT.items()
    },
    "money.tenders": Line(at("/money/tenders"), get=holding(TENDERS)),
    "money.tender": Line(buying("/money/tenders/{}", "tendered"), get=here(TENDERS), rows=True),
    "money.own_offer": Line(
        buying("/money/tenders/{}/own_offer", "tendered"), get=here(TENDERS), rows=True
    ),
    **{
        verb: Line(
            buying(f"/money/tenders/{{}}/{name(verb)}", "tendered"),
            post=acts(verb, OK, here(TENDERS)),
            facts=program,
            rows=True,
        )
        for verb, (_page, program) in SENT.items()
    },
    "money.service_logs": Line(
        buying("/money/purchases/{}/logs", "contracted"),
        get=sees_purchase("contracted"),
        rows=True,
    ),
    "money.log_service": Line(
        buying("/money/purchases/{}/logs", "contracted"),
        post=acts("money.log_service", OK, sees_purchase("contracted")),
        facts=WORKED,
        rows=True,
        multipart=True,
    ),
    "money.strike_log": Line(
        logged("/money/purchases/{}/logs/{}/strike"),
        post=acts("money.strike_log", OK, sees_purchase("contracted")),
        facts=WHY,
        rows=True,
    ),
    "money.bills": Line(at("/money/bills"), get=holding(BILLS)),
    "money.bill": Line(bill("/money/bills/{}"), get=here(BILLS), rows=True),
    "money.share_bill": Line(
        at("/money/bills"),
        post=told_first("money.share_bill", MADE, DENIED),
        facts=to_program,
    ),
    "money.confirm_bill": Line(
        bill("/money/bills/{}/confirm"),
        post=acts("money.confirm_bill", OK, here(BILLS)),
        rows=True,
    ),
    "money.drop_bill": Line(
        bill("/money/bills/{}/drop"),
        post=acts("money.drop_bill", OK, here(BILLS)),
        facts=WHY,
        rows=True,
    ),
}
