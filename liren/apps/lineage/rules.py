"""What a change of boundaries may be, and what it is measured by. Plain Python."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

FIRST, LAST = 1, 199  # third segment of a code: residents' committees
COMMUNITY = "community"
LONGEST_NAME = 40
MOST_PARTS = 12


class ChangeKind(TextChoices):
    """What a change does to communities."""

    SPLIT = "split", _("拆分")
    MERGE = "merge", _("合并")
    RENAME = "rename", _("更名")
    REDRAW = "redraw", _("调整界线")
    CUSTODY = "custody", _("临时代管")


class State(TextChoices):
    """How far a change is."""

    DRAFT = "draft", _("起草中")
    PROPOSED = "proposed", _("待批准")
    CONSENTED = "consented", _("已批准，待生效")
    CARRIED_OUT = "carried_out", _("已生效")
    WITHDRAWN = "withdrawn", _("已撤回")
    REFUSED = "refused", _("未批准")


OPEN = (State.DRAFT, State.PROPOSED, State.CONSENTED)
BINDING = (State.PROPOSED, State.CONSENTED)  # a community is in one of these at a time

COURSE = Course(
    moves=(
        Move("lineage.assign", frozenset({State.DRAFT}), State.DRAFT),
        Move("lineage.propose", frozenset({State.DRAFT}), State.PROPOSED),
        Move("lineage.consent", frozenset({State.PROPOSED}), State.CONSENTED),
        Move("lineage.refuse", frozenset({State.PROPOSED}), State.REFUSED),
        Move("lineage.carry_out", frozenset({State.CONSENTED}), State.CARRIED_OUT),
        Move("lineage.withdraw", frozenset(OPEN), State.WITHDRAWN),
    ),
    labels=dict(State.choices),
)
NEXT: Mapping[str, str] = {
    State.DRAFT: "lineage.propose",
    State.PROPOSED: "lineage.consent",
    State.CONSENTED: "lineage.carry_out",
}
BUTTONS: Mapping[str, object] = {
    "lineage.assign": _("修改方案"),
    "lineage.propose": _("提请批准"),
    "lineage.consent": _("批准"),
    "lineage.refuse": _("不批准"),
    "lineage.withdraw": _("撤回"),
    "lineage.carry_out": _("现在执行"),
}
STEP_WORDS: Mapping[str, object] = {
    "lineage.draft": _("起草"),
    "lineage.assign": _("修改了方案"),
    "lineage.propose": _("提请批准"),
    "lineage.consent": _("批准"),
    "lineage.refuse": _("未批准"),
    "lineage.withdraw": _("撤回"),
    "lineage.carry_out": _("执行"),
}
SAID: Mapping[str, object] = {
    "lineage.draft": _("已起草。请核对每个承接社区分到什么，再提请批准。"),
    "lineage.assign": _("方案已保存。"),
    "lineage.propose": _("已提请批准。请另一位有批准权的同志办理。"),
    "lineage.consent": _("已批准。到生效日由系统自动执行。"),
    "lineage.refuse": _("已退回，不予批准。"),
    "lineage.withdraw": _("已撤回，辖区不变。"),
    "lineage.carry_out": _("辖区已切换，里面的数据正在跟进。"),
}
SHAPES: Mapping[str, str] = {
    State.DRAFT: "new",
    State.PROPOSED: "sent",
    State.CONSENTED: "check",
    State.CARRIED_OUT: "done",
    State.WITHDRAWN: "refused",
    State.REFUSED: "refused",
}

Wish = Mapping[str, Any]  # what a form or a program says of one successor


def check_words(title: str, document: str) -> None:
    """A change has a name and rests on a document."""
    if not title.strip():
        raise Refused("lineage.no-title", _("请写明这次调整的标题，例如“南门等三个社区拆分”。"))
    if not document.strip():
        sentence = _("请写明依据文号。没有文件，辖区不能调整。")
        raise Refused("lineage.no-document", sentence)


def check_parts(kind: str, before: Collection[str], parts: Sequence[Wish]) -> None:
    """The numbers fit the kind, names are said once, a code goes on once, one takes the rest.

    `before` are the codes of the communities that are changed.
    """
    check_numbers(kind, len(before), len(parts))
    names = [str(part["name"]).strip() for part in parts]
    if not all(names):
        raise Refused("lineage.no-name", _("每个承接社区都要有名称。"))
    if doubled := _doubled(names):
        sentence = _("有两个承接社区都叫「%(name)s」，请改一个。")
        raise Refused("lineage.same-name", sentence % {"name": doubled})
    kept = [part["continues"] for part in parts if part.get("continues")]
    if set(kept) - set(before) or _doubled(kept):
        sentence = _("沿用的代码只能是本次调整的社区的代码，并且只能沿用一次。")
        raise Refused("lineage.code-not-there", sentence)


def check_numbers(kind: str, before: int, after: int) -> None:
    """How many communities there are before and after, by kind."""
    fits: Mapping[str, tuple[bool, object]] = {
        ChangeKind.SPLIT: (before >= 1 and after > before, _("拆分后的社区要比拆分前多。")),
        ChangeKind.MERGE: (
            before >= 2 and 1 <= after < before,
            _("合并要选两个以上社区，合并后更少。"),
        ),
        ChangeKind.RENAME: (before == after == 1, _("更名一次改一个社区。")),
        ChangeKind.REDRAW: (
            before == after >= 2,
            _("调整界线在两个以上社区之间进行，社区数不变。"),
        ),
        ChangeKind.CUSTODY: (before == 1 and after == 0, _("代管一次办一块辖区。")),
    }
    right, sentence = fits[kind]
    if not right:
        raise Refused("lineage.wrong-number", sentence)
    if after > MOST_PARTS:
        most = _("一次调整最多 %(most)d 个承接社区，请分批办理。") % {"most": MOST_PARTS}
        raise Refused("lineage.wrong-number", most)


def _doubled(words: Sequence[str]) -> str:
    return next((word for word, times in Counter(words).items() if times > 1), "")


def check_effective(effective: date, today: date, since: date | None) -> None:
    """A change takes effect after today, and after what it changes came into being."""
    if effective <= today:
        sentence = _("生效日要晚于今天。辖区不能倒签：已经过去的日子照旧。")
        raise Refused("lineage.past", sentence)
    if since and effective <= since:
        sentence = _("生效日要晚于现有辖区的设立日 %(day)s。")
        raise Refused("lineage.before-beginning", sentence % {"day": since})


def check_custody(since: date, until: date | None, has_keeper: bool) -> None:
    """A custody has a keeper and an end."""
    if not has_keeper:
        raise Refused("lineage.no-keeper", _("请选择由哪个社区代管。"))
    if until is None or until < since:
        sentence = _("请写明代管到哪一天，并且不早于开始日。代管是临时的，到期自动结束。")
        raise Refused("lineage.no-end", sentence)


def check_day_has_come(effective: date, today: date) -> None:
    """A change is carried out on its day or later."""
    if today < effective:
        sentence = _("还没到生效日 %(day)s，到时由系统自动执行。")
        raise Refused("lineage.too-early", sentence % {"day": effective})


def check_reason(reason: str) -> None:
    """Whoever stops a change says why."""
    if len(reason.strip()) < 4:
        raise Refused("lineage.no-reason", _("请写明理由，起草人会看到。"))


def free_code(office: str, taken: Collection[str]) -> str:
    """The next code for a community of a subdistrict; none is given twice."""
    used = [int(code[9:12]) for code in taken if code[:9] == office[:9] and len(code) == 12]
    start = max((number for number in used if number <= LAST), default=FIRST - 1) + 1
    free = (n for n in (*range(start, LAST + 1), *range(FIRST, start)) if n not in used)
    number = next(free, None)
    if number is None:
        sentence = _("街道 %(office)s 的社区代码 001–199 已用完，请先向统计部门申请新的代码段。")
        raise Refused("lineage.no-code", sentence % {"office": office[:9]})
    return f"{office[:9]}{number:03d}"


def free_inner_code(outer: str, taken: Collection[str]) -> str:
    """The next code for what lies in an area: its code and two digits, or three."""
    own = [code[len(outer) :] for code in taken if code.startswith(outer)]
    used = [int(rest) for rest in own if rest.isdigit() and len(rest) in (2, 3)]
    return f"{outer}{max(used, default=0) + 1:02d}"


# ── the preview ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Successor:
    """A community as it will be, for those who compute what it will need."""

    order: int
    code: str
    name: str
    office: str  # the code of the subdistrict around it
    day: date
    households: int | None = None
    residents: int | None = None
    voters: int | None = None


@dataclass(frozen=True)
class Line:
    """One line of the preview: a figure for each successor; None where it cannot be computed."""

    label: object
    figures: Mapping[int, object | None]
    unit: object = ""
    source: object = ""
    why: object = ""  # why a figure is missing


Contribution = Callable[[Sequence[Successor]], Sequence[Line]]


@dataclass(frozen=True)
class Impact:
    """What the site adds to the preview, and which rows stay with the area of their time.

    `households` counts by the key of a community, for the list of those out of bounds.
    """

    contributions: Sequence[Contribution] = ()
    stays: frozenset[str] = frozenset()
    households: Callable[[Sequence[int]], Mapping[int, int]] = field(default=lambda keys: {})


@dataclass(frozen=True)
class Size:
    """Whether a community is as large as the rule of the place wants it."""

    tone: str
    sentence: str


def size_of(name: object, households: int | None, bounds: Sequence[int]) -> Size:
    """The size of a community against its bounds, as one sentence."""
    facts = {"name": name, "n": households, "low": bounds[0], "high": bounds[1]}
    if households is None:
        sentence = _("%(name)s：没有户数，无法核对规模（标准 %(low)d–%(high)d 户）。")
        return Size("warn", str(sentence % facts))
    if households < bounds[0]:
        sentence = _("%(name)s：%(n)d 户，少于标准 %(low)d–%(high)d 户。")
        return Size("bad", str(sentence % facts))
    if households > bounds[1]:
        sentence = _("%(name)s：%(n)d 户，超过标准 %(low)d–%(high)d 户。")
        return Size("bad", str(sentence % facts))
    sentence = _("%(name)s：%(n)d 户，在标准 %(low)d–%(high)d 户之内。")
    return Size("ok", str(sentence % facts))
