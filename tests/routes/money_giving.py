"""The routes of donations, projects of the foundation and works of residents."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.gifted import DECIDED, GIFT, WANTED
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
    acts,
    always,
    at,
    here,
    holding,
    told_first,
)
from tests.town import OWN, Town

CODE = OWN.replace(".", "")
Facts = Callable[[Town], Mapping[str, Any]]
DAY = today().isoformat()


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of the own community."""

    def found(town: Town) -> str:
        assert town.gifted is not None
        return path.format(getattr(town.gifted, name).uid)

    return found


def plain(**facts: Any) -> Facts:
    """What is sent, whatever the town."""
    return lambda town: facts


def days(facts: Mapping[str, Any]) -> dict[str, Any]:
    """With days as they are sent."""
    return {name: f"{one:%F}" if name in DAYS else one for name, one in facts.items()}


DAYS = ("day", "start_on", "end_on", "decided_on")
PAPER_GIFT, PAPER_WANTED, PAPER_DECIDED = days(GIFT), days(WANTED), days(DECIDED)
PAPER_THINGS = {name: one for name, one in PAPER_GIFT.items() if name != "fen"}
YUAN = {"fen": "5000", "asked_fen": "300", "target_fen": "1000"}  # as pages take it


def typed(facts: Mapping[str, Any], **more: Any) -> Facts:
    """The same with amounts in yuan."""
    return plain(**{name: YUAN.get(name, one) for name, one in facts.items()}, **more)


def source(town: Town) -> Mapping[str, Any]:
    """The purse of the foundation, and 100 yuan in fen or yuan."""
    assert town.gifted is not None
    return {"source": str(town.gifted.source.uid), "fen": 100, "answer": ""}


WHY = {"reason": "没有收到"}
OUT = {"to": "households", "households": 2, "day": DAY, "paper": "签 1"}
THING = {
    "name": "大米", "quantity": 40, "unit": "袋", "valued_by": "invoice", "value_note": "发票",
}  # fmt: skip


def counted(town: Town) -> Mapping[str, Any]:
    """Two of the first thing, as a page sends it."""
    assert town.gifted is not None
    return {f"n{town.gifted.counted.items.get().pk}": 2, **OUT}


def handed_out(town: Town) -> Mapping[str, Any]:
    """The same as a program sends it."""
    assert town.gifted is not None
    uid = str(town.gifted.counted.items.get().uid)
    return {"things": [{"thing": uid, "quantity": 2}], **OUT}


def slip(town: Town) -> str:
    """What was handed out and may be taken back."""
    assert town.gifted is not None
    return str(town.gifted.handed.items.get().handouts.get().uid)


def undoing(path: str) -> Callable[[Town], str]:
    """The address of that."""
    return lambda town: of(path, "handed")(town).replace("SLIP", slip(town))


def lined(town: Town) -> Mapping[str, Any]:
    """The line that waits for a second person."""
    assert town.gifted is not None
    return {"lines": [str(one.uid) for one in town.gifted.waiting.contributions.all()]}


def picked(town: Town) -> Mapping[str, Any]:
    """The same as a page sends it."""
    return {"pick": lined(town)["lines"]}


def writing(verb: str, yes: Codes, elsewhere: Codes) -> Expect:
    """Who holds the verb does it at home; others are told so."""

    def expect(who: Any) -> Codes:
        if not who.holds(verb):
            return DENIED
        return yes if who.is_at_home else elsewhere

    return expect


