"""People out of a spreadsheet: matched, looked at line by line, taken by the worker, reported."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liren.apps.people import actions
from liren.apps.people.actions import taking
from liren.apps.people.actions.sheets import forget_old, unpacked
from liren.apps.people.jobs.moving import tell_moved
from liren.apps.people.jobs.sheets import take_sheet
from liren.apps.people.models import Event, Household, Person, Sheet, Stay
from liren.apps.people.rules.sheets import guessed, parsed
from liren.kernel.access.models import Area
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import ago, today
from liren.kernel.base.errors import Refused
from liren.kernel.sealed.fields import found
from liren.kernel.tell.models import Notice

from .conftest import COMMUNITY, GRID, Homes, Settle, number
from .test_histories import check_sound
from .world import state

HEAD = ["小区", "幢", "单元", "室号", "人员姓名", "关系", "身份证号", "手机", "入住日期", "备注"]
FAMILY = [
    ["", "3", "1", "", "沈家和", "户主", number("19800315", 11), "13800138001", "2020-01-01", ""],
    ["", "3", "1", "", "陆晓梅", "妻", number("19820706", 22), "", "2020年1月1日", "早班"],
    ["", "3", "1", "", "沈乐", "儿子", number("20100901", 33), "", "43831", ""],
]


@pytest.fixture
def rows(homes: Homes) -> list[list[str]]:
    """A family in the first flat, and one alone in the second."""
    first, second = homes.flats[:2]
    estate = first.building.estate.name
    lines = [[estate, *one[1:3], first.number, *one[4:]] for one in FAMILY]
    alone = [estate, "3栋", "1单元", second.number, "顾一", "", "", "", "", ""]
    return [HEAD, *lines, alone]


def imported(homes: Homes, rows: list[list[str]]) -> Sheet:
    """A sheet sent in by the worker of the community."""
    area = Area.objects.get(path=COMMUNITY)
    sheet: Sheet = actions.import_people(homes.worker, area, rows=rows, sender="派出所", file="x")
    return sheet


def run(homes: Homes, sheet: Sheet) -> Sheet:
    """What the worker does with it."""
    actions.take_sheet(homes.worker, sheet)
    take_sheet(sheet.pk)
    sheet.refresh_from_db()
    return sheet


def test_columns_are_known_by_what_senders_call_them() -> None:
    assert guessed(HEAD)["id_number"] == 6
    assert "备注" not in guessed(HEAD)
    kept = guessed(["房主 编号", "姓名"], {"household": "房主编号"})
    assert kept == {"household": 0, "name": 1}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({6: "990101198003150138"}, "身份证号码不对"),
        ({4: ""}, "“姓名”是空的"),
        ({5: "邻居"}, "“与户主关系”的写法认不出"),
        ({7: "不详"}, "“联系电话”不是电话号码"),
        ({8: "去年"}, "“开始日期”不是日期"),
        ({8: "2099-01-01"}, "“开始日期”晚于今天"),
    ],
)
def test_a_line_says_what_to_put_right_and_nothing_of_the_person(
    facts: dict[int, str], says: str
) -> None:
    row = ["和园", "3", "1", "101", *FAMILY[0][4:]]
    for place, text in facts.items():
        row[place] = text
    with pytest.raises(Refused, match=says) as no:
        parsed(2, row, guessed(HEAD), today())
    assert not any(text in str(no.value) for text in facts.values() if text)


def test_a_sheet_becomes_people_in_their_homes(homes: Homes, rows: list[list[str]]) -> None:
    sheet = run(homes, imported(homes, rows))
    assert (sheet.state, sheet.taken, sheet.known, sheet.bad) == ("done", 4, 0, 0)
    head = Person.objects.get(found(Person, "id_number", number("19800315", 11)))
    assert (head.home, str(head.phone)[-4:]) == (homes.flats[0], "8001")
    stays = Stay.objects.filter(household=head.household)
    assert list(stays.values_list("relation", "since")) == [
        ("02", date(2020, 1, 1)), ("10", date(2020, 1, 1)), ("20", date(2020, 1, 1)),
    ]  # fmt: skip
    assert Household.objects.get(head__name="顾一").dwelling == homes.flats[1]
    assert not sheet.lines
    check_sound()
    kept = [entry.facts for entry in Entry.objects.all()] + [
        e.changes for e in Event.objects.all()
    ]
    assert not any(word in str(kept) for word in ("沈家和", "19800315", "13800138001", "派出所"))


def test_a_sheet_once_more_changes_nothing(homes: Homes, rows: list[list[str]]) -> None:
    run(homes, imported(homes, rows))
    before = state()
    again = run(homes, imported(homes, rows))
    assert (again.taken, again.known, again.bad) == (0, 4, 0)
    assert state() == before


def test_what_came_in_is_taken_back_one_by_one(homes: Homes, rows: list[list[str]]) -> None:
    run(homes, imported(homes, rows))
    for event in Event.objects.order_by("-pk"):
        actions.undo(homes.worker, event)
    assert (Person.objects.count(), Household.objects.count(), Stay.objects.count()) == (0, 0, 0)


def test_who_stands_elsewhere_is_not_taken_twice(
    homes: Homes, settle: Settle, rows: list[list[str]]
) -> None:
    settle("沈家和", homes.others[0], id_number=number("19800315", 11))
    rows[2][3] = "909"
    sheet = run(homes, imported(homes, rows))
    assert [line for line, _said in sheet.faults] == [2, 3]
    assert "请办“迁入”" in sheet.faults[0][1]
    assert "没有这个户室" in sheet.faults[1][1]
    check_sound()


def test_a_broken_worker_begins_again(homes: Homes, rows: list[list[str]]) -> None:
    sheet = imported(homes, rows)
    run(homes, sheet)
    take_sheet(sheet.pk)  # the job a second time
    assert Person.objects.count() == 4


def test_a_worker_that_dies_between_batches_begins_again_without_doubles(
    homes: Homes, rows: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = number("19800315", 11)
    rows += [[*rows[1][:6], twice, *rows[1][7:]]]  # the head once more
    rows += [[*rows[4][:4], "顾二", *rows[4][5:]], [*rows[4][:4], "顾二", *rows[4][5:]]]
    monkeypatch.setattr(taking, "BATCH", 2)
    sheet = imported(homes, rows)
    actions.take_sheet(homes.worker, sheet)
    died: list[int] = []

    def dying(sheet: Sheet, *given: Any) -> object:
        if died:
            raise KeyboardInterrupt
        died.append(sheet.pk)
        return taking.take(sheet, *given)

    with monkeypatch.context() as patch:
        patch.setattr("liren.apps.people.jobs.sheets.take", dying)
        with pytest.raises(KeyboardInterrupt):
            take_sheet(sheet.pk)
    first = Person.objects.count()
    assert 0 < first < 6
    take_sheet(sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.taken + sheet.known + sheet.bad) == ("done", 7)
    assert sheet.taken == Person.objects.count() - first
    assert Person.objects.filter(name="顾二").count() == 2
    assert Person.objects.filter(found(Person, "id_number", twice)).count() == 1
    assert Entry.objects.filter(verb="people.register").count() == Person.objects.count()
    check_sound()


def test_what_comes_in_is_kept_as_the_desk_would_keep_it(
    homes: Homes, settle: Settle, rows: list[list[str]]
) -> None:
    """By COPY or one by one: the same columns, sealed, hashed and masked."""
    mine = settle("陆晓", homes.flats[0], id_number=number("19800316", 12), phone="13800138009")
    rows[1][4], rows[1][6], rows[1][7] = "陆晓", number("19800315", 11), "13800138009"
    run(homes, imported(homes, rows))
    theirs = Person.objects.get(found(Person, "id_number", number("19800315", 11)))
    for name in ("pinyin", "initials", "phone_hash", "phone_last", "area_path", "home", "paper"):
        assert getattr(theirs, name) == getattr(mine, name), name
    assert theirs.id_number.open() == number("19800315", 11)
    assert theirs.phone.open() == "13800138009"
    theirs.save()  # nothing of it changes when it is written row by row
    before = (theirs.id_hash, theirs.id_last)
    theirs.refresh_from_db()
    assert (theirs.id_hash, theirs.id_last) == before


def test_what_nobody_takes_is_forgotten(homes: Homes, rows: list[list[str]]) -> None:
    sheet = imported(homes, rows)
    Sheet.objects.filter(pk=sheet.pk).update(at=ago(days=8))
    assert forget_old() == 1
    sheet.refresh_from_db()
    assert (sheet.state, unpacked(sheet)) == ("dropped", [])
    with pytest.raises(Refused, match="已导入或已放弃"):
        actions.take_sheet(homes.worker, sheet)


def test_the_same_sender_is_known_again(homes: Homes, rows: list[list[str]]) -> None:
    rows[0] = [*HEAD[:9], "单位名"]
    sheet = imported(homes, rows)
    actions.match_columns(homes.worker, sheet, mapping={**sheet.mapping, "employer": 9})
    assert imported(homes, rows).mapping["employer"] == 9
    with pytest.raises(Refused, match="同一列只能"):
        actions.match_columns(homes.worker, sheet, mapping={**sheet.mapping, "employer": 0})


def browser(homes: Homes, who: str = "worker") -> Client:
    client = Client()
    client.force_login(getattr(homes, who).user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def workbook(rows: list[list[str]]) -> SimpleUploadedFile:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return SimpleUploadedFile("月报.xlsx", file.getvalue())


def test_the_pages_lead_from_the_file_to_the_report(homes: Homes, rows: list[list[str]]) -> None:
    client = browser(homes)
    given: dict[str, Any] = {"area": "990101001001", "sender": "派出所", "file": workbook(rows)}
    answer = client.post(reverse("people.import"), given)
    sheet = Sheet.objects.get()
    assert answer["Location"] == sheet.get_absolute_url()
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "沈家和" in page
    assert number("19800315", 11) not in page
    columns = {name: str(place) for name, place in sheet.mapping.items()}
    where = reverse("people.match_columns", args=[sheet.uid])
    assert client.post(where, {**columns, "since": ""}).status_code == 302
    assert client.post(where, {**columns, "name": ""}).status_code == 422
    assert client.post(reverse("people.take_sheet", args=[sheet.uid])).status_code == 302
    assert "已处理 0 行" in client.get(sheet.get_absolute_url()).content.decode()
    take_sheet(sheet.pk)
    assert "新登记 4 人" in client.get(sheet.get_absolute_url()).content.decode()
    assert "派出所" in client.get(reverse("people.sheets")).content.decode()
    assert browser(homes, "elsewhere").get(sheet.get_absolute_url()).status_code == 404


def test_programs_send_rows(homes: Homes, rows: list[list[str]]) -> None:
    client = browser(homes)
    told = {"area": "990101001001", "sender": "物业", "rows": rows}
    made = client.post("/api/v1/people/sheets", told, "application/json").json()
    assert (made["total"], made["state"]) == (4, "read"), made
    answer = client.post(f"/api/v1/people/sheets/{made['id']}/drop", {}, "application/json")
    assert answer.json()["state"] == "dropped"
    again = client.post(f"/api/v1/people/sheets/{made['id']}/take", {}, "application/json")
    assert again.json()["type"] == "people.sheet-over"


def test_the_community_that_is_left_is_told_without_a_name(homes: Homes, settle: Settle) -> None:
    settle("沈家和", since=date(2020, 1, 1), id_number=number("19800315", 11))
    event = actions.move_in(
        homes.elsewhere, homes.others[0], name="沈家和", id_number=number("19800315", 11)
    )
    tell_moved(event.pk)
    tell_moved(event.pk)
    told = list(Notice.objects.filter(kind="people.move_in").order_by("user"))
    assert {notice.user.username for notice in told if notice.user} == {
        "worker", "builder" + GRID,
    }  # fmt: skip
    assert not any("沈" in notice.sentence % notice.facts for notice in told)
