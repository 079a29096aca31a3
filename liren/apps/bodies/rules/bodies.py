"""When a body may be founded, changed, counted and dissolved."""

import re
from collections.abc import Sequence
from datetime import date

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

SHORTEST_DOCUMENT = 4
MOST_NAMED = 3
STRETCH = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")


def check_document(text: str) -> str:
    """What sets a body up or ends it is a document that can be found."""
    text = " ".join(text.split())
    if len(text) < SHORTEST_DOCUMENT:
        sentence = _("请写明依据的文件，例如：和安委办〔2026〕8号。")
        raise Refused("bodies.no-document", sentence)
    return text


def check_since(since: date, today: date, area_since: date | None) -> None:
    """A body begins when its area is there, and not in the future."""
    if since > today:
        raise Refused("bodies.too-late", _("设立日期不能晚于今天。请在设立当天或以后登记。"))
    if area_since and since < area_since:
        sentence = _("这个辖区自 %(day)s 起才有，设立日期不能更早。")
        raise Refused("bodies.too-early", sentence % {"day": area_since.isoformat()})


def check_end(on: date, since: date | None, today: date) -> None:
    """A body ends after it began, and not in the future."""
    if on > today:
        raise Refused("bodies.too-late", _("撤销日期不能晚于今天。请在撤销当天或以后办理。"))
    if since and on < since:
        sentence = _("撤销日期不能早于设立日期 %(day)s。")
        raise Refused("bodies.too-early", sentence % {"day": since.isoformat()})


def refuse_gone(body: object, day: date) -> None:
    """What is gone is gone."""
    sentence = _("「%(body)s」已于 %(day)s 撤销，不能再办理。请刷新页面。")
    raise Refused("bodies.dissolved", sentence % {"body": body, "day": day.isoformat()})


def children_left(names: Sequence[str]) -> object:
    """What to do with the bodies under one that is to be dissolved."""
    if not names:
        return ""
    sentence = _("还有 %(count)d 个下设机构（%(names)s），请先撤销它们或改到别的上级。")
    more = "…" if len(names) > MOST_NAMED else ""
    return sentence % {"count": len(names), "names": "、".join(names[:MOST_NAMED]) + more}


def check_counted(counted: str, body: object) -> None:
    """Of some kinds people are counted, of others not."""
    if not counted:
        sentence = _("「%(body)s」这类机构不登记人数。")
        raise Refused("bodies.not-counted", sentence % {"body": body})


def check_count_day(on: date, since: date | None, today: date) -> None:
    """People were counted while the body was there."""
    if on > today or (since and on < since):
        sentence = _("统计日期要在机构设立以后、今天以前（含今天）。")
        raise Refused("bodies.count-day", sentence)


def check_leaf(has_branches: bool) -> None:
    """What has branches is counted by them, so that nobody is counted twice."""
    if has_branches:
        sentence = _("它下面还有支部，人数由各支部登记后自动合计。请到各支部登记。")
        raise Refused("bodies.has-branches", sentence)


def check_parent(*, stands: bool, above: bool, circle: bool) -> None:
    """The body above is there, lies at the place or around it, and does not stand below."""
    if circle:
        raise Refused("bodies.circle", _("不能把自己或自己的下设机构选作上级机构。"))
    if not stands or not above:
        sentence = _("上级机构要在本辖区或更大的辖区，且没有撤销。请另选一个。")
        raise Refused("bodies.wrong-parent", sentence)


def check_hours(texts: Sequence[str] | None) -> list[str]:
    """Office hours that the clock can read: stretches of one day, one after the other."""
    found = [text.strip() for text in texts or () if text.strip()]
    last = ""
    for text in found:
        if not STRETCH.match(text) or text[:5] >= text[6:] or text[:5] < last:
            sentence = _("办公时间「%(text)s」看不懂。请按先后写成 08:30-12:00，多段用逗号分开。")
            raise Refused("bodies.hours", sentence % {"text": text[:20]})
        last = text[6:]
    return found


def check_running(ended: date | None) -> None:
    """What was ended once is not ended again."""
    if ended is not None:
        sentence = _("这条关系已于 %(day)s 终止，无需再办。")
        raise Refused("bodies.relation-ended", sentence % {"day": ended.isoformat()})
