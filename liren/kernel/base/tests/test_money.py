"""Amounts as they are read, typed and divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.errors import Refused
from liren.kernel.base.money import MOST_FEN, capital_yuan, fen_of, full_yuan, shares, yuan


@pytest.mark.parametrize(
    ("fen", "short", "full"),
    [
        (0, "0", "0.00"),
        (5, "0.05", "0.05"),
        (-5, "-0.05", "-0.05"),
        (123_400, "1,234", "1,234.00"),
        (-123_456_789, "-1,234,567.89", "-1,234,567.89"),
    ],
)
def test_amounts_are_read(fen: int, short: str, full: str) -> None:
    assert (yuan(fen), full_yuan(fen)) == (short, full)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1234.5", 123450), ("￥1,234.50", 123450), (" 8 ", 800), ("0.01", 1), ("-3", -300)],
)
def test_amounts_are_typed(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "八元", "1.005", "1e99", "nan", "Infinity", "1/3", "9" * 40]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as no:
        fen_of(typed)
    assert no.value.code == "base.not-money"


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_what_is_shown_can_be_typed(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen == fen_of(full_yuan(fen))


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_make_the_whole_and_are_fair(fen: int, weights: list[int]) -> None:
    if not sum(weights):
        weights[0] = 1
    parts = shares(fen, weights)
    assert sum(parts) == fen
    for part, weight in zip(parts, weights, strict=True):
        exact = fen * weight / sum(weights)
        assert abs(part - exact) <= 1 + exact * 1e-9


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_weights_that_divide_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="divides nothing"):
        shares(100, weights)


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (10_05, "壹拾元零伍分"),
        (1005_00, "壹仟零伍元整"),
        (1680_32, "壹仟陆佰捌拾元叁角贰分"),
        (16_409_02, "壹万陆仟肆佰零玖元零贰分"),
        (100_500_00, "壹拾万零伍佰元整"),
        (20_000_300_00, "贰仟万零叁佰元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (10_000_000_000_00, "壹佰亿元整"),
        (1_234_567_89, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (-5_00, "负伍元整"),
    ],
)
def test_amounts_are_said_in_capital_characters(fen: int, said: str) -> None:
    """As the rules for payment papers write them."""
    assert capital_yuan(fen) == said


@given(st.integers(1, MOST_FEN))
def test_no_two_amounts_are_said_alike(fen: int) -> None:
    assert capital_yuan(fen) != capital_yuan(fen + 1)
    assert "零零" not in capital_yuan(fen)
