"""Versions of lists: written by one, released by another, from a day that has not come yet."""

from collections.abc import Iterable
from datetime import date

from liren.apps.duties.rules.lists import VersionState
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

LONGEST_NOTE = 300


def check_draft(state: str) -> None:
    """Only a draft is written in: what was released stays as it is, for whoever looks back."""
    if state != VersionState.DRAFT:
        sentence = _("这一版已经发布或放弃，不能再改。请另起一个新版本。")
        raise Refused("duties.not-draft", sentence)


def check_no_draft(drafts: int) -> None:
    """Of a list one version is drafted at a time."""
    if drafts:
        raise Refused("duties.draft-exists", _("这份清单已有一个起草中的版本，请在那一版里改。"))


def check_from(day: date, today: date, last: date | None) -> None:
    """A version never holds for days that are over, nor before the version before it."""
    if day < today:
        raise Refused("duties.past-day", _("执行日期不能早于今天：已经过去的日子按原来的版本。"))
    if last is not None and day <= last:
        sentence = _("上一版自 %(day)s 起执行，新版本的执行日期必须在这一天之后。")
        raise Refused("duties.before-last", sentence % {"day": last.isoformat()})


def check_whole(entries: int) -> None:
    """A version without entries says nothing."""
    if not entries:
        raise Refused("duties.empty-version", _("这一版还没有事项，请先添加或导入。"))


def check_second(who: int, editors: Iterable[int]) -> None:
    """Whoever wrote in a draft does not release it."""
    if who in editors:
        sentence = _("您改过这一版，请由没有改过它的同事发布。")
        raise Refused("duties.own-edits", sentence)


def check_name(name: str) -> None:
    """A list, a document or an entry is called something."""
    if len(name.strip()) < 2:
        raise Refused("duties.no-name", _("名称太短，请写完整。"))


def check_period(start: date | None, end: date | None) -> None:
    """What ends, ends after it began."""
    if start and end and end < start:
        raise Refused("duties.backwards", _("失效日期早于生效日期，请核对。"))
