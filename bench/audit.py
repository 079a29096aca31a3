"""Sealing and checking the record, and reading it while it is long."""

import time
from collections.abc import Callable
from functools import partial

from bench.house import House
from bench.meter import line, percentile

FILL = """
INSERT INTO audit_entry (at, actor_id, verb, outcome, subject_type, subject_id, area_path, facts,
    xact)
SELECT now() - (%(count)s - n) * interval '1 second', people.id,
    verbs.list[1 + n %% 7], 'done', 'cases.case', (n / 8)::text,
    '990101.' || lpad((1 + n %% 10)::text, 3, '0') || '.' || lpad((1 + n %% 24)::text, 3, '0')
    || '.', jsonb_build_object('note', '楼道堆放杂物，已与住户约定周五前清理', 'n', n), '0'
FROM generate_series(1, %(count)s) AS n
CROSS JOIN (SELECT array['cases.report', 'cases.accept', 'cases.dispatch', 'cases.sign',
    'cases.handle', 'cases.verify', 'cases.close'] AS list) AS verbs
JOIN LATERAL (SELECT id FROM access_user ORDER BY id OFFSET n %% 20 LIMIT 1) AS people ON true
"""
READS: dict[str, dict[str, str]] = {
    "all": {},
    "verb": {"verb": "cases.close"},
    "rare verb": {"verb": "access.unlock"},
    "person": {"person": "bench-7"},
    "area": {"area": "990101003000"},
    "subject": {"subject": "cases.case:777"},
    "search": {"q": "住户约定"},
    "search of nothing": {"q": "没有这样的话"},
}


def measure(made: House, count: int) -> None:
    """Fill the record, seal it, check it, read it."""
    from liren.kernel.audit import chain
    from liren.kernel.audit.verify import verify

    _people()
    with made.link() as link:
        link.execute("TRUNCATE audit_seal, audit_entry")
        link.execute(FILL, {"count": count})
        link.execute("VACUUM ANALYZE audit_entry")
    line(f"audit seal @{count}", count / _seconds(chain.seal), "entries/s")
    report = []
    line(f"audit verify @{count}", count / _seconds(lambda: report.append(verify())), "entries/s")
    assert report[0].is_sound, report[0].faults[:3]
    _read(count)


def _people() -> None:
    """Twenty officials and an auditor in ten subdistricts."""
    from liren.kernel.testing import world

    for number in range(1, 11):
        world.area(f"990101.{number:03}.")
    for number in range(20):
        world.user(f"bench-{number}")
    world.actor("bench-auditor", "auditor", "990101.")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read(count: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from liren.kernel.access.models import User
    from liren.kernel.access.who import actor_of
    from liren.kernel.doors.record import Sought, entries

    reader = actor_of(User.objects.get(username="bench-auditor"))
    for name, sought in READS.items():
        with CaptureQueriesContext(connection) as seen:
            entries(reader, Sought(**sought))
        read = partial(entries, reader, Sought(**sought))
        spent = [1000 * _seconds(read) for _ in range(20)]
        label = f"audit read {name} @{count}"
        line(label, percentile(spent, 0.95), "ms p95", statements=len(seen))
