"""Times as people say them, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from liren.kernel.web import words

HOUR, DAY = 3600, 86400
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (20, "剩 1 分钟", "1 minute left"),
        (12 * 60, "剩 12 分钟", "12 minutes left"),
        (2 * HOUR, "剩 2 小时", "2 hours left"),
        (47 * HOUR, "剩 47 小时", "47 hours left"),
        (48 * HOUR, "剩 2 天", "2 days left"),
        (-1, "超期 1 分钟", "1 minute overdue"),
        (-6 * HOUR, "超期 6 小时", "6 hours overdue"),
        (-24 * HOUR, "超期 1 天", "1 day overdue"),
        (-50 * HOUR, "超期 2 天", "2 days overdue"),
    ],
)
def test_a_deadline_speaks(seconds: int, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert words.left(seconds) == chinese
    with translation.override("en"):
        assert words.left(seconds) == english


@pytest.mark.parametrize(
    ("back", "chinese", "english"),
    [
        (timedelta(seconds=20), "刚刚", "Just now"),
        (timedelta(minutes=18), "09:42", "09:42"),
        (timedelta(hours=16, minutes=55), "昨日 17:05", "Yesterday 17:05"),
        (timedelta(days=3), "11月17日 10:00", "17 Nov 10:00"),
        (timedelta(days=400), "2025年10月16日", "16 Oct 2025"),
        (timedelta(hours=-2), "12:00", "12:00"),
        (timedelta(days=-1), "明日 10:00", "Tomorrow 10:00"),
        (timedelta(days=-5), "11月25日 10:00", "25 Nov 10:00"),
    ],
)
def test_a_moment_speaks(back: timedelta, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert words.moment(NOW - back, NOW) == chinese
    with translation.override("en"):
        assert words.moment(NOW - back, NOW) == english


def test_midnight_is_the_city_s_own() -> None:
    late = datetime(2026, 11, 19, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    with translation.override("zh-hans"):
        assert words.moment(late, NOW) == "昨日 23:59"
        assert words.moment(late + timedelta(minutes=1), NOW) == "00:00"


@pytest.mark.parametrize(
    ("name", "letter"), [("林晓芸", "林"), ("Lin Xiaoyun", "LX"), ("admin", "A"), ("", "")]
)
def test_an_avatar_has_an_initial(name: str, letter: str) -> None:
    assert words.initial(name) == letter
