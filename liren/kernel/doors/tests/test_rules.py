"""The rules of the doors, without a database."""

from datetime import date, timedelta

import pytest

from liren.kernel.base.errors import Refused
from liren.kernel.doors import rules

TODAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "008613812345678",
     "8613812345678", "１３８１２３４５６７８"],
)  # fmt: skip
def test_a_number_is_known_however_it_is_typed(typed: str) -> None:
    assert rules.phone_number(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["", "12345", "12812345678", "138123456789", "010-6234567", "x"])
def test_other_numbers_are_refused(typed: str) -> None:
    with pytest.raises(Refused) as no:
        rules.phone_number(typed)
    assert no.value.code == "accounts.bad-phone"


def test_codes_are_sent_rarely() -> None:
    rules.check_code_rate(4, 5)
    with pytest.raises(Refused) as no:
        rules.check_code_rate(5, 5)
    assert no.value.code == "accounts.too-many-codes"


@pytest.mark.parametrize(
    ("wanted", "code"), [([], "access.no-scopes"), (["a.b", "c.d"], "access.foreign-scopes")]
)
def test_a_token_holds_some_verbs_and_only_own_ones(wanted: list[str], code: str) -> None:
    rules.check_scopes(["a.b"], ["a.b"])
    with pytest.raises(Refused) as no:
        rules.check_scopes(wanted, ["a.b"])
    assert no.value.code == code


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "access.token-over"), (367, "access.token-too-long")]
)
def test_a_token_ends_soon_enough(days: int, code: str) -> None:
    rules.check_until(TODAY + timedelta(days=366), TODAY, 366)
    rules.check_until(TODAY, TODAY, 366)
    with pytest.raises(Refused) as no:
        rules.check_until(TODAY + timedelta(days=days), TODAY, 366)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("path", "within"), [("2.", ""), ("1.", "1.1."), ("", "1.1."), ("1.2.", "1.1.")]
)
def test_a_token_stays_in_ones_own_area(path: str, within: str) -> None:
    for fine, inside in (("1.", ""), ("1.1.2.", "1.1."), ("", "")):
        rules.check_area(fine, ["1."], inside)
    with pytest.raises(Refused) as no:
        rules.check_area(path, ["1."], within)
    assert no.value.code == "access.foreign-area"
