"""What may happen to a case, and when. Plain Python: no database, no request."""

import re
from collections.abc import Mapping

from liren.kernel.base.calendar import Span
from liren.kernel.base.choices import TextChoices, _, in_context, ngettext_lazy
from liren.kernel.flow.table import Course, Move

PLACES = frozenset({"community", "grid", "micro_grid"})
LONGEST_TITLE = 60
LONGEST_TEXT = 4000
LAST_QUARTER = 0.25
TITLE_END = re.compile(r"[。！？!?\n]")


class State(TextChoices):
    """The states of a case: a superset; its kind says which of them it uses."""

    REPORTED = "reported", _("待受理")
    ACCEPTED = "accepted", _("待派遣")
    DISPATCHED = "dispatched", _("待签收")
    SIGNED = "signed", _("已签收")
    HANDLING = "handling", _("处置中")
    HANDLED = "handled", _("待核查")
    VERIFIED = "verified", _("待结案")
    CLOSED = "closed", _("已结案")
    REJECTED = "rejected", in_context("state", "不予受理")


class Source(TextChoices):
    """Where a case comes from."""

    RESIDENT = "resident", _("居民上报")
    PATROL = "patrol", _("网格巡查")
    DESK = "desk", _("窗口来电")
    STRANGER = "stranger", _("未登录上报")
    DEPARTMENT = "department", _("部门交办")


class Rating(TextChoices):
    """What the reporter says of the outcome."""

    SATISFIED = "satisfied", _("满意")
    FAIR = "fair", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")


class Phase(TextChoices):
    """When a picture was taken: the pair of before and after shows what was done."""

    BEFORE = "before", _("处置前")
    AFTER = "after", _("处置后")
    CHECK = "check", _("核查时")


class Verifier(TextChoices):
    """Who checks the outcome on the spot."""

    PATROL = "patrol", _("网格员现场核查")
    DESK = "desk", _("受理席核查")
    NONE = "none", _("无需核查")


OPEN = (
    State.REPORTED,
    State.ACCEPTED,
    State.DISPATCHED,
    State.SIGNED,
    State.HANDLING,
    State.HANDLED,
    State.VERIFIED,
)
DOING = (State.DISPATCHED, State.SIGNED, State.HANDLING)
ENDED = (State.CLOSED, State.REJECTED)

COURSE = Course(
    moves=(
        Move("cases.accept", frozenset({State.REPORTED}), State.ACCEPTED),
        Move("cases.reject", frozenset({State.REPORTED}), State.REJECTED),
        Move("cases.self_handle", frozenset({State.REPORTED, State.ACCEPTED}), State.HANDLED),
        Move("cases.dispatch", frozenset({State.ACCEPTED}), State.DISPATCHED),
        Move("cases.sign", frozenset({State.DISPATCHED}), State.SIGNED),
        Move("cases.return", frozenset({State.DISPATCHED, State.SIGNED}), State.ACCEPTED),
        Move("cases.feed_back", frozenset({State.SIGNED, State.HANDLING}), State.HANDLED),
        Move("cases.handle", frozenset({State.SIGNED, State.HANDLING}), State.HANDLING),
        Move("cases.verify", frozenset({State.HANDLED}), State.VERIFIED),
        Move("cases.close", frozenset({State.VERIFIED}), State.CLOSED),
        Move("cases.reopen", frozenset({State.CLOSED}), State.ACCEPTED),
        Move("cases.rate", frozenset({State.CLOSED}), State.CLOSED),
    ),
    labels=dict(State.choices),
)

# The verb that brings a case on from each state: the one visible next step.
NEXT: Mapping[str, str] = {
    State.REPORTED: "cases.accept",
    State.ACCEPTED: "cases.dispatch",
    State.DISPATCHED: "cases.sign",
    State.SIGNED: "cases.feed_back",
    State.HANDLING: "cases.feed_back",
    State.HANDLED: "cases.verify",
    State.VERIFIED: "cases.close",
}
# The clock that runs in each state.
CLOCKS: Mapping[str, str] = {
    State.REPORTED: "accept",
    State.ACCEPTED: "dispatch",
    State.DISPATCHED: "sign",
    State.SIGNED: "handle",
    State.HANDLING: "handle",
    State.HANDLED: "verify",
    State.VERIFIED: "close",
}
CLOCK_WORDS: Mapping[str, object] = {
    "accept": _("受理"),
    "dispatch": _("派遣"),
    "sign": _("签收"),
    "handle": _("处置"),
    "verify": _("核查"),
    "close": _("结案"),
}
# What an open case waits for, in the words of who reported it.
WAITS: Mapping[str, object] = {
    State.REPORTED: _("等社区或街道受理"),
    State.ACCEPTED: _("等派给办理的单位"),
    State.DISPATCHED: _("等办理的单位签收"),
    State.SIGNED: _("正在办理"),
    State.HANDLING: _("正在办理"),
    State.HANDLED: _("办好了，等人核查"),
    State.VERIFIED: _("核查通过，等结案"),
}
# What only the body does to which a case was dispatched.
HANDLER_VERBS = frozenset({"cases.sign", "cases.return", "cases.handle", "cases.feed_back"})
# What the reporter sees of the course; notes only where they are meant for the reporter.
SHOWN_TO_REPORTER = frozenset(
    {
        "cases.report",
        "cases.accept",
        "cases.reject",
        "cases.dispatch",
        "cases.sign",
        "cases.self_handle",
        "cases.feed_back",
        "cases.close",
        "cases.reopen",
        "cases.rate",
        "cases.add_picture",
        "cases.report_open",
        "cases.ask",
        "cases.answer",
    }
)
NOTES_FOR_REPORTER = frozenset(
    {
        "cases.reject",
        "cases.self_handle",
        "cases.feed_back",
        "cases.close",
        "cases.reopen",
        "cases.rate",
        "cases.ask",
        "cases.answer",
    }
)

