"""Emergencies by law: when tasks pass the gate without admission, and for how long."""

from collections.abc import Collection
from datetime import date, timedelta

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

PLACES = frozenset({"city", "district", "subdistrict", "community"})


def check_words(title: str, reason: str, law: str, article: str) -> None:
    """An exception names the law and the article that allow it, and why."""
    if not all(one.strip() for one in (title, reason, law, article)):
        raise Refused(
            "duties.no-law", _("应急例外必须写明名称、理由、所依据的法律和条款，请补全。")
        )


def check_place(level: str) -> None:
    """It holds in a district, a subdistrict or a community."""
    if level not in PLACES:
        raise Refused("duties.odd-place", _("应急例外只能覆盖区、街道或社区，请改选辖区。"))


def check_bodies(bodies: Collection[object]) -> None:
    """It names who may ask."""
    if not bodies:
        raise Refused("duties.no-bodies", _("请至少选一个可以据此交办的部门。"))


def check_term(since: date, until: date, day: date, most_days: int, source: str) -> None:
    """It begins today or later, ends after that, and is never without end."""
    if since < day:
        raise Refused("duties.since-before", _("开始日期早于今天。例外不追认已经发生的交办。"))
    if until < since:
        raise Refused("duties.ends-before", _("结束日期早于开始日期，请改正其中一个。"))
    if until > since + timedelta(days=most_days):
        sentence = _("应急例外一次最长 %(most)d 天。到期仍需要的，请重新发布。")
        raise Refused("duties.too-long", sentence % {"most": most_days}, source=source)


def check_unconfirmed(confirmed: bool, ended: bool) -> None:
    """It is confirmed once, while it stands."""
    if confirmed or ended:
        raise Refused("duties.confirmed", _("这条应急例外已经确认过或已结束。请刷新页面。"))


def check_running(last_day: date, day: date, ended: bool) -> None:
    """It ends once."""
    if ended or last_day < day:
        raise Refused("duties.over", _("这条应急例外已经结束。"))
