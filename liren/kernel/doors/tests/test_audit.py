"""The reader of the record."""

from datetime import timedelta
from typing import Any

import pytest

from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import now, today
from liren.kernel.doors import queries
from liren.kernel.doors.queries import Sought
from liren.kernel.doors.tests.conftest import browser, person


def written(user: User, path: str, verb: str = "cases.close", **more: Any) -> Entry:
    facts = {"at": now(), "subject_type": "cases.case", "subject_id": "7", "facts": {}, **more}
    return Entry.objects.create(actor=user, verb=verb, area_path=path, **facts)


@pytest.fixture
def li() -> User:
    return person("li", "subdistrict_desk", "990101.001.")


def found(reader: User, **sought: Any) -> set[int]:
    return {one.pk for one in queries.entries(actor_of(reader), Sought(**sought)).rows}


def test_audit_view_stays_within_the_readers_areas(li: User) -> None:
    here, below = written(li, "990101.001."), written(li, "990101.001.002.")
    there, nowhere = written(li, "990101.002."), written(li, "", "access.change_settings")
    head = person("head", "subdistrict_head", "990101.001.")
    assert found(head) == {here.pk, below.pk}
    top = person("top", "audit_administrator", "990101.")
    assert found(top) == {here.pk, below.pk, there.pk, nowhere.pk}


def test_those_without_the_verb_read_nothing(li: User) -> None:
    client = browser(li)
    assert client.get("/audit/").status_code == 403
    assert client.get("/api/v1/audit").status_code == 403


def test_entries_are_found_by_verb_outcome_person_day_and_subject(li: User) -> None:
    reader, wang = person("top", "auditor"), person("wang", "grid_worker")
    one = written(li, "990101.", "cases.close", subject_id="1")
    two = written(wang, "990101.", "cases.accept", outcome="refused", subject_id="2")
    old = written(li, "990101.", "cases.sign", at=now() - timedelta(days=3), behalf=wang)
    assert found(reader, verb="cases.close") == {one.pk}
    assert found(reader, outcome="refused") == {two.pk}
    assert found(reader, person="wang") == {two.pk, old.pk}
    assert found(reader, until=today() - timedelta(days=3)) == {old.pk}
    assert found(reader, since=today()) == {one.pk, two.pk}
    assert found(reader, subject="cases.case:2") == {two.pk}
    assert found(reader, subject="cases.case") == {one.pk, two.pk, old.pk}


def test_pages_follow_one_another(li: User) -> None:
    reader = person("top", "auditor")
    keys = [written(li, "990101.").pk for _ in range(7)]
    first = queries.entries(actor_of(reader), Sought(), limit=3)
    second = queries.entries(actor_of(reader), Sought(), first.older, 3)
    third = queries.entries(actor_of(reader), Sought(), second.older, 3)
    assert [one.pk for page in (first, second, third) for one in page.rows] == keys[::-1]
    assert third.older == ""


def test_the_page_says_what_was_done_in_words(li: User) -> None:
    facts = {"outcome": "已清理", "passed": True, "area": f"access.area:{li.grants.get().area_id}"}
    written(li, "990101.001.", facts=facts, outcome="refused")
    text = browser(person("top", "auditor")).get("/audit/").content.decode()
    for word in (
        "结案",
        "事件 7",
        "办理结果",
        "已清理",
        "核查通过",
        "是",
        "被规则拒绝",
        "街道001",
    ):
        assert word in text
    assert "access.area:" not in text


@pytest.mark.parametrize("query", ["since=9999-12-31", "verb=nonsense", "since=x"])
def test_a_bad_filter_is_a_sentence(query: str) -> None:
    answer = browser(person("top", "auditor")).get(f"/audit/?{query}")
    assert answer.status_code == 200
    assert "还没有提交" in answer.content.decode()
