"""Entries of lists as plain lines: what is on one, how two versions differ."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.lists import Doer, DutyClass
from liren.kernel.base.calendar import Span, Unit
from liren.kernel.base.choices import _, ngettext_lazy
from liren.kernel.base.errors import Refused

CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")
# what an entry says of its thing, in the order of the sheet; the headings stand before it
FIELDS: Final[Mapping[str, object]] = {
    "zh": _("事项名称"),
    "en": _("英文名称"),
    "duty_class": _("职责类别"),
    "asked_as": _("交办形式"),
    "document": _("依据文件"),
    "article": _("条款"),
    "responsible": _("责任部门"),
    "doer": _("承担者"),
    "clock": _("办理时限"),
    "inputs": _("需要的材料"),
    "output": _("办理结果"),
    "unit": _("计量单位"),
    "money": _("经费来源"),
    "case_kinds": _("对应事件类型"),
    "valid_from": _("生效日期"),
    "valid_to": _("失效日期"),
    "note": _("说明"),
}
HEADINGS: Final = (_("一级类目"), _("二级类目"))
CODED: Final = _("编码")


@dataclass(frozen=True)
class Line:
    """One entry in words: under which headings it stands, and what is said of it."""

    code: str
    headings: tuple[str, ...]
    facts: Mapping[str, str]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.facts.get("zh", "")


@dataclass(frozen=True)
class Changed:
    """An entry that stands on both, and says something else."""

    before: Line
    after: Line

    @property
    def fields(self) -> list[tuple[object, str, str]]:
        """Label, before, after of everything that differs."""
        found: list[tuple[object, str, str]] = []
        if self.before.headings != self.after.headings:
            shown = (" › ".join(one.headings) for one in (self.before, self.after))
            before, after = shown
            found.append((_("类目"), before, after))
        for name, label in FIELDS.items():
            before, after = (one.facts.get(name, "") for one in (self.before, self.after))
            if before != after:
                found.append((label, in_words(name, before), in_words(name, after)))
        return found


WORDS: Final[Mapping[str, Any]] = {"duty_class": DutyClass, "asked_as": AskKind, "doer": Doer}


def in_words(name: str, said: str) -> str:
    """A field as people read it: words of lists by their labels, clocks as days and hours."""
    if name in WORDS and said in WORDS[name].values:
        return str(WORDS[name](said).label)
    return clock_in_words(said) if name == "clock" else said


def clock_in_words(clock: str) -> str:
    """15 working_days as people say it."""
    try:
        span = Span.parse(clock)
    except ValueError:
        return clock
    count = int(span.amount)
    said = {
        Unit.WORKING_DAYS: ngettext_lazy("%(n)g 个工作日", "%(n)g 个工作日", count),
        Unit.DAYS: ngettext_lazy("%(n)g 天", "%(n)g 天", count),
        Unit.WORKING_HOURS: ngettext_lazy("%(n)g 个工作小时", "%(n)g 个工作小时", count),
        Unit.HOURS: ngettext_lazy("%(n)g 小时", "%(n)g 小时", count),
    }
    return str(said[span.unit]) % {"n": span.amount}


@dataclass(frozen=True)
class Difference:
    """What came, what changed and what went from one version to another."""

    new: Sequence[Line] = ()
    changed: Sequence[Changed] = ()
    gone: Sequence[Line] = ()
    same: int = 0

    @property
    def total(self) -> int:
        """How many entries differ."""
        return len(self.new) + len(self.changed) + len(self.gone)


def difference(before: Sequence[Line], after: Sequence[Line]) -> Difference:
    """How two versions differ, entry by entry, by their codes."""
    old = {one.code: one for one in before}
    kept = {one.code for one in after}
    new = [one for one in after if one.code not in old]
    both = [Changed(old[one.code], one) for one in after if one.code in old]
    changed = [one for one in both if one.fields]
    gone = [one for one in before if one.code not in kept]
    return Difference(new, changed, gone, len(both) - len(changed))


@dataclass
class Counts:
    """How much stands on a version, counted of what is there."""

    classes: int = 0
    inner: int = 0  # sub-classes
    entries: int = 0
    by_duty: dict[str, int] = field(default_factory=dict)


def check_code(code: str) -> None:
    """A code is what other versions, admissions and programs name the entry by."""
    if not CODE.match(code):
        sentence = _("编码只用字母、数字、点和短横线，最长 30 位，例如 A01-03。")
        raise Refused("duties.bad-code", sentence)


def check_free(taken: bool) -> None:
    """A code stands once on a version."""
    if taken:
        raise Refused("duties.code-taken", _("这个编码在本版清单里已有，请换一个。"))


def check_clock(clock: str) -> None:
    """A clock is a span as packs write it."""
    if not clock:
        return
    try:
        Span.parse(clock)
    except ValueError as fault:
        sentence = _(
            "办理时限写成“15 working_days”这样：hours、working_hours、days、working_days。"
        )
        raise Refused("duties.bad-clock", sentence) from fault
