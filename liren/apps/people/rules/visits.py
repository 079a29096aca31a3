"""What may be found at a door, and what becomes of it."""

from collections.abc import Mapping
from datetime import date, timedelta

from liren.apps.people.rules.keeping import ADDRESS
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused


class Found(TextChoices):
    """What was found at a door."""

    SAME = "same", _("情况不变")
    CHANGED = "changed", _("有变化")
    ABSENT = "absent", _("家中无人")
    REFUSED = "refused", _("本人谢绝")


class ProposalSource(TextChoices):
    """Who found a fact to be otherwise."""

    VISIT = "visit", _("走访")
    PERSON = "person", _("本人申请")
    FORM = "form", _("填表核对")


class ProposalState(TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("待处理")
    TAKEN = "taken", _("已采纳")
    REFUSED = "refused", _("未采纳")
    OUTDATED = "outdated", _("记录已另有变动")


GONE = "gone"  # no fact of the person: he no longer lives there
# what is asked at a door; everything else is corrected at the desk, with a paper
ASKED = ("phone", "work", "employer", "marital")
LABELS = {
    "name": _("姓名"),
    "paper": _("证件"),
    "id_number": _("证件号码"),
    "phone": _("手机号码"),
    "sex": _("性别"),
    "born": _("出生日期"),
    "nation": _("民族"),
    "marital": _("婚姻状况"),
    "work": _("从业状况"),
    "employer": _("工作单位"),
    "hukou_code": _("户籍地区划代码"),
    ADDRESS: _("住址"),
    GONE: _("住在这里"),
}


def check_visit(found: str, *, differs: bool, noted: bool) -> None:
    """What is said to be as before holds no difference; what is said to differ holds one."""
    if found != Found.CHANGED and differs:
        raise Refused("people.differs", _("填了不同的内容，结果请选“有变化”。"))
    if found == Found.CHANGED and not (differs or noted):
        raise Refused("people.no-difference", _("选了“有变化”，请填写哪里不同，或写一句说明。"))


def check_visited(on: date, day: date) -> None:
    """A visit was made today or in the days before."""
    if on > day:
        raise Refused("people.visited-later", _("走访日期晚于今天，请核对。"))
    if on < day - timedelta(days=MOST_DAYS):
        raise Refused("people.visited-long-ago", _("走访日期是一个多月以前，请核对。"))


MOST_DAYS = 31


def check_lives(until: date | None) -> None:
    """A household that is gone is not visited."""
    if until is not None:
        raise Refused("people.household-gone", _("这一户已经撤销或搬走，不用再走访。"))


def check_as_seen(seen: Mapping[str, int], now: Mapping[str, int]) -> None:
    """Who says that all is as before has seen what stands there now."""
    if dict(seen) != dict(now):
        raise Refused(
            "people.moved-on",
            _("您打开以后，这一户的登记有了变动。请再打开看一眼，再确认情况不变。"),
        )


def next_visit(found: str, on: date, every: int, again: int) -> date:
    """The day of the next visit: by the plan, or soon where nobody was at home."""
    return on + timedelta(days=min(again, every) if found == Found.ABSENT else every)


def check_pending(state: str) -> None:
    """A proposal is decided once."""
    if state != ProposalState.OPEN:
        raise Refused("people.decided", _("这条建议已经处理过了。"))


def check_seen(version: int, seen: int) -> None:
    """Who decides has seen what the record says now."""
    if version != seen:
        raise Refused(
            "people.changed-meanwhile",
            _("这条记录刚被别人改过。请先看现在的内容，再决定。"),
        )


def check_answer(answer: str) -> None:
    """Who does not take a proposal says why."""
    if len(answer.strip()) < 2:
        raise Refused("people.no-answer", _("请写明为什么不采纳，提出的人会看到。"))


def check_left(home: int | None, dwelling: int | None) -> None:
    """That somebody left is taken over by the event itself."""
    if dwelling is not None and home == dwelling:
        raise Refused(
            "people.still-here",
            _("他还登记住在这里。请先在他的页面办“搬家”或“迁出”，再把这条标为已采纳。"),
        )
