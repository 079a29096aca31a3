"""What the worker does for cases by the clock."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection

from liren.kernel.access.transaction import together
from liren.kernel.base.clock import today, zone
from liren.kernel.base.later import job

COUNT = """
INSERT INTO cases_caseday (area_path, day, reported, closed, on_time, hours)
SELECT area_path, day, sum(reported), sum(closed), sum(on_time), sum(hours) FROM (
    SELECT area_path, (reported_at AT TIME ZONE %(zone)s)::date AS day,
           1 AS reported, 0 AS closed, 0 AS on_time, 0.0 AS hours
    FROM cases_case WHERE reported_at >= %(since)s
    UNION ALL
    SELECT area_path, (closed_at AT TIME ZONE %(zone)s)::date, 0, 1,
           (handled_at <= handle_due_at)::int,
           extract(epoch FROM closed_at - reported_at) / 3600
    FROM cases_case WHERE closed_at >= %(since)s AND state = 'closed'
) AS facts GROUP BY area_path, day
"""
BACK_DAYS = 2


def count_days(days: int | None = None) -> None:
    """Count reported and closed cases again for the last days, or for all time.

    A case counts on the day on which it ended; it is on time when it was handled before the
    first promise ran out. Rejected cases are left out.
    """
    first = today() - timedelta(days=days) if days is not None else None
    start = first or date(1970, 1, 1)
    since = datetime.combine(start, time.min, zone())

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM cases_caseday WHERE %s::date IS NULL OR day >= %s", [first, first]
            )
            cursor.execute(COUNT, {"zone": settings.TIME_ZONE, "since": since})

    together(work)


@job("cases.count_days", cron="* * * * *")
def count_recent_days() -> None:
    """Keep the figures of the desk up to date, once a minute."""
    count_days(BACK_DAYS)
