"""What may stand on a list of people that leaves the house."""

from datetime import datetime

from liren.apps.people.rules.rights import ExportState
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

# columns that may be chosen; a number stands masked, a telephone in clear only where it is asked
COLUMNS: dict[str, object] = {
    "name": _("姓名"),
    "sex": _("性别"),
    "age": _("年龄"),
    "born": _("出生日期"),
    "place": _("社区、网格"),
    "address": _("住址"),
    "phone": _("手机号码（完整）"),
    "number": _("证件号码（遮盖）"),
}
SEALED_COLUMNS = frozenset({"phone"})


def check_columns(columns: list[str]) -> None:
    """Only what is needed, and only what the list knows."""
    if not columns or not set(columns) <= set(COLUMNS):
        raise Refused("people.no-columns", _("请至少选一列，并且只选办事要用的列。"))


def check_reason(reason: str) -> None:
    """Who approves has to know what it is for."""
    if len(reason.strip()) < 4:
        raise Refused("people.no-words", _("请写明名单用来做什么，谁来用。"))


def check_tag(*, seen: bool) -> None:
    """Only circumstances that one may see are a question."""
    if not seen:
        raise Refused("people.no-such-tag", _("没有这个标签，或您看不到它。请从列表里选。"))


def check_few(rows: int, most: int) -> None:
    """A list of everybody is no list for a task."""
    if rows == 0:
        raise Refused("people.nobody", _("按这些条件没有人。请改一下条件。"))
    if rows > most:
        sentence = _("有 %(rows)d 人，超过一份名单的上限 %(most)d 人。请缩小范围。")
        raise Refused("people.too-many", sentence % {"rows": rows, "most": most})


def check_takeable(state: str, until: datetime | None, at: datetime) -> None:
    """What was approved is there for some days."""
    if state != ExportState.APPROVED:
        raise Refused("people.not-approved", _("这份名单还没有批准，不能下载。"))
    if until is None or until <= at:
        raise Refused("people.export-over", _("下载期限已过。还要用的，请重新申请。"))


def check_taken(taken: int, most: int) -> None:
    """Not more often than the rule says."""
    if taken >= most:
        sentence = _("这份名单已下载 %(most)d 次，不能再下载。还要用的，请重新申请。")
        raise Refused("people.export-spent", sentence % {"most": most})
