"""Among 200,000 cases every list walks an index; no list reads the whole table."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction  # noqa: TID251 — undoes what the module made
from django.test.utils import CaptureQueriesContext

from liren.apps.cases.models import Case
from liren.apps.cases.queries import Wanted, counts_for, kinds_in_force, page_for
from liren.kernel.access.actor import Actor
from liren.kernel.access.who import actor_of
from liren.kernel.testing import world

ROWS = 200_000
FILL = """
INSERT INTO cases_case (uid, area_id, area_path, kind_id, office, title, text, address, words,
    source, urgent, reporter_id, state, handler_id, reported_at, stage_at, due_at, due_sure,
    closed_at, outcome, returned, redone, rating, rating_note, picture_count,
    join_count, numbers, duty_code)
SELECT gen_random_uuid(), %(area)s,
    '990101.' || lpad((n %% 20)::text, 3, '0') || '.' || lpad((n %% 400 / 20)::text, 3, '0')
    || '.01.',
    %(kind)s, '990101001', 'x', 'x', '',
    (CASE WHEN n %% 5000 = 0 THEN '''路灯'':1' ELSE '''楼道'':1' END)::tsvector,
    'resident', false, CASE WHEN n %% 10000 = 0 THEN %(me)s ELSE %(other)s END,
    CASE WHEN n %% 20 = 7 THEN 'signed' ELSE 'closed' END,
    CASE WHEN n %% 2000 = 7 THEN %(body)s::bigint WHEN n %% 20 = 7 THEN %(rest)s END,
    now() - n * interval '1 minute', now() - n * interval '1 minute',
    CASE WHEN n %% 20 = 7 THEN now() + (n %% 97) * interval '1 hour' END, true,
    CASE WHEN n %% 20 <> 7 THEN now() END, '', 0, 0, '', '', 0, 0, '', ''
FROM generate_series(1, %(rows)s) AS n
"""


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Actor]]:
    """Two hundred thousand cases in four hundred communities, and who looks at them."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.rules()
        bodies = {name: world.body(name, "department", "990101.") for name in ("body", "rest")}
        me, other = world.user("me"), world.user("other")
        facts = {
            "area": world.area("990101.001.001.01.").pk,
            "kind": kinds_in_force()["corridor_clutter"].pk,
            "me": me.pk,
            "other": other.pk,
            "body": bodies["body"].pk,
            "rest": bodies["rest"].pk,
            "rows": ROWS,
        }
        with connection.cursor() as cursor:
            cursor.execute(FILL, facts)
            cursor.execute("ANALYZE cases_case")
        world.grant(me, "department_clerk", for_body=bodies["body"])
        yield {
            "subdistrict": world.actor("desk", "subdistrict_desk", "990101.001."),
            "community": world.actor("head", "community_head", "990101.001.001."),
            "district": world.actor("office", "district_office", "990101."),
            "clerk": actor_of(me),
        }
        transaction.set_rollback(True)


def plans(work: Any) -> list[dict[str, Any]]:
    """The plans of all statements on cases that a piece of work sends."""
    with CaptureQueriesContext(connection) as seen:
        work()
    found = []
    with connection.cursor() as cursor:
        for one in seen.captured_queries:
            if "cases_case" in one["sql"] and one["sql"].lstrip(" (").startswith("SELECT"):
                cursor.execute(
                    "EXPLAIN (ANALYZE, FORMAT JSON) " + one["sql"].replace("%", "%%"), []
                )
                (answer,) = cursor.fetchone()
                found.append((json.loads(answer) if isinstance(answer, str) else answer)[0])
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def scans(found: list[dict[str, Any]]) -> set[str]:
    """How the table of cases is read."""
    return {
        node.get("Index Name") or node["Node Type"]
        for plan in found
        for node in nodes(plan["Plan"])
        if node.get("Relation Name") == "cases_case" or "Index Name" in node
        if node["Node Type"] != "Bitmap Heap Scan"
        if node.get("Index Name") is None
        or str(node["Index Name"]).startswith(("case_", "cases_"))
    }


def read(plan: dict[str, Any]) -> float:
    """How many cases a statement really looked at."""
    rows = 0.0
    for node in nodes(plan["Plan"]):
        if node.get("Relation Name") == "cases_case":
            rows += node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return rows


@pytest.mark.parametrize("who", ["subdistrict", "community", "district", "clerk"])
@pytest.mark.parametrize("tab", ["all", "mine", "doing", "late", "closed"])
@pytest.mark.parametrize("sort", ["new", "due"])
def test_no_list_reads_the_whole_table(
    crowd: dict[str, Actor], who: str, tab: str, sort: str
) -> None:
    found = plans(lambda: page_for(crowd[who], Wanted(tab=tab, sort=sort)))
    assert "Seq Scan" not in scans(found), json.dumps(found, indent=1)


def test_a_subtree_is_one_range_of_an_index(crowd: dict[str, Actor]) -> None:
    rows = Case.objects.allowed(crowd["community"], "cases.accept").order_by()
    found = plans(lambda: list(rows.values_list("pk", flat=True)[:50]))
    conditions = [node.get("Index Cond", "") for plan in found for node in nodes(plan["Plan"])]
    assert any(re.search(r"area_path.* >= .*area_path.* < ", one) for one in conditions), (
        conditions
    )


def test_each_way_of_a_union_walks_its_own_index(crowd: dict[str, Actor]) -> None:
    """My body's cases, what it asked and my own reports are short ranges, not one long walk."""
    found = plans(lambda: page_for(crowd["clerk"], Wanted(tab="all")))
    used = scans(found)
    assert "Seq Scan" not in used
    assert {name for way in ("handler", "asker", "reporter") for name in used if way in name} == {
        name
        for name in used
        if name.startswith("case") and "kind" not in name and "pkey" not in name
    }, used
    assert all(any(way in name for name in used) for way in ("handler", "asker", "reporter")), used


def test_search_uses_the_words(crowd: dict[str, Actor]) -> None:
    found = plans(lambda: page_for(crowd["subdistrict"], Wanted(q="路灯")))
    assert "Seq Scan" not in scans(found)
    assert "case_words" in scans(found), scans(found)


def test_counts_stop_at_the_cap(crowd: dict[str, Actor]) -> None:
    counts: dict[str, int] = {}
    found = plans(lambda: counts.update(counts_for(crowd["district"], Wanted())))
    assert counts["all"] == 1000  # shown as 999+
    seen = [read(plan) for plan in found]
    assert max(seen) < ROWS / 4, seen


def test_pages_walk_all_rows_of_two_ways_without_gaps(crowd: dict[str, Actor]) -> None:
    clerk, cursor, walked = crowd["clerk"], "", []
    while True:
        found = page_for(clerk, Wanted(sort="new"), cursor, limit=17)
        walked += [case.pk for case in found.rows]
        if not (cursor := found.older):
            break
    allowed = Case.objects.allowed(clerk, "cases.view").order_by("-reported_at", "-pk")
    assert walked == list(allowed.values_list("pk", flat=True))
    assert len(walked) == len(set(walked)) == ROWS // 2000 + ROWS // 10000
