"""What residents and strangers read of accounts, and what the desk sees of them."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.money.actions import disclosures as acts
from liren.apps.money.actions.booking import hand_over
from liren.apps.money.jobs.disclosures import remind_all
from liren.apps.money.models import Disclosure, Objection
from liren.apps.money.queries.accounts import accounts
from liren.apps.money.queries.reports import standing, statement
from liren.apps.money.rules.accounts import Period, period_of
from liren.apps.money.rules.chart import Kind
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.ledger import book
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>{{ 7*7 }} 电话13912345678"
CODE = "990101001001"


def last() -> Period:
    """The quarter that was over last."""
    return period_of(today()).before


def draft(treasury: Treasury, note: str = "") -> Disclosure:
    """A draft of the first community."""
    period = last()
    return acts.draft_accounts(
        treasury.workers[0],
        treasury.communities[0],
        year=period.year,
        quarter=period.quarter,
        note=note,
    )


def published(treasury: Treasury, note: str = "") -> Disclosure:
    """What the head made known."""
    return acts.publish_accounts(treasury.heads[0], draft(treasury, note))


def page(client: Client, path: str = "") -> str:
    """The page of the first community's accounts."""
    answer = client.get(f"/money/accounts/{CODE}/{path}")
    assert answer.status_code == 200
    return text_of(answer)


def text_of(answer: Any) -> str:
    """What somebody reads of it: cells, if it is a spreadsheet."""
    if not answer.streaming:
        return str(answer.content.decode())
    content = b"".join(answer)
    return str(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python())


