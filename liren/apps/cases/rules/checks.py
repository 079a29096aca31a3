"""What has to be written, where and when: the refusals of a case's steps."""

from collections.abc import Collection
from datetime import datetime

from liren.apps.cases.rules.course import LONGEST_TEXT, PLACES, span_words
from liren.kernel.base.calendar import Calendar, Span, due
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused


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
