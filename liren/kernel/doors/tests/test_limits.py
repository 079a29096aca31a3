"""Counted tries: a limit holds for one who tries, in one window, however many try at once."""

from datetime import timedelta

import pytest

from liren.kernel.base.clock import moved_to, now
from liren.kernel.base.errors import TooOften
from liren.kernel.doors import limits
from liren.kernel.doors.models import Tally
from liren.kernel.policy.values import value

KIND = "second_factor"


def spend(who: object, tries: int) -> None:
    """Try so many times."""
    for _one in range(tries):
        limits.count(KIND, who)


def test_a_limit_lets_so_many_through_and_then_says_for_how_long() -> None:
    with moved_to(now().replace(minute=10, second=0, microsecond=0)):
        spend(1, value("limits.second_factor"))
        assert limits.is_over(KIND, 1)
        with pytest.raises(TooOften) as no:
            limits.count(KIND, 1)
        assert (no.value.code, no.value.wait) == ("limits.too-often", 50 * 60)
        assert "50 分钟" in str(no.value)
        with pytest.raises(TooOften):
            limits.check(KIND, 1)


def test_others_and_other_kinds_are_not_hit() -> None:
    spend(1, value("limits.second_factor"))
    limits.count(KIND, 2)
    assert limits.tries("recovery", 1) == 0


def test_the_next_window_begins_anew_and_old_rows_are_swept() -> None:
    spend(1, value("limits.second_factor"))
    with moved_to(now() + timedelta(minutes=value("limits.minutes"))):
        limits.count(KIND, 1)
    assert Tally.objects.count() == 2
    with moved_to(now() + timedelta(days=3)):
        assert limits.sweep() == 2


def test_lifting_begins_anew() -> None:
    spend(1, value("limits.second_factor"))
    assert limits.clear(KIND, 1) == 1
    limits.count(KIND, 1)


def test_nobody_reads_who_tried() -> None:
    limits.count(KIND, "13800000000")
    kept = Tally.objects.values_list("kind", "who").get()
    assert "13800000000" not in str(kept)
