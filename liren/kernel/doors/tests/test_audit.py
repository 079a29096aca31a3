"""The reader of the record."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import now, today
from liren.kernel.doors import record
from liren.kernel.doors.record import Sought
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.testing import world


def written(user: User, path: str, verb: str = "cases.close", **more: Any) -> Entry:
    facts = {"at": now(), "subject_type": "cases.case", "subject_id": "7", "facts": {}, **more}
    return Entry.objects.create(actor=user, verb=verb, area_path=path, **facts)


@pytest.fixture
def li() -> User:
    return person("li", "subdistrict_desk", "990101.001.")


def found(reader: User, **sought: Any) -> set[int]:
    return {one.pk for one in record.entries(actor_of(reader), Sought(**sought)).rows}


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


def test_entries_are_found_by_area_and_by_a_part_of_the_name(li: User) -> None:
    reader, head = person("top", "auditor"), person("head", "subdistrict_head", "990101.001.")
    here, below = written(li, "990101.001."), written(li, "990101.001.002.")
    there = written(li, "990101.002.")
    world.area("990101.001.002.")
    world.area("990101.002.")
    assert found(reader, area="990101001000") == {here.pk, below.pk}
    assert found(reader, area="街道002") == {there.pk}
    assert found(head, area="街道002") == set()
    assert found(head, area="990101000000") == {here.pk, below.pk}, "only what is one's own"
    assert found(reader, area="nowhere") == set()
    assert found(reader, person="l") == {here.pk, below.pk, there.pk}
    assert found(reader, person="nobody") == set()


def test_a_search_reads_facts_verbs_people_and_numbers(
    li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, wang = person("top", "auditor"), person("wang", "grid_worker")
    old = written(li, "990101.", facts={"note": "三单元楼道"}, at=now() - timedelta(days=2))
    new = written(wang, "990101.", "cases.accept", subject_id="77", facts={"note": "50% 已清"})
    assert found(reader, q="楼道") == {old.pk}
    assert found(reader, q="50%") == {new.pk}, "a sign of a pattern is a sign"
    assert found(reader, q="受理") == {new.pk}
    assert found(reader, q="77") == {new.pk}
    assert found(reader, q="wan") == {new.pk}
    monkeypatch.setattr(record, "SEARCHED", 1)
    assert found(reader, q="楼道") == set(), "only the newest are read"
    assert found(reader, q="楼道", until=today() - timedelta(days=1)) == {old.pk}


def test_an_entry_shows_before_and_after(li: User) -> None:
    case = {"changes": {"state": ["accepted", "closed"], "due_at": [None, now().isoformat()]}}
    row = written(li, "990101.001.", facts={"note": "好", **case}, behalf=person("ma", "resident"))
    older = written(li, "990101.001.", "cases.accept", at=now() - timedelta(hours=1))
    client = browser(person("head", "subdistrict_head", "990101.001."))
    text = client.get(f"/audit/{row.pk}/").content.decode()
    for word in ("待派遣", "已结案", "代谁办理", "ma", "等待封存", f"/audit/{older.pk}/"):
        assert word in text
    assert client.get(f"/audit/{row.pk}/proof/").status_code == 404
    away = browser(person("away", "subdistrict_head", "990101.002."))
    assert away.get(f"/audit/{row.pk}/").status_code == 404


def test_what_an_action_changed_is_on_record(li: User) -> None:
    from liren.kernel.audit.log import changes, held

    user = User.objects.get(pk=li.pk)
    before = held(user)
    user.is_active, user.password, user.name = False, "secret", "other"
    assert changes(before, user) == {"is_active": [True, False]}, "never free text"


def test_an_export_is_marked_and_on_record(li: User) -> None:
    written(li, "990101.001.", facts={"note": "=1+1"})
    written(li, "990101.002.")
    head = person("head", "subdistrict_head", "990101.001.")
    answer = browser(head).get("/audit/export.xlsx?verb=cases.close")
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer)))
    mark, _head, *rows = sheet.get_sheet_by_index(0).to_python()
    assert "head" in str(mark[0])
    assert "cases.close" in str(mark[0])
    assert [row[8] for row in rows] == ["说明：=1+1"]
    entry = Entry.objects.get(verb="audit.export")
    assert (entry.actor, entry.facts["rows"]) == (head, 1)
    assert browser(li).get("/audit/export.xlsx").status_code == 403


def test_pages_follow_one_another(li: User) -> None:
    reader = person("top", "auditor")
    keys = [written(li, "990101.").pk for _ in range(7)]
    first = record.entries(actor_of(reader), Sought(), limit=3)
    second = record.entries(actor_of(reader), Sought(), first.older, 3)
    third = record.entries(actor_of(reader), Sought(), second.older, 3)
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
