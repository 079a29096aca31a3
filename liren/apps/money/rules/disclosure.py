"""Accounts of a quarter that residents can read, and what they ask about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused


class DisclosureState(TextChoices):
    """How far it is."""

    DRAFT = "draft", in_context("disclosure", "待公开")
    PUBLISHED = "published", in_context("disclosure", "已公开")
    CORRECTED = "corrected", in_context("disclosure", "已更正")


class ObjectionState(TextChoices):
    """How far a question of a resident is."""

    RAISED = "raised", in_context("objection", "待答复")
    ANSWERED = "answered", in_context("objection", "已答复")


SHORTEST = 4  # letters of a question or an answer
MOST_OPEN = 3  # questions of one resident that wait


STOCKS: Final = ("opening", "closing", "held")  # of a fund
DEBTS: Final = ("fen", "overdue")  # of a body
YEAR_AGO: Final = ("received", "spent", "closing")  # with which the page compares


@dataclass(frozen=True)
class Moved:
    """A line in which the books now say something else than what was frozen."""

    kind: str  # "flow", "passed", one of a fund, of a body, or "ago_" and a sum of last year
    fund: Mapping[str, Any]  # with its names; empty where no fund is meant
    what: Mapping[str, Any]  # a heading or a body with its names
    was: int
    now: int


def moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Moved]:
    """Line by line what differs between two frozen accounts of one quarter."""
    funds = {one["code"]: one for one in (*old["funds"], *new["funds"])}
    found: list[Moved] = []
    for kind, key in (("flow", "flows"), ("passed", "passed")):
        for (fund, _code), was, now in _paired(old[key], new[key], ("fund", "code")):
            fen = was.get("fen", 0), now.get("fen", 0)
            found.append(Moved(kind, funds.get(fund, {}), was or now, *fen))
    for _keys, was, now in _paired(old["funds"], new["funds"], ("code",)):
        found += [Moved(one, was or now, {}, was.get(one, 0), now.get(one, 0)) for one in STOCKS]
    for _keys, was, now in _paired(old["owed"], new["owed"], ("body",)):
        found += [Moved(one, {}, was or now, was.get(one, 0), now.get(one, 0)) for one in DEBTS]
    ago = old["a_year_ago"], new["a_year_ago"]
    found += [Moved(f"ago_{one}", {}, {}, ago[0][one], ago[1][one]) for one in YEAR_AGO]
    return [one for one in found if one.was != one.now]


def _paired(
    old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]], names: tuple[str, ...]
) -> list[tuple[tuple[str, ...], Mapping[str, Any], Mapping[str, Any]]]:
    # each row of both beside the one with the same names; an empty one where there is none
    sides = [{tuple(row[name] for name in names): row for row in rows} for rows in (old, new)]
    keys = dict.fromkeys((*sides[0], *sides[1]))
    return [(key, sides[0].get(key, {}), sides[1].get(key, {})) for key in keys]


def check_place(level: str) -> None:
    """Communities publish; what stands above them is in the books of the subdistrict."""
    if level != "community":
        raise Refused("money.not-a-community", _("季度账目以社区为单位公开，请选一个社区。"))


def check_period(over: bool) -> None:
    """Accounts are published of a quarter that is over."""
    if not over:
        sentence = _("这个季度还没有结束，账目还会变动。请在季度结束之后公开。")
        raise Refused("money.quarter-not-over", sentence)


def check_new(waiting: bool, published: bool) -> None:
    """One draft at a time; what was published is corrected, not drafted again."""
    if waiting:
        sentence = _("这个季度已经有一份待公开的账目，请先公开它，或按最新账目更新它。")
        raise Refused("money.accounts-waiting", sentence)
    if published:
        sentence = _("这个季度的账目已经公开。如果有错，请用“更正”，并写明错在哪里。")
        raise Refused("money.accounts-published", sentence)


def check_draft(state: str) -> None:
    """What is published stays as it was read."""
    if state != DisclosureState.DRAFT:
        raise Refused("money.accounts-published", _("这份账目已经公开，不能再改。请用“更正”。"))


def check_same(seen: object, now: object) -> None:
    """What is published is what was drafted: the books have not moved on meanwhile."""
    if seen != now:
        sentence = _("起草之后账上又有变动，公开的数字会与账不符。请先按最新账目更新，再公开。")
        raise Refused("money.accounts-moved", sentence)


def check_correct(state: str, note: str) -> None:
    """A correction says what was wrong, of what was published."""
    if state != DisclosureState.PUBLISHED:
        raise Refused("money.accounts-not-out", _("只有已公开的账目才能更正。"))
    if len(note.strip()) < SHORTEST:
        raise Refused("money.no-reason", _("请写明上次公开的账目错在哪里，居民会看到。"))


def check_neighbour(lives_here: bool, known: bool) -> None:
    """Who lives or owns in the community asks; everybody else reads."""
    if lives_here:
        return
    if known:
        sentence = _(
            "只有本社区的居民和业主可以提问，其他人可以查看。您登记的住处在别的社区；"
            "如果已经搬来，请在本社区首页点“我住在这里”。"
        )
        raise Refused("money.not-a-neighbour", sentence)
    sentence = _(
        "还不知道您住在哪个社区，所以只能查看，不能提问。如果您住在这里，"
        "请先在本社区首页点“我住在这里”。"
    )
    raise Refused("money.no-home", sentence)


def check_objection(text: str, published: bool, last: date, today: date, open_ones: int) -> None:
    """A resident asks about published accounts, while they are new, a few things at a time."""
    if not published:
        raise Refused("money.accounts-not-out", _("账目还没有公开，公开之后可以提出疑问。"))
    if today > last:
        sentence = _("公开已过提问期限（%(day)s）。可以到社区当面查账，或通过上报问题反映。")
        raise Refused("money.objection-late", sentence % {"day": last})
    if len(text.strip()) < SHORTEST:
        raise Refused("money.no-text", _("请写明您对哪一项有疑问，至少四个字。"))
    if open_ones >= MOST_OPEN:
        sentence = _("您已经有 %(n)d 条疑问在等答复，请等答复之后再提。")
        raise Refused("money.too-many-objections", sentence % {"n": open_ones})


def check_answer(state: str, text: str) -> None:
    """A question is answered once, in words."""
    if state != ObjectionState.RAISED:
        raise Refused("money.answered", _("这条疑问已经答复过了。"))
    if len(text.strip()) < SHORTEST:
        raise Refused("money.no-text", _("请写明答复，至少四个字，所有居民都会看到。"))
