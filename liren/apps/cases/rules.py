"""What may happen to a case, and when. Plain Python: no database, no request."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from liren.kernel.base.calendar import Calendar, Span, due
from liren.kernel.base.choices import TextChoices, _, in_context, ngettext_lazy
from liren.kernel.base.errors import Refused
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


def check_text(text: str, least: int, source: str) -> None:
    """A report says what happened, in as many characters as the rule asks."""
    if len(text.strip()) < least:
        sentence = _("请把情况写清楚，至少 %(least)d 个字：发生了什么、在哪里。")
        raise Refused("cases.thin-report", sentence % {"least": least}, source=source)
    if len(text) > LONGEST_TEXT:
        sentence = _("说明太长，最多 %(most)d 个字。请只写要点。")
        raise Refused("cases.long-report", sentence % {"most": LONGEST_TEXT})


def check_reason(reason: str, least: int, source: str) -> None:
    """Whoever says no says why."""
    if len(reason.strip()) < least:
        sentence = _("请写明理由，至少 %(least)d 个字，对方要看得懂。")
        raise Refused("cases.thin-reason", sentence % {"least": least}, source=source)


def check_outcome(outcome: str, least: int, source: str) -> None:
    """An outcome is written so that the reporter can read what was done."""
    if len(outcome.strip()) < least:
        sentence = _("请写明处置结果，至少 %(least)d 个字，反映人会看到。")
        raise Refused("cases.thin-outcome", sentence % {"least": least}, source=source)


def check_place(level: str) -> None:
    """A case lies in a community or deeper: above that it would be on nobody's desk."""
    if level not in PLACES:
        sentence = _("还不知道问题在哪个社区。请在地图上点选位置，或选择所在社区。")
        raise Refused("cases.no-place", sentence)


def check_open_to(source: str, open_to: Collection[str], kind: str) -> None:
    """A kind says who may report it."""
    if source not in open_to:
        sentence = _("「%(kind)s」不接受这种渠道上报。请换一个类型，或联系社区工作人员代为登记。")
        raise Refused("cases.not-open", sentence % {"kind": kind})


def check_self_handle(allowed: bool, kind: str) -> None:
    """Only what the kind allows is settled on the spot by whoever found it."""
    if not allowed:
        sentence = _("「%(kind)s」不能自行处置，须由职能单位处理。请受理后派遣。")
        raise Refused("cases.not-for-self", sentence % {"kind": kind})


def check_window(closed_at: datetime, now: datetime, span: Span, calendar: Calendar) -> None:
    """Reopening and rating are possible for a time after closing."""
    if now > due(closed_at, span, calendar):
        sentence = _("结案已超过期限（%(span)s），不能再操作。问题仍在的，请重新上报。")
        raise Refused("cases.too-late", sentence % {"span": span_words(span)})


def check_not_rated(rating: str) -> None:
    """A case is rated once."""
    if rating:
        raise Refused("cases.rated-already", _("这一件已经评价过了，谢谢。"))


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


def check_pictures(shown: int, more: int, most: int, source: str) -> None:
    """A case has room for so many pictures."""
    if shown + more > most:
        sentence = _("一件事件最多 %(most)d 张照片，已有 %(shown)d 张。请先撤下不需要的，再补充。")
        raise Refused(
            "cases.too-many-pictures", sentence % {"most": most, "shown": shown}, source=source
        )


def check_add_picture(state: str) -> None:
    """What is ended gets no new pictures: they would come after the fact."""
    if state in ENDED:
        sentence = _("这件事件已经结束，不能再补充照片。问题仍在的，请重新办理或重新上报。")
        raise Refused("cases.picture-too-late", sentence)


def check_phase(phase: str, official: bool) -> None:
    """Who reported it shows how it is; the office shows what was done."""
    if phase != Phase.BEFORE and not official:
        sentence = _("反映人补充的是问题现场的照片，处置后的照片由承办单位上传。")
        raise Refused("cases.picture-phase", sentence)


def check_new_picture(phase: str, known: Collection[str]) -> None:
    """The picture of before is no picture of after."""
    if known and phase not in known:
        sentence = _("这张照片已经作为另一阶段的照片传过了。请传这次在现场新拍的照片。")
        raise Refused("cases.same-picture", sentence)


def check_remove_own(added: datetime, now: datetime, hours: float, source: str) -> None:
    """One's own picture is taken back soon, or by the desk."""
    if (now - added).total_seconds() > hours * 3600:
        sentence = _("上传超过 %(hours)d 小时的照片，不能自己撤下。请联系受理席，说明理由。")
        raise Refused("cases.picture-kept", sentence % {"hours": hours}, source=source)


def check_picture_there(removed: bool) -> None:
    """What was removed cannot be changed any more."""
    if removed:
        raise Refused("cases.picture-removed", _("这张照片已经撤下了。请刷新页面。"))


def check_same_file(before: int, now: int) -> None:
    """Areas were drawn on the picture as it still is."""
    if before != now:
        sentence = _("这张照片刚刚被别人改过。请重新打开，看看还需不需要遮盖。")
        raise Refused("cases.picture-changed", sentence)


def check_boxes(count: int) -> None:
    """Something is to be covered."""
    if not count:
        sentence = _("还没有选要遮盖的区域。请在照片上拖出方框，或填写位置和大小。")
        raise Refused("cases.no-area", sentence)
