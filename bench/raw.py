"""The same work past the platform: psycopg alone, as many clients, in processes of their own."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bench.client import Outcome
from bench.house import CHECKOUT
from liren.kernel.base.ids import uuid7

PROCESSES = 2
LIST = """
SELECT c.uid, c.id, c.office, c.title, c.address, c.lng, c.lat, c.source, c.state, c.urgent,
    c.reported_at, c.due_at, c.closed_at, c.rating, k.code, a.code, b.code
FROM cases_case c JOIN cases_casekind k ON k.id = c.kind_id JOIN access_area a ON a.id = c.area_id
LEFT JOIN access_body b ON b.id = c.handler_id
"""
ACCEPT = """
UPDATE cases_case SET state = 'accepted', stage_at = now(), due_at = now() + interval '4 hours',
    due_sure = true WHERE uid = %s AND state = 'reported' RETURNING id
"""
SAMPLE = 300
FILLED = ("id", "xact")  # by the database


def drive(dsn: str, work: str, clients: int, seconds: float, **facts: Any) -> Outcome:
    """Let clients do one kind of work for some seconds."""
    each = clients // PROCESSES
    plans = [
        {"dsn": dsn, "work": work, "clients": each, "seconds": seconds, "part": part, **facts}
        for part in range(PROCESSES)
    ]
    running = [_start(plan) for plan in plans]
    found = [json.loads(one.communicate()[0]) for one in running]
    latencies = [late for one in found for late in one["latencies"]]
    return Outcome(max(one["seconds"] for one in found), latencies, {})


def _start(plan: dict[str, Any]) -> "subprocess.Popen[bytes]":
    running = subprocess.Popen(
        [sys.executable, "-m", "bench.raw"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
    )
    assert running.stdin
    running.stdin.write(json.dumps(plan).encode())
    running.stdin.close()
    running.stdin = None
    return running


# ── the process of the clients ──────────────────────────────────────────────────────────────


Rows = list[tuple[Any, ...]]


class Insert:
    """A row of a table, written again."""

    def __init__(self, link: psycopg.Connection[Any], table: str, where: str) -> None:
        found = link.execute(f"SELECT * FROM {table} {where}")
        assert found.description
        self.names = [column.name for column in found.description if column.name not in FILLED]
        at = [n for n, column in enumerate(found.description) if column.name not in FILLED]
        self.rows: Rows = [tuple(_plain(row[n]) for n in at) for row in found.fetchall()]
        marks = ", ".join(["%s"] * len(self.names))
        columns = ", ".join(f'"{name}"' for name in self.names)
        self.sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id"

    def row(self, number: int, **changes: object) -> list[object]:
        """The values of one row, some of them changed."""
        kept = zip(self.names, self.rows[number % len(self.rows)], strict=True)
        return [changes.get(name, value) for name, value in kept]


def _plain(value: object) -> object:
    return Jsonb(value) if isinstance(value, dict | list) else value


class Report:
    """Case, step and entry, as the platform wrote them, in one transaction."""

    def __init__(self, plan: dict[str, Any], number: int) -> None:
        self.link = psycopg.connect(plan["dsn"], user="liren_app")
        newest = f"ORDER BY id DESC LIMIT {SAMPLE}"
        self.case = Insert(self.link, "cases_case", newest)
        self.step = Insert(self.link, "cases_step", f"WHERE verb = 'cases.report' {newest}")
        self.entry = Insert(self.link, "audit_entry", f"WHERE verb = 'cases.report' {newest}")
        self.link.commit()
        self.done = number

    def once(self) -> bool:
        """One report."""
        self.done += 1
        run = self.link.execute
        (case,) = run(self.case.sql, self.case.row(self.done, uid=uuid7())).fetchone() or (0,)
        run(self.step.sql, self.step.row(self.done, case_id=case)).fetchone()
        run(self.entry.sql, self.entry.row(self.done, subject_id=str(case))).fetchone()
        self.link.commit()
        return True


class Accept:
    """The update of a case, its step and its entry, in one transaction."""

    def __init__(self, plan: dict[str, Any], number: int) -> None:
        self.link = psycopg.connect(plan["dsn"], user="liren_app")
        step, entry = "WHERE verb = 'cases.accept' LIMIT 1", "WHERE verb = 'cases.accept' LIMIT 1"
        self.step = Insert(self.link, "cases_step", step)
        self.entry = Insert(self.link, "audit_entry", entry)
        self.link.commit()
        mine = plan["part"] * plan["clients"] + number
        self.uids = plan["uids"][mine :: plan["clients"] * PROCESSES]

    def once(self) -> bool:
        """One acceptance."""
        if not self.uids:
            return False
        run = self.link.execute
        (case,) = run(ACCEPT, [self.uids.pop()]).fetchone() or (0,)
        run(self.step.sql, self.step.row(0, case_id=case)).fetchone()
        run(self.entry.sql, self.entry.row(0, subject_id=str(case))).fetchone()
        self.link.commit()
        return True


class Listing:
    """The rows of one list by one statement."""

    def __init__(self, plan: dict[str, Any], _number: int) -> None:
        self.link = psycopg.connect(plan["dsn"], user="liren_app", autocommit=True)
        self.sql, self.values = f"{LIST} {plan['rest']} LIMIT 51", plan["values"]

    def once(self) -> bool:
        """One page of the list."""
        self.link.execute(self.sql, self.values).fetchall()
        return True


WORKS: dict[str, Any] = {"report": Report, "accept": Accept, "list": Listing}


def _client(work: Any, until: float) -> list[float]:
    found = []
    while (began := time.perf_counter()) < until and work.once():
        found.append(1000 * (time.perf_counter() - began))
    return found


def main() -> None:
    """Carry out the plan on the standard input."""
    plan = json.load(sys.stdin)
    works = [WORKS[plan["work"]](plan, number) for number in range(plan["clients"])]
    with ThreadPoolExecutor(plan["clients"]) as pool:
        began = time.perf_counter()
        parts = list(pool.map(lambda work: _client(work, began + plan["seconds"]), works))
        seconds = time.perf_counter() - began
    latencies = [late for part in parts for late in part]
    json.dump({"seconds": seconds, "latencies": latencies}, sys.stdout)


if __name__ == "__main__":
    main()
