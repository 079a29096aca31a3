"""When a residence permit may be had, is to be endorsed, and lapses (居住证暂行条例)."""

from dataclasses import dataclass
from datetime import date, timedelta

from liren.apps.people.rules.codes import Paper
from liren.apps.people.rules.rentals import PermitState, add_months
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

LAW = "居住证暂行条例"


@dataclass(frozen=True)
class Terms:
    """What the rules in force say, in months."""

    after: int  # of living here, before it may be had
    holds: int  # from endorsement to endorsement
    window: int  # before the end in which it is endorsed


def earliest(lived_since: date, terms: Terms) -> date:
    """The first day on which somebody may apply."""
    return add_months(lived_since, terms.after)


def opens(endorse_by: date, terms: Terms) -> date:
    """The first day on which it may be endorsed."""
    return add_months(endorse_by, -terms.window)


def standing(state: str, endorse_by: date, day: date) -> str:
    """Whether a permit holds on a day: that it lapsed follows from the day alone."""
    if state == PermitState.VALID and endorse_by < day:
        return PermitState.LAPSED
    return state


def check_who(paper: str, hukou_path: str) -> None:
    """It is for citizens whose hukou stands in another city."""
    if paper != Paper.RESIDENT:
        raise Refused(
            "people.permit-paper",
            _("居住证发给持居民身份证的公民；港澳台居民和外国人另有证件，不在这里登记。"),
            source=LAW,
        )
    if hukou_path:
        raise Refused("people.permit-local", _("这个人的户籍就在本市，不需要居住证。"), source=LAW)


def check_lived(lived_since: date | None, issued_on: date, terms: Terms, *, seen: bool) -> None:
    """Half a year of living here comes first, unless the paper itself was seen."""
    if lived_since is None:
        raise Refused("people.permit-away", _("这个人没有登记住在本市，请先办迁入。"), source=LAW)
    first = earliest(lived_since, terms)
    if issued_on < first and not seen:
        said = _(
            "按登记从 %(since)s 起居住，到 %(first)s 才满申领的时间。"
            "证件确已发下来的，请勾选“已看过原件”再登记。"
        )
        facts = {"since": lived_since, "first": first}
        raise Refused("people.permit-early", said % facts, source=LAW)


def check_issued(issued_on: date, day: date) -> None:
    """What was issued was issued today or before."""
    if issued_on > day:
        raise Refused("people.permit-later", _("日期晚于今天，请核对。"))


def next_end(state: str, endorse_by: date, on: date, terms: Terms) -> date:
    """Until when it holds once endorsed: a year more, or a year from the day it resumes.

    Refused before the month in which it may be endorsed.
    """
    if standing(state, endorse_by, on) == PermitState.LAPSED:
        return add_months(on, terms.holds)
    first = opens(endorse_by, terms)
    if on < first:
        said = _("还没到签注的时间：%(first)s 起可以办，%(last)s 前办完。")
        raise Refused(
            "people.endorse-early", said % {"first": first, "last": endorse_by}, source=LAW
        )
    return add_months(endorse_by, terms.holds)


def check_open(state: str) -> None:
    """What has ended is not endorsed."""
    if state == PermitState.ENDED:
        raise Refused("people.permit-over", _("这张居住证已经终止，需要时请登记新的。"))


def days_left(endorse_by: date, day: date) -> int:
    """Whole days until it lapses."""
    return (endorse_by - day) // timedelta(days=1)
