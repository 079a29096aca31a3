"""What was spent, as the books say: by fund, heading and quarter of the day of payment.

A payment that came back counts against the quarter in which it came back, so that what was read
in an earlier quarter stays true.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from liren.apps.money.rules.chart import Kind

# the lines of what was held for each payment: out when it is paid, in when it came back
SPENT = """
    SELECT p.fund_id, s.category_id, extract(quarter FROM l.day)::int, -sum(l.amount)::bigint
    FROM money_spending s
    JOIN money_purse p ON p.id = s.purse_id
    JOIN ledger_line l ON l.account_id = s.account_id
    JOIN ledger_posting g ON g.id = l.posting_id AND g.kind = ANY(%(kinds)s)
    WHERE s.area_path >= %(first)s AND s.area_path < %(beyond)s
      AND l.day >= make_date(%(year)s, 1, 1) AND l.day < make_date(%(year)s + 1, 1, 1)
      AND (%(quarter)s = 0 OR extract(quarter FROM l.day) = %(quarter)s)
    GROUP BY 1, 2, 3
    HAVING sum(l.amount) <> 0
    ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Sum:
    """How much of a fund went out under a heading in a quarter; keys of fund and heading."""

    fund: int
    category: int
    quarter: int
    fen: int


def spent(path: str, year: int, quarter: int = 0) -> list[Sum]:
    """What the area at a path, with all below it, spent in a year or in one quarter of it."""
    facts: dict[str, Any] = {
        "kinds": [Kind.PAY.value, Kind.REVERSE.value],
        "first": path,
        "beyond": path[:-1] + "/",
        "year": year,
        "quarter": quarter,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPENT, facts)
        return [Sum(*row) for row in cursor.fetchall()]


def by_heading(sums: list[Sum]) -> Mapping[int, int]:
    """The sums of a list of sums under each heading, by its key."""
    found: dict[int, int] = defaultdict(int)
    for one in sums:
        found[one.category] += one.fen
    return found
