"""Postings a second beside the same statements past the platform, and balances among millions."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.house import CHECKOUT, House
from bench.meter import line, percentile

if TYPE_CHECKING:
    from liren.kernel.ledger.models import Account

WRITERS, PURSES = 8, 64
READS = 200
# accounts in a ring: what one loses the next gains; `after` is what it says
FILL = (
    """
    INSERT INTO ledger_account (uid, code, unit, least, amount, opened_at)
    SELECT gen_random_uuid(), 'bench/many/' || n, 'fen', NULL, 0, now()
    FROM generate_series(0, %(accounts)s - 1) AS n
    """,
    """
    INSERT INTO ledger_posting (uid, key, kind, title, about, day, at)
    SELECT gen_random_uuid(), 'bench/' || n, 'transfer', '', '',
        current_date - 700 + (n::bigint * 700 / %(postings)s)::int, now()
    FROM generate_series(0, %(postings)s - 1) AS n
    """,
    """
    INSERT INTO ledger_line (posting_id, account_id, amount, after, day)
    SELECT id, account, amount, sum(amount) OVER (PARTITION BY account ORDER BY id), day
    FROM (
        SELECT p.id, p.day, f.first + (p.id + side) %% %(accounts)s AS account,
            CASE side WHEN 0 THEN -100 ELSE 100 END AS amount
        FROM ledger_posting p, generate_series(0, 1) AS side,
            (SELECT min(id) AS first FROM ledger_account WHERE code LIKE 'bench/many/%%') AS f
        WHERE p.key LIKE 'bench/%%'
    ) t
    """,
    """
    UPDATE ledger_account a SET amount = s.sum
    FROM (SELECT account_id, sum(amount) AS sum FROM ledger_line GROUP BY 1) s
    WHERE s.account_id = a.id
    """,
)
ACCOUNTS = 20_000


def measure(made: House, lines: int, seconds: float) -> None:
    """Writers first, in small books; then reading in large ones."""
    _opened()
    ours, bare = _race(made, "ours", seconds), _race(made, "bare", seconds)
    line("postings", ours, "1/s", baseline=bare)
    _filled(made, lines)
    _read(lines)


def _opened() -> None:
    from liren.kernel.ledger import book

    for n in range(PURSES):
        source = book.open_account(f"bench/source/{n}", least=None)
        book.move("grant", source, book.open_account(f"bench/purse/{n}"), 10**12)


def _race(made: House, how: str, seconds: float) -> float:
    """Postings a second of all writers together, each a process of its own."""
    from liren.kernel.ledger.book import LOCK, WRITE

    plan = {"how": how, "seconds": seconds, "dsn": made.dsn, "lock": LOCK, "write": WRITE}
    running = [_start({**plan, "part": part}) for part in range(WRITERS)]
    return sum(json.loads(one.communicate()[0])["rate"] for one in running)


def _start(plan: dict[str, Any]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "bench.ledger", json.dumps(plan)],
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        env={**os.environ},
    )


def _filled(made: House, lines: int) -> None:
    facts = {"accounts": ACCOUNTS, "postings": lines // 2}
    with made.link() as link:
        for statement in FILL:
            link.execute(statement, facts)
        for table in ("ledger_account", "ledger_posting", "ledger_line"):
            link.execute(f"VACUUM ANALYZE {table}")


def _read(lines: int) -> None:
    from datetime import timedelta

    from liren.kernel.base.clock import today
    from liren.kernel.ledger import proof, reading
    from liren.kernel.ledger.models import Account

    rows = list(Account.objects.filter(code__startswith="bench/many/").order_by("id")[:READS])
    day = today() - timedelta(days=350)
    line(f"balance @{lines}", _p95([partial(reading.balance, one.code) for one in rows]), "ms p95")
    earlier = [partial(reading.balance_on, one, day) for one in rows]
    line(f"balance of a day @{lines}", _p95(earlier), "ms p95")
    pages = [partial(_page, one) for one in rows]
    line(f"statement @{lines}", _p95(pages), "ms p95")
    began = time.perf_counter()
    found = proof.check()
    assert not found.faults, found.faults[:3]
    line(f"check of the books @{lines}", found.lines / (time.perf_counter() - began), "lines/s")


def _page(account: "Account") -> object:
    from liren.kernel.ledger import reading

    return list(reading.statement(account)[:50])


def _p95(works: Sequence[Callable[[], object]]) -> float:
    spent = []
    for work in works:
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return percentile(spent, 0.95)


# ── the process of a writer ─────────────────────────────────────────────────────────────────


def write(plan: dict[str, Any]) -> float:
    """Postings a second of one writer, between purses of its own and a neighbour's."""
    post = (_ours if plan["how"] == "ours" else _bare)(plan)
    for n in range(5):
        post(n)
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < plan["seconds"]:
        post(done)
        done += 1
    return done / (time.perf_counter() - began)


def _pair(part: int, n: int) -> tuple[int, int]:
    """Which purse gives and which takes; neighbours meet now and then."""
    return (part * 8 + n) % PURSES, (part * 8 + n + 1 + n % 8) % PURSES


def _ours(plan: dict[str, Any]) -> Callable[[int], object]:
    import django

    django.setup()
    from liren.kernel.ledger import book
    from liren.kernel.ledger.models import Account

    accounts = [Account.objects.get(code=f"bench/purse/{n}") for n in range(PURSES)]

    def post(n: int) -> object:
        giver, taker = _pair(plan["part"], n)
        return book.move("transfer", accounts[giver], accounts[taker], 100)

    return post


def _bare(plan: dict[str, Any]) -> Callable[[int], object]:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    import psycopg

    from liren.kernel.base.ids import uuid7

    link = psycopg.connect(plan["dsn"], user="postgres")
    codes = [f"bench/purse/{n}" for n in range(PURSES)]
    found = link.execute("SELECT code, id FROM ledger_account WHERE code = ANY(%s)", [codes])
    keys: dict[str, int] = dict(found.fetchall())
    link.commit()

    def post(n: int) -> object:
        giver, taker = (keys[codes[one]] for one in _pair(plan["part"], n))
        pair = sorted((giver, taker))
        with link.transaction():
            there = {row[0]: row[2] for row in link.execute(plan["lock"], [pair]).fetchall()}
            moved = {giver: -100, taker: 100}
            uid, at = uuid7(), datetime.now(ZoneInfo("UTC"))
            facts = [uid, f"~{uid}", "transfer", "", "", date.today(), at, None, None]  # noqa: DTZ011
            after = [there[key] + moved[key] for key in pair]
            return link.execute(plan["write"], [*facts, pair, [moved[key] for key in pair], after])

    return post


if __name__ == "__main__":
    print(json.dumps({"rate": write(json.loads(sys.argv[1]))}))
