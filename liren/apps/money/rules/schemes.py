"""What places grant to their communities year by year, and how a yearly run comes to count."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import FEN, MOST_FEN
from liren.kernel.flow.table import Course, Move

FIRST_YEAR = 2000
LONGEST_WHY = 12


class RunState(TextChoices):
    """How far a yearly run is."""

    COUNTING = "counting", in_context("run", "测算中")
    PROPOSED = "proposed", in_context("run", "待核定")
    HALF = "half", in_context("run", "一人已核定")
    CONSENTED = "consented", in_context("run", "入账中")
    POSTED = "posted", in_context("run", "已入账")
    WITHDRAWN = "withdrawn", in_context("run", "已撤回")


R = RunState
OPEN_RUNS = (R.COUNTING, R.PROPOSED, R.HALF, R.CONSENTED)
BOOKED = (R.CONSENTED, R.POSTED)  # what two people agreed to
TONES: Mapping[str, str] = {
    R.COUNTING: "info",
    R.PROPOSED: "warn",
    R.HALF: "warn",
    R.CONSENTED: "info",
    R.POSTED: "ok",
    R.WITHDRAWN: "",
}
COURSE = Course(
    moves=(
        Move("money.consent_run", frozenset({R.PROPOSED, R.HALF}), R.CONSENTED),
        Move("money.withdraw_run", frozenset({R.COUNTING, R.PROPOSED, R.HALF}), R.WITHDRAWN),
        Move("money.strike_entitlement", frozenset({R.PROPOSED}), R.PROPOSED),
    ),
    labels=dict(R.choices),
)
BUTTONS: Mapping[str, object] = {
    "money.consent_run": _("核定并入账"),
    "money.withdraw_run": _("撤回测算"),
}


def check_year(year: int, today: date) -> None:
    """A year that has begun, and of which there may be papers."""
    if not FIRST_YEAR <= year <= today.year:
        sentence = _("请填 %(first)d 年到 %(last)d 年之间的年度；还没有开始的年度不能核定。")
        facts = {"first": FIRST_YEAR, "last": today.year}
        raise Refused("money.odd-year", sentence % facts)


def check_place(level: str) -> None:
    """A run is for a district or a subdistrict: no community decides on its own money."""
    if level not in ("district", "subdistrict"):
        sentence = _("年度测算按区（县）或街道进行。请选择区（县）或街道。")
        raise Refused("money.odd-place", sentence)


def check_alone(other: object | None) -> None:
    """Two open runs of one year over one area would propose the same money twice."""
    if other is not None:
        sentence = _("%(run)s的测算还没有办完。请先核定或撤回它，再重新测算。")
        raise Refused("money.run-open", sentence % {"run": other})


def check_reason(reason: str) -> None:
    """Who takes something out says why."""
    if not reason.strip():
        raise Refused("money.no-reason", _("请写明原因，以后查账的人会看到。"))


def after_consent(state: str) -> str:
    """The first consent is half of it, the second one all."""
    COURSE.after("money.consent_run", state)
    return R.CONSENTED if state == R.HALF else R.HALF


def day_of(year: int) -> date:
    """The day whose rules and facts count for a year: its last."""
    return date(year, 12, 31)


def due_day(year: int, text: str) -> date:
    """A month and day of a year, as a pack writes them; the last day of a month where it ends."""
    month, day = (int(part) for part in text.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def fen_of_figure(value: Decimal | None) -> int | None:
    """A figure in yuan as whole fen; nothing where it says nothing that could be paid."""
    if value is None:
        return None
    fen = int((value * FEN).quantize(Decimal(1), ROUND_HALF_UP))
    return min(max(fen, 0), MOST_FEN)


Figures = Mapping[str, Any]


def reasons(before: Figures, after: Figures) -> list[dict[str, Any]]:
    """Why a figure is not what it was: facts and rules that changed, by name, before and after."""
    found = [
        *_moved("fact", before.get("facts", ()), after.get("facts", ())),
        *_moved("rule", before.get("rules", ()), after.get("rules", ())),
    ]
    if before.get("expression") != after.get("expression"):
        names = {"zh": after.get("zh", ""), "en": after.get("en", "")}
        found.append({"kind": "formula", **names, "unit": "", "before": None, "after": None})
    return found[:LONGEST_WHY]


def _moved(kind: str, before: Sequence[Figures], after: Sequence[Figures]) -> list[dict[str, Any]]:
    old = {_name(one): one for one in before}
    new = {_name(one): one for one in after}
    changed = [name for name in {**old, **new} if _value(old, name) != _value(new, name)]
    return [
        {
            "kind": kind,
            **{word: (new.get(name) or old[name]).get(word, "") for word in ("zh", "en", "unit")},
            "before": _value(old, name),
            "after": _value(new, name),
        }
        for name in changed
    ]


def _name(one: Figures) -> tuple[str, str]:
    return one["key"], one.get("entry", "")


def _value(rows: Mapping[tuple[str, str], Figures], name: tuple[str, str]) -> Any:
    return rows[name]["value"] if name in rows else None


def check_struck(struck: bool) -> None:
    """What was taken out is out."""
    if struck:
        raise Refused("money.struck", _("这一条已经划除了。"))