# What a person reads in the course of a case: in English it is past, on the button it is not.
STEP_WORDS: Mapping[str, object] = {
    "cases.report": in_context("step", "上报"),
    "cases.accept": in_context("step", "受理"),
    "cases.reject": in_context("step", "不予受理"),
    "cases.self_handle": in_context("step", "自行处置完毕"),
    "cases.dispatch": in_context("step", "派遣"),
    "cases.sign": in_context("step", "签收"),
    "cases.return": in_context("step", "退回"),
    "cases.handle": in_context("step", "记录处置进展"),
    "cases.feed_back": in_context("step", "反馈处置结果"),
    "cases.verify": in_context("step", "核查"),
    "cases.close": in_context("step", "结案"),
    "cases.reopen": in_context("step", "要求重新办理"),
    "cases.rate": in_context("step", "评价"),
    "cases.report_open": in_context("step", "上报"),
    "cases.ask": in_context("step", "向反映人提问"),
    "cases.answer": in_context("step", "反映人回答"),
    "cases.add_picture": in_context("step", "补充照片"),
    "cases.remove_picture": in_context("step", "撤下照片"),
    "cases.redact_picture": in_context("step", "遮盖照片中的部分内容"),
}
BUTTONS: Mapping[str, object] = {
    "cases.accept": _("受理"),
    "cases.reject": _("不予受理"),
    "cases.self_handle": _("自行处置"),
    "cases.dispatch": _("派遣"),
    "cases.sign": _("签收"),
    "cases.return": _("退回"),
    "cases.handle": _("记录进展"),
    "cases.feed_back": _("反馈处置结果"),
    "cases.verify": _("核查"),
    "cases.close": _("结案"),
    "cases.reopen": _("重新办理"),
    "cases.rate": _("评价"),
    "cases.ask": _("问反映人"),
    "cases.answer": _("回答问题"),
    "cases.join": _("附议"),
    "cases.add_picture": _("补充照片"),
    "cases.remove_picture": _("撤下照片"),
    "cases.redact_picture": _("遮盖照片"),
}
# Pictures that the reporter sees; those of the check are for the office.
PHASES_SHOWN = frozenset({Phase.BEFORE, Phase.AFTER})
# The six steps of the progress line, and the state that each one waits in.
STAGES: tuple[tuple[object, frozenset[str]], ...] = (
    (_("上报"), frozenset()),
    (_("受理"), frozenset({State.REPORTED})),
    (_("派遣"), frozenset({State.ACCEPTED})),
    (_("处置"), frozenset({State.DISPATCHED, State.SIGNED, State.HANDLING})),
    (_("核查"), frozenset({State.HANDLED})),
    (_("结案"), frozenset({State.VERIFIED})),
)
SHAPES: Mapping[str, str] = {
    State.REPORTED: "new",
    State.ACCEPTED: "new",
    State.DISPATCHED: "sent",
    State.SIGNED: "doing",
    State.HANDLING: "doing",
    State.HANDLED: "check",
    State.VERIFIED: "check",
    State.CLOSED: "done",
    State.REJECTED: "refused",
}


def stages(state: str) -> list[tuple[object, str]]:
    """The progress line: each step as past, now, next, or stop where it was declined."""
    if state == State.CLOSED:
        return [(label, "past") for label, _waits in STAGES]
    if state == State.REJECTED:
        return [(STAGES[0][0], "past"), (in_context("state", "不予受理"), "stop")]
    at = next(n for n, (_label, waits) in enumerate(STAGES) if state in waits)
    signs = ["past" if n < at else "now" if n == at else "next" for n in range(len(STAGES))]
    return [(label, sign) for (label, _waits), sign in zip(STAGES, signs, strict=True)]


def tone(left: float, whole: float) -> str:
    """How a deadline looks: over, in its last quarter, or calm."""
    if left < 0:
        return "bad"
    return "warn" if whole <= 0 or left / whole < LAST_QUARTER else ""


def title_of(text: str) -> str:
    """The first sentence of a report, short enough for a line."""
    first = TITLE_END.split(text.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def number(office: str, year: int, serial: int) -> str:
    """330421001-2026-000123: subdistrict, year, serial; unique and increasing, gaps allowed."""
    return f"{office}-{year}-{serial:06d}"


def serial_of(text: str) -> int | None:
    """The serial in a typed number, whole or only its last part."""
    found = re.fullmatch(r"(?:\d{9}-\d{4}-)?(\d{4,12})", text.strip())
    return int(found[1]) if found else None


def span_words(span: Span) -> object:
    """A span for people."""
    count = int(span.amount) if span.amount == int(span.amount) else 2
    words = {
        "hours": ngettext_lazy("%(n)g 小时", "%(n)g 小时", count),
        "working_hours": ngettext_lazy("%(n)g 个工作小时", "%(n)g 个工作小时", count),
        "working_days": ngettext_lazy("%(n)g 个工作日", "%(n)g 个工作日", count),
        "days": ngettext_lazy("%(n)g 天", "%(n)g 天", count),
    }
    return words[span.unit.value] % {"n": span.amount}


def span_text(text: str) -> object:
    """A span as a pack writes it, for people."""
    return span_words(Span.parse(text))


def after_handling(verify_by: str) -> str:
    """The state after feed-back: straight on where the kind asks for no check."""
    return State.VERIFIED if verify_by == Verifier.NONE else State.HANDLED
