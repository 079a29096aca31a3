"""The check of all books: every posting makes nothing, every balance is the sum of its lines.

Each question goes over everything, so that nothing is left out; what is found is named, at most
`MOST` of each.
"""

from typing import NamedTuple

from django.db import connection

from liren.kernel.base.clock import now
from liren.kernel.ledger.models import Proof

MOST = 20


class Question(NamedTuple):
    """One thing that must hold: its code, and what names the rows for which it does not."""

    code: str
    sql: str


COUNTS = (
    Question("postings", "SELECT count(*), 0 FROM ledger_posting"),
    Question("lines", "SELECT count(*), 0 FROM ledger_line"),
    Question("accounts", "SELECT count(*), 0 FROM ledger_account"),
)
KINDS = {one.code for one in COUNTS}
QUESTIONS = (
    Question(
        "unbalanced",
        "SELECT posting_id, sum(amount) FROM ledger_line GROUP BY 1 HAVING sum(amount) <> 0",
    ),
    Question(
        "no-lines",
        "SELECT p.id, 0 FROM ledger_posting p"
        " WHERE NOT EXISTS (SELECT FROM ledger_line l WHERE l.posting_id = p.id)",
    ),
    Question(
        "mixed-units",
        "SELECT l.posting_id, count(DISTINCT a.unit) FROM ledger_line l"
        " JOIN ledger_account a ON a.id = l.account_id GROUP BY 1"
        " HAVING min(a.unit) <> max(a.unit)",
    ),
    Question(
        "wrong-balance",
        "SELECT a.id, a.amount - coalesce(s.sum, 0) FROM ledger_account a"
        " LEFT JOIN (SELECT account_id, sum(amount) AS sum FROM ledger_line GROUP BY 1) s"
        " ON s.account_id = a.id WHERE a.amount <> coalesce(s.sum, 0)",
    ),
    Question(
        "below-least",
        "SELECT id, amount - least FROM ledger_account WHERE amount < least",
    ),
    Question(
        "wrong-after",
        "SELECT id, after - sum FROM (SELECT id, after, sum(amount) OVER"
        " (PARTITION BY account_id ORDER BY id) AS sum FROM ledger_line) t WHERE after <> sum",
    ),
    Question(
        "wrong-day",
        "SELECT l.id, 0 FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id"
        " WHERE l.day <> p.day",
    ),
    Question(
        "wrong-reversal",
        "SELECT p.id, 0 FROM ledger_posting p WHERE p.reverses_id IS NOT NULL AND EXISTS ("
        " SELECT FROM (SELECT account_id, amount FROM ledger_line WHERE posting_id = p.id"
        "  UNION ALL SELECT account_id, amount FROM ledger_line WHERE posting_id = p.reverses_id)"
        " both_of GROUP BY account_id HAVING sum(amount) <> 0)",
    ),
)


def check() -> Proof:
    """Ask everything at once, so that all answers are of one moment, and keep what was found."""
    asked = " UNION ALL ".join(
        f"SELECT '{one.code}', t.row, t.off FROM ({one.sql} LIMIT {MOST}) AS t(row, off)"  # noqa: S608 — our own text
        for one in (*COUNTS, *QUESTIONS)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = cursor.fetchall()
    counts = {code: row for code, row, _off in found if code in KINDS}
    faults = [
        {"code": code, "row": row, "off": int(off)}
        for code, row, off in found
        if code not in KINDS
    ]
    return Proof.objects.create(at=now(), faults=faults, **counts)
