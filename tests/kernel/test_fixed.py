"""Statements that are written once: their plan is kept, their values stay values."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, connection

from liren.kernel.access.models import User
from liren.kernel.access.written import read
from liren.kernel.base.fixed import fixed
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 1, 7, 5, 9, 120_045, UTC)


def plans(text: str) -> int:
    """How many plans this connection keeps of statements that hold a text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{text}%"]
        )
        (found,) = cursor.fetchone()
    return int(found)


def test_a_plan_is_kept_once_for_all_values() -> None:
    people = [world.user(f"planned-{n}") for n in range(5)]
    for person in people:
        assert read(User, person.pk) == person
    assert plans('"access_user" r WHERE r.id') == 1


@pytest.mark.parametrize("text", ["'; DROP TABLE access_user; --", "50%", "%s", "$1", "“引号”\\"])
def test_values_stay_values(text: str) -> None:
    for _ in range(4):
        with fixed() as cursor:
            cursor.execute("SELECT %s::text", [text])
            assert cursor.fetchone() == (text,)


def test_statements_can_be_counted_when_their_plan_is_kept(
    django_assert_num_queries: object,
) -> None:
    person = world.user("counted")
    for _ in range(4):
        read(User, person.pk)
    with django_assert_num_queries(1) as seen:  # type: ignore[operator]
        read(User, person.pk)
    assert f"= {person.pk}" in seen.captured_queries[0]["sql"]


@pytest.mark.parametrize("moment", [MOMENT, MOMENT.replace(microsecond=0), MOMENT.replace(year=1)])
def test_moments_are_those_of_django(moment: datetime) -> None:
    for cursor in (connection.cursor(), fixed()):
        with cursor:
            cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [moment])
            found, nothing = cursor.fetchone()
        assert (found, nothing) == (moment, None)
        assert found.tzinfo is UTC
        assert found.utcoffset() == timedelta(0)


def test_a_moment_beyond_all_years_is_refused_as_before() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError, match="too large"):
            cursor.fetchone()