# verb → address, its row, what a page sends, what a program sends
STEPS: Mapping[str, tuple[str, str, Facts, Facts]] = {
    "money.confirm_donation": ("donations/{}/confirm", "recorded", plain(), plain()),
    "money.return_donation": (
        *("donations/{}/return", "confirmed"),
        *(plain(reason="多付"), plain(reason="多付")),
    ),
    "money.turn_over": (
        *("donations/{}/turn", "confirmed"),
        *(plain(purpose="种树", consent="同意函"), plain(purpose="种树", consent="同意函")),
    ),
    "money.tell_donors": ("donations/{}/tell", "confirmed", plain(), plain()),
    "money.confirm_gift": ("gifts/{}/confirm", "things", plain(), plain()),
    "money.hand_out": ("gifts/{}/hand-out", "counted", counted, handed_out),
    "money.return_gift": (
        *("gifts/{}/return", "counted"),
        *(plain(reason="过期"), plain(reason="过期")),
    ),
    "money.tell_giver": ("gifts/{}/tell", "counted", plain(), plain()),
    "money.change_project": (
        *("projects/{}/change", "draft"),
        *(typed(PAPER_WANTED), plain(**PAPER_WANTED)),
    ),
    "money.propose_project": ("projects/{}/propose", "draft", plain(), plain()),
    "money.review_project": (
        *("projects/{}/review", "proposed"),
        *(plain(points=70, words="可行。"), plain(points=70, words="可行。")),
    ),
    "money.grant_project": ("projects/{}/grant", "proposed", source, source),
    "money.refuse_project": (
        *("projects/{}/refuse", "proposed"),
        *(plain(answer="已有同类。"), plain(answer="已有同类。")),
    ),
    "money.withdraw_project": ("projects/{}/withdraw", "proposed", plain(), plain()),
    "money.report_project": (
        *("projects/{}/report", "granted"),
        *(plain(report="做完了。", served=5), plain(report="做完了。", served=5)),
    ),
    "money.close_project": ("projects/{}/close", "reported", plain(), plain()),
    "money.collect": (
        *("works/{}/collect", "decided"),
        plain(day=DAY, place0="3幢202", fen0="100"),
        plain(day=DAY, lines=[{"place": "3幢202", "fen": 10_000}]),
    ),
    "money.confirm_contributions": ("works/{}/confirm", "waiting", picked, lined),
    "money.strike_contributions": (
        *("works/{}/strike", "waiting"),
        *(lambda town: {**picked(town), **WHY}, lambda town: {**lined(town), **WHY}),
    ),
    "money.start_work": ("works/{}/start", "collecting", plain(), plain()),
    "money.finish_work": (
        *("works/{}/finish", "building"),
        *(plain(outcome="装好了。", done_on=DAY), plain(outcome="装好了。", done_on=DAY)),
    ),
    "money.close_work": ("works/{}/close", "done", plain(), plain()),
    "money.cancel_work": (
        *("works/{}/cancel", "collecting"),
        *(plain(reason="不办了"), plain(reason="不办了")),
    ),
}


def sees(path: str) -> str:
    """The verb by which the rows of an address are seen."""
    return f"money.{path.split('/')[0]}"


READS: Mapping[str, tuple[str, str]] = {
    "money.donation": ("donations/{}", "confirmed"),
    "money.donation_receipt": ("donations/{}/receipt", "confirmed"),
    "money.donation_letter": ("donations/{}/letter", "confirmed"),
    "money.gift": ("gifts/{}", "counted"),
    "money.gift_letter": ("gifts/{}/letter", "counted"),
    "money.project": ("projects/{}", "granted"),
    "money.work": ("works/{}", "collecting"),
    "money.work_accounts": ("works/{}/accounts", "collecting"),
}
PROGRAMS_READ = ("money.donation", "money.gift", "money.project", "money.work")
LISTS = ("donations", "gifts", "projects", "works")
OPEN = {"get": always(OK), "post": always(NO_METHOD), "open": True}

