"""What may be made known."""

from datetime import date

import pytest

from liren.apps.notices import rules
from liren.kernel.base.errors import Refused


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("notices.no-place", lambda: rules.check_place("grid")),
        ("notices.thin", lambda: rules.check_text("停水", "今晚22点到明早6点停水。")),
        ("notices.thin", lambda: rules.check_text("今晚停水八小时", "停水")),
        ("notices.long", lambda: rules.check_text("今" * 61, "今晚22点到明早6点停水。")),
        ("notices.long", lambda: rules.check_text("今晚停水八小时", "停" * 4001)),
        ("notices.days", lambda: rules.check_days(date(2026, 7, 9), date(2026, 7, 8))),
        ("notices.not-draft", lambda: rules.check_draft("published")),
        ("notices.over", lambda: rules.check_live(date(2026, 7, 8), date(2026, 7, 9))),
        ("notices.not-published", lambda: rules.check_published("draft")),
        ("notices.thin-reason", lambda: rules.check_reason("错了", 6, "")),
        ("notices.identity-number", lambda: rules.check_numbers(0, 1, checked=True)),
        ("notices.phone-number", lambda: rules.check_numbers(1, 0, checked=False)),
        ("notices.no-home", lambda: rules.check_home("district")),
    ],
)
def test_what_is_refused(code: str, call: object) -> None:
    with pytest.raises(Refused) as no:
        call()  # type: ignore[operator]
    assert no.value.code == code
    assert len(str(no.value)) > 8


def test_numbers_of_persons_are_found_and_lines_of_offices_are_not() -> None:
    assert rules.numbers_in("电话 138 0013 8000", "0573-84012345") == (1, 0)
    assert rules.numbers_in("身份证33042119800101123X") == (0, 1)
    assert rules.numbers_in("停水热线 96390，社区 0500-6123456") == (0, 0)


def test_what_may_be() -> None:
    rules.check_place("community")
    rules.check_days(date(2026, 7, 9), date(2026, 7, 9))
    rules.check_days(date(2026, 7, 9), None)
    rules.check_live(date(2026, 7, 9), date(2026, 7, 9))
    rules.check_numbers(1, 0, checked=True)