def paid(treasury: Treasury, fen: int, day: date) -> None:
    """Money comes and goes in the first community."""
    purse = treasury.purse(fen + 1_00)
    other = book.open_account("outside/test", least=None)
    book.move(Kind.RECEIVE, other, purse.account, fen, day=day)
    book.move(Kind.PAY, purse.account, other, fen // 2, day=day)


def test_strangers_read_what_is_published_and_nothing_else(treasury: Treasury) -> None:
    stranger = Client()
    paid(treasury, 777_00, last().last)
    row = draft(treasury)
    for path in ("", "notice/", "sheet/"):
        answer = stranger.get(f"/money/accounts/{CODE}/{path}")
        assert "777" not in text_of(answer)
    assert stranger.get(f"/api/v1/open/money/accounts/{CODE}").json() == []
    acts.publish_accounts(treasury.heads[0], row)
    for path in ("", "notice/", "sheet/"):
        assert "777" in page(stranger, path)
    assert stranger.get(f"/api/v1/open/money/accounts/{CODE}").json()[0]["accounts"]["sums"][
        "received"
    ] == (777_00)
    assert stranger.get(f"/money/accounts/{CODE}/pdf/").status_code == 302
    assert stranger.get(row.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("code", ["990101", "990101001", "nowhere"])
def test_only_communities_have_accounts_to_read(treasury: Treasury, code: str) -> None:
    assert Client().get(f"/money/accounts/{code}/").status_code == 404
    assert Client().get(f"/money/accounts/{CODE}/?quarter=1999-1").status_code == 404


def test_what_was_published_stays_when_the_books_go_on(treasury: Treasury) -> None:
    paid(treasury, 100_00, last().last)
    published(treasury)
    before = page(Client(), "sheet/")
    paid(treasury, 999_00, last().last)
    assert page(Client(), "sheet/") == before
    assert "999" not in page(Client())


def test_hostile_words_are_words(treasury: Treasury) -> None:
    row = published(treasury, HOSTILE)
    asked = acts.raise_objection(treasury.resident, row, text=HOSTILE)
    acts.answer_objection(treasury.heads[0], asked, answer=HOSTILE)
    for shown in (page(Client()), page(Client(), "notice/")):
        assert "<script>alert(1)" not in shown
        assert "13912345678" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_question_goes_out_with_its_answer(treasury: Treasury) -> None:
    row = published(treasury)
    asked = acts.raise_objection(treasury.resident, row, text="三万元维修是谁做的？")
    own = Client()
    own.force_login(treasury.resident.user)
    assert "三万元维修" not in page(Client())
    assert "三万元维修" in page(own)
    acts.answer_objection(treasury.heads[0], asked, answer="由中标公司施工。")
    shown = page(Client())
    assert "三万元维修" in shown
    assert "由中标公司施工" in shown
    assert treasury.resident.user.name not in shown


def test_who_lives_elsewhere_reads_and_is_told_where_to_say_so(treasury: Treasury) -> None:
    row = published(treasury)
    wide = signed_in(world.actor("wide", "resident", "990101."))
    shown = page(wide)
    assert "我有疑问" not in shown
    assert "还不知道您住在哪个社区" in shown
    asked = wide.post(f"/money/disclosures/{row.uid}/ask/", {"text": "这笔钱去哪了？"})
    assert "还不知道您住在哪个社区" in asked.content.decode()
    assert not Objection.objects.exists()
    wide.post(f"/c/{CODE}/home/")
    assert "我有疑问" in page(wide)
    wide.post("/c/990101001002/home/")
    assert "您登记的住处在别的社区" in page(wide)


def signed_in(actor: Actor) -> Client:
    """Somebody at the screen."""
    client = Client()
    client.force_login(actor.user)
    return client


def test_the_whole_way_by_pages(treasury: Treasury) -> None:
    paid(treasury, 100_00, last().last)
    period, worker, head = last(), signed_in(treasury.workers[0]), signed_in(treasury.heads[0])
    desk = f"/money/disclosures/?year={period.year}"
    assert (
        "未起草" in worker.get(desk).content.decode()
        or "逾期" in worker.get(desk).content.decode()
    )
    path = f"/money/disclosures/draft/?area={CODE}&year={period.year}&quarter={period.quarter}"
    made = worker.post(path, {"note": "活动室照明改造。"})
    assert made.status_code == 302
    row = Disclosure.objects.get()
    assert worker.get(row.get_absolute_url()).status_code == 200
    assert worker.post(f"/money/disclosures/{row.uid}/publish/").status_code == 403
    assert head.post(f"/money/disclosures/{row.uid}/publish/").status_code == 302
    asks = signed_in(treasury.resident)
    assert "我有疑问" in page(asks)
    asks.post(f"/money/disclosures/{row.uid}/ask/", {"text": "照明改造花了多少？"})
    question = Objection.objects.get()
    assert "照明改造花了多少" in head.get("/money/objections/").content.decode()
    head.post(f"/money/objections/{question.uid}/answer/", {"answer": "一共五十元。"})
    assert "一共五十元" in page(Client())
    head.post(f"/money/disclosures/{row.uid}/correct/", {"note": "上次少记一笔。"})
    assert Disclosure.objects.count() == 2


@pytest.mark.parametrize("year", ["²", "-1", "99999", "2026; drop"])
def test_odd_years_break_nothing(treasury: Treasury, year: str) -> None:
    worker = signed_in(treasury.workers[0])
    address = f"/money/disclosures/draft/?area={CODE}&quarter=1&year={year}"
    assert worker.get(address).status_code == 404
    assert worker.get("/money/disclosures/", {"year": year}).status_code == 200


def test_late_is_who_had_money(treasury: Treasury) -> None:
    period = last()
    treasury.purse(100_00)
    after = period.last + timedelta(days=25)
    with moved_to(now().replace(year=after.year, month=after.month, day=after.day)):
        remind_all()
        remind_all()
    told = Notice.objects.filter(kind="money.accounts")
    assert {one.user_id for one in told} == {treasury.heads[0].user.pk}


def test_who_has_to_answer_is_told_once(treasury: Treasury) -> None:
    row = published(treasury)
    acts.raise_objection(treasury.resident, row, text="这笔办公费买了什么？")
    assert remind_all() >= 1
    assert remind_all() == 0


def test_the_desk_sees_that_books_moved_after_publication(treasury: Treasury) -> None:
    paid(treasury, 100_00, last().last)
    row, head = published(treasury), signed_in(treasury.heads[0])
    desk = row.get_absolute_url()
    assert "公开之后账上又有变动" not in head.get(desk).content.decode()
    other = book.open_account("outside/test", least=None)
    book.move(Kind.PAY, treasury.purse(9_00).account, other, 7_00, day=last().last)
    shown = head.get(desk).content.decode()
    assert "公开之后账上又有变动" in shown
    assert "+7" in shown
    assert f"/money/disclosures/{row.uid}/correct/" in shown
    form = head.get(f"/money/disclosures/{row.uid}/correct/").content.decode()
    assert "原公开" in form
    head.post(f"/money/disclosures/{row.uid}/correct/", {"note": "补记一笔支出。"})
    assert "看更正稿" in head.get(desk).content.decode()


def test_what_was_corrected_stays_to_be_read(treasury: Treasury) -> None:
    paid(treasury, 100_00, last().last)
    row = published(treasury)
    asked = acts.raise_objection(treasury.resident, row, text="是不是少记了一笔？")
    acts.answer_objection(treasury.heads[0], asked, answer="少记了，已更正。")
    paid(treasury, 30_00, last().last)
    new = acts.correct_accounts(treasury.workers[0], row, note="少记一笔。")
    acts.publish_accounts(treasury.heads[0], new)
    old = f"?quarter={row.year}-{row.quarter}&version=1"
    now_shown = page(Client())
    assert "更正前的第 1 版" in now_shown
    assert "少记了，已更正" in now_shown
    assert "这是更正前的一版" in page(Client(), old)
    assert "更正前的一版" in page(Client(), f"notice/{old}")
    assert page(Client(), f"sheet/{old}") != page(Client(), "sheet/")
    for wrong in ("9", "0", "x", "²"):
        path = f"/money/accounts/{CODE}/?quarter={row.year}-{row.quarter}&version={wrong}"
        assert Client().get(path).status_code == 404


# ── reports ─────────────────────────────────────────────────────────────────────────────────


def test_what_another_area_hands_over_has_come_in(treasury: Treasury) -> None:
    giver, taker = treasury.purse(500_00), treasury.purse(1_00, at=1)
    hand_over(
        giver, taker, 200_00, key="h", by=treasury.office.user, title="调剂", about="money.purse:1"
    )
    period = period_of(today())
    gave, took = (accounts(area, period) for area in treasury.communities[:2])
    assert (gave.received, gave.spent, gave.closing) == (500_00, 200_00, 300_00)
    assert (took.received, took.spent, took.closing) == (201_00, 0, 201_00)
    street = treasury.communities[0].parent
    assert street is not None
    whole = accounts(street, period, below=True)
    assert (whole.received, whole.spent, whole.closing) == (501_00, 0, 501_00)


def test_the_statement_is_the_sum_of_the_accounts(treasury: Treasury) -> None:
    for at in range(3):
        paid_at = treasury.purse((at + 1) * 100_00, at=at)
        treasury.purse(50_00, at=at, code="lottery")
        other = book.open_account("outside/test", least=None)
        book.move(Kind.PAY, paid_at.account, other, 30_00)
    period = period_of(today())
    district = treasury.communities[0].parent.parent  # type: ignore[union-attr]
    assert district is not None
    found = statement(district, period)
    for row in found.rows:
        one = accounts(row.area, period)
        assert (row.opening, row.received, row.spent, row.closing) == (
            one.opening, one.received, one.spent, one.closing,
        )  # fmt: skip
        assert row.opening + row.received - row.spent - row.back == row.closing
    assert standing(district) == (sum(row.closing for row in found.rows), 0)
    assert [fund.code for fund in found.funds] == ["fiscal_district", "lottery"]
    assert (found.communities, found.published) == (3, 0)


def test_reports_stay_in_their_area(treasury: Treasury) -> None:
    treasury.purse(100_00, at=2)
    other = treasury.communities[2]
    district = other.parent.parent.code  # type: ignore[union-attr]
    head = signed_in(treasury.heads[0])
    assert head.get("/money/reports/").status_code == 200
    assert head.get("/money/reports/", {"area": other.code}).status_code == 404
    assert head.get("/money/reports/export/", {"area": other.code}).status_code == 404
    office = signed_in(treasury.office)
    shown = office.get("/money/reports/", {"area": district, "period": "bad"}).content.decode()
    assert str(other) in shown
    sheet = office.get("/money/reports/export/", {"area": district})
    assert sheet.status_code == 200
    assert sheet["Content-Disposition"].startswith("attachment")
