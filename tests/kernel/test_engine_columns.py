"""One figure and a column of figures agree, to the fen, whatever the formula and the inputs."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liren.kernel.policy.engine import RuleSet, Shelf
from liren.kernel.policy.engine.rounding import all_stepped, stepped
from liren.kernel.policy.models import Formula, Input, Pack, Parameter

PACK = Pack(code="one", zh="一", en="One")
DAY = date(2026, 1, 1)
VALUES = {
    "p.rate": 1.3,
    "p.step": 300,
    "p.share": "2/3",
    "p.band": [1500, 3000],
    "p.table": {"1": 800, "2": 1200.5, "3": None},
    "p.rest": {"1": 7, "*": 9},
    "p.mode": "ceil",
    "p.later": 5,
}
INPUTS = ("a", "b", "c")
LARGEST = 1e9  # beyond it a float does not hold every fen of what lies on the way

leaves = st.one_of(
    st.integers(0, 5000).map(str),
    st.integers(1, 99999).map(lambda fen: f"{fen / 100:.2f}"),
    st.sampled_from(INPUTS),
    st.sampled_from(
        [
            *("p.rate", "p.step", "p.share", "low(p.band)", "high(p.band)"),
            *("p.table(a)", "p.rest(b)", "p.table(round(c))", "x.base", "p.later"),
        ]
    ),
)


def is_not_zero(text: str) -> bool:
    """A divisor that is written out is not zero: that would be refused."""
    return text.strip("(-)0.") != "" or not text.strip("(-)").startswith("0")


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    small = st.sampled_from(["p.rate", "p.share", "3", "0.7", "12"])
    tests = st.one_of(
        st.tuples(parts, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), parts).map(
            lambda t: f"{t[0]} {t[1]} {t[2]}"
        ),
        parts,
    )
    joined = st.one_of(
        tests,
        st.tuples(tests, st.sampled_from(["and", "or"]), tests).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        tests.map(lambda t: f"not ({t})"),
    )
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-"), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(parts, small).map(lambda t: f"({t[0]} * {t[1]})"),
        st.tuples(parts, parts.filter(is_not_zero)).map(lambda t: f"({t[0]} / {t[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(st.sampled_from(["floor", "ceil", "round", "abs"]), parts).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(parts).map(lambda t: f"round({t[0]}, 2)"),
        parts.map(lambda t: f"clip({t}, 0, 500)"),
        parts.map(lambda t: f"rounded({t}, p.mode)"),
        parts.map(lambda t: f"(-{t})"),
        st.tuples(parts, joined, parts).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    )


expressions = st.recursive(leaves, _grown, max_leaves=7)
numbers = st.one_of(
    st.none(),
    st.integers(0, 4),
    st.integers(0, 100_000),
    st.integers(0, 9_999_999).map(lambda fen: fen / 100),
)


def rules(expression: str, unit: str) -> RuleSet:
    """Rules with one formula to try."""
    facts: dict[str, Any] = {"pack": PACK, "valid_from": date(2020, 1, 1), "source": "x"}
    later = {**facts, "valid_from": date(2027, 1, 1)}
    return Shelf.of(
        [PACK],
        [
            Parameter(key=key, zh=key, en=key, value=value, **(later if "later" in key else facts))
            for key, value in VALUES.items()
        ],
        [
            Formula(key="x.base", zh="x", en="x", expression="a / 3", unit="元", **facts),
            Formula(key="x.y", zh="y", en="y", expression=expression, unit=unit, **facts),
        ],
        [Input(pack=PACK, key=key, zh=key, en=key) for key in INPUTS],
    ).on(DAY)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions, st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=6))
def test_one_by_one_and_all_at_once_agree(
    expression: str, places: list[tuple[float | None, ...]]
) -> None:
    for unit in ("元", ""):
        made = rules(expression, unit)
        columns = {
            key: np.array([np.nan if row[at] is None else row[at] for row in places], float)
            for at, key in enumerate(INPUTS)
        }
        found = made.column(["x.y"], columns)["x.y"]
        for row, number in zip(places, found, strict=True):
            figure = made.figure("x.y", dict(zip(INPUTS, row, strict=True)))
            agree(figure.value, float(number), unit, figure.sentence)


def agree(value: Decimal | None, number: float, unit: str, sentence: str) -> None:
    """The same number, or both have none."""
    if value is None:
        assert np.isnan(number), sentence
        assert sentence
    elif abs(value) < LARGEST and unit:
        assert Decimal(repr(number)) == value
    else:
        assert number == pytest.approx(float(value), rel=1e-9, abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(st.sets(st.sampled_from(INPUTS)), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_what_is_missing_is_exactly_what_was_not_given(
    left_out: set[str], a: int, b: int, c: int
) -> None:
    given_ = {key: n for key, n in zip(INPUTS, (a, b, c), strict=True) if key not in left_out}
    figure = rules("a * 2 + max(b, c)", "").figure("x.y", given_)
    assert set(figure.missing) == left_out
    assert (figure.value is None) == bool(left_out)


@given(st.integers(1, 10**11), st.sampled_from((3, 6, 7, 12, 13)))
def test_a_part_of_a_large_sum_is_right_to_the_fen(fen: int, parts: int) -> None:
    exact = Fraction(fen, 100 * parts)
    said = Decimal(exact.numerator) / Decimal(exact.denominator)
    right = said.quantize(Decimal("0.01"), ROUND_HALF_UP)
    cent = Fraction(1, 100)
    assert stepped(exact, "half_up", cent) == Fraction(right)
    column = all_stepped(np.array([float(exact)]), "half_up", cent)
    assert Decimal(repr(round(float(column[0]), 2))) == right
