"""Years of money: open until they are closed by two."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused


class YearState(TextChoices):
    """How far the year of an area is."""

    OPEN = "open", in_context("year", "未决算")
    PROPOSED = "proposed", in_context("year", "待确认决算")
    CLOSED = "closed", in_context("year", "已决算")
    DROPPED = "dropped", in_context("year", "已撤回")


class Left(NamedTuple):
    """What one purse holds at the end, and what becomes of it."""

    purse: str
    name: str
    there: int
    carried: int
    returned: int


class Fate(TextChoices):
    """What becomes of a commitment at the end of its year."""

    CARRY = "carry", in_context("commitment", "结转下年")
    RELEASE = "release", in_context("commitment", "释放")
    STAYS = "stays", in_context("commitment", "不能结转")


class Promised(NamedTuple):
    """Money that is held at the end of a year for something agreed and not yet paid."""

    what: str  # "spending" or "purchase"
    uid: str
    fen: int
    fate: str

    @property
    def key(self) -> tuple[str, str]:
        """Which it is."""
        return (self.what, self.uid)


def obstacle(years: int, times: int, until: date | None, ended: date | None, year: int) -> str:
    """Why something may not be paid in the next year; empty where it may.

    `years` is how many ends of years its source lets it pass, `times` how many it has passed.
    """
    if not years:
        return str(_("来源规定年末收回、不能结转"))
    if times >= years:
        return str(_("来源最多允许结转 %(n)d 年，已经结转满") % {"n": years})
    if ended is not None or (until is not None and until < date(year + 1, 1, 1)):
        return str(_("专款到期、不能结转"))
    return ""


def check_released(chosen: Collection[str], open_to: Collection[str]) -> None:
    """Only what is not yet delivered is let go; what was delivered is owed."""
    if set(chosen) - set(open_to):
        sentence = _("选中的有已经验收、签了合同或刚变动的，不能释放。请刷新页面重选。")
        raise Refused("money.owed-already", sentence)


def check_year(closed: bool, year: int) -> None:
    """Nothing is booked into a year that is closed."""
    if closed:
        sentence = _("%(year)d 年的账已经决算，不能再记入。请记在本年，并在摘要里写明所属年度。")
        raise Refused("money.year-closed", sentence % {"year": year})


def check_over(year: int, now: int) -> None:
    """A year is closed when it is over."""
    if year >= now:
        sentence = _("%(year)d 年还没有过完，年度结束以后才能决算。")
        raise Refused("money.year-running", sentence % {"year": year})


def check_new(proposed: bool) -> None:
    """One proposal at a time."""
    if proposed:
        raise Refused("money.close-proposed", _("这一年的决算已经提出，等另一位同事确认。"))


def check_waits(confirmed: bool, dropped: bool) -> None:
    """Only a proposal that waits is confirmed or taken back."""
    if confirmed or dropped:
        raise Refused("money.close-done", _("这份决算已经确认或撤回。请刷新页面看现在的状态。"))


def check_nothing_open(blocking: Sequence[object]) -> None:
    """What is still open of a year is finished first."""
    if blocking:
        sentence = _("还有 %(n)d 件没有办完，不能决算：%(what)s。请先逐件办完。")
        what = _("、").join(str(one) for one in blocking[:3])
        raise Refused("money.year-unfinished", sentence % {"n": len(blocking), "what": what})


def check_same(proposed: Sequence[Any], there: Sequence[Any]) -> None:
    """The second person confirms what was proposed, to the fen."""
    if list(map(tuple, proposed)) != list(map(tuple, there)):
        sentence = _("提出决算以后账上有变动，金额已经不同。请撤回，重新提出决算。")
        raise Refused("money.close-changed", sentence)


def split(there: int, carries: bool) -> tuple[int, int]:
    """What stays for the next year, and what goes back to where it came from."""
    return (there, 0) if carries else (0, there)