PAGES: Mapping[str, Line] = {
    **{
        f"money.{noun}": Line(
            at(f"/money/{noun}/"), get=holding(f"money.{noun}"), post=always(NO_METHOD)
        )
        for noun in LISTS
    },
    **{
        name: Line(
            of(f"/money/{path}/", row), get=here(sees(path)), post=always(NO_METHOD), rows=True
        )
        for name, (path, row) in READS.items()
    },
    "money.projects_waiting": Line(
        at("/money/projects/waiting/"), get=holding("money.projects"), post=always(NO_METHOD)
    ),
    "money.thanks": Line(at("/money/thanks/"), **OPEN),  # type: ignore[arg-type]
    "money.foundation": Line(at("/money/foundation/"), **OPEN),  # type: ignore[arg-type]
    "money.export_donations": Line(
        at("/money/donations/export.xlsx"),
        get=holding("money.export_donations"),
        post=always(NO_METHOD),
    ),
    "money.add_donation": Line(
        at("/money/donations/add/"),
        get=holding("money.add_donation"),
        post=writing("money.add_donation", DONE, FAULTY),
        facts=typed(PAPER_GIFT, to=f"area:{CODE}"),
    ),
    "money.add_gift": Line(
        at("/money/gifts/add/"),
        get=holding("money.add_gift"),
        post=writing("money.add_gift", DONE, FAULTY),
        facts=plain(
            **PAPER_THINGS,
            to=f"area:{CODE}",
            value_fen0="2800",
            **{f"{name}0": one for name, one in THING.items()},
        ),
    ),
    "money.undo_hand_out": Line(
        undoing("/money/gifts/{}/undo/SLIP/"),
        get=acts("money.undo_hand_out", OK, here("money.gifts")),
        post=acts("money.undo_hand_out", DONE, here("money.gifts")),
        facts=plain(reason="多写一个零"),
        rows=True,
    ),
    "money.draft_project": Line(
        at(f"/money/projects/draft/?area={CODE}"),
        get=writing("money.draft_project", OK, GONE),
        post=writing("money.draft_project", DONE, GONE),
        facts=typed(PAPER_WANTED, foundation="b-foundation"),
    ),
    "money.decide_work": Line(
        at("/money/works/decide/"),
        get=holding("money.decide_work"),
        post=writing("money.decide_work", DONE, FAULTY),
        facts=typed(PAPER_DECIDED, area=CODE),
    ),
    "money.import_contributions": Line(
        of("/money/works/{}/import/", "collecting"),
        get=acts("money.collect", OK, here("money.works")),
        post=acts("money.collect", FAULTY, here("money.works")),
        rows=True,
    ),
    **{
        verb: Line(
            of(f"/money/{path}/", row),
            get=acts(verb, OK, here(sees(path))),
            post=acts(verb, DONE, here(sees(path))),
            facts=facts,
            rows=True,
        )
        for verb, (path, row, facts, _sent) in STEPS.items()
    },
}
API: Mapping[str, Line] = {
    **{
        f"money.{noun}": Line(at(f"/money/{noun}"), get=holding(f"money.{noun}")) for noun in LISTS
    },
    **{
        name: Line(of(f"/money/{READS[name][0]}", READS[name][1]), get=here(sees(READS[name][0])),
                   rows=True)
        for name in PROGRAMS_READ
    },
    "money.thanks": Line(at("/money/thanks"), get=always(OK)),
    "money.foundation": Line(at("/money/foundations"), get=always(OK)),
    "money.add_donation": Line(
        at("/money/donations"),
        post=told_first("money.add_donation", MADE, DENIED),
        facts=plain(**PAPER_GIFT, area=CODE),
    ),
    "money.add_gift": Line(
        at("/money/gifts"),
        post=told_first("money.add_gift", MADE, DENIED),
        facts=plain(**PAPER_THINGS, area=CODE, things=[{**THING, "value_fen": 280_000}]),
    ),
    "money.undo_hand_out": Line(
        of("/money/gifts/{}/undo", "handed"),
        post=acts("money.undo_hand_out", OK, here("money.gifts")),
        facts=lambda town: {"handout": slip(town), "reason": "多写一个零"},
        rows=True,
    ),
    "money.draft_project": Line(
        at("/money/projects"),
        post=told_first("money.draft_project", MADE, DENIED),
        facts=plain(**PAPER_WANTED, area=CODE, foundation="b-foundation"),
    ),
    "money.decide_work": Line(
        at("/money/works"),
        post=told_first("money.decide_work", MADE, DENIED),
        facts=plain(**PAPER_DECIDED, area=CODE),
    ),
    **{
        verb: Line(
            of(f"/money/{path}", row),
            post=acts(verb, OK, here(sees(path))),
            facts=facts,
            rows=True,
        )
        for verb, (path, row, _typed, facts) in STEPS.items()
    },
}  # fmt: skip
