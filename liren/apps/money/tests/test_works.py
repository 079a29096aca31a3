"""Works of residents: enough came and agreed, all gave, the rest is divided to the fen."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liren.apps.money.actions import works
from liren.apps.money.actions.works import Given
from liren.apps.money.models import Contribution, Work
from liren.apps.money.queries.earmarked import there
from liren.apps.money.queries.works import account_of, given_for, waiting_of
from liren.apps.money.rules.works import enough
from liren.apps.money.tests.conftest import Treasury
from liren.apps.money.tests.test_donations import browser, refused
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import now, today
from liren.kernel.ledger import book
from liren.kernel.ledger.proof import check
from liren.kernel.testing import world

DECIDED: dict[str, Any] = {
    "title": "3幢加装门禁", "text": "三个单元各装一套。", "decided_by": "assembly",
    "decided_on": today(), "entitled": 40, "present": 30, "votes_for": 28,
    "minutes": "会议记录 5 号", "target_fen": 100_000,
}  # fmt: skip
LINES = [Given("3幢101", 10_000, "沈国平"), Given("3幢102", 10_000), Given("3幢201", 10_001)]


def decided(treasury: Treasury, place: Area | None = None, **facts: Any) -> Work:
    """The worker of the first community writes the decision down."""
    area = place or treasury.communities[0]
    return works.decide_work(treasury.workers[0], area, **{**DECIDED, **facts})


def waiting(treasury: Treasury, lines: list[Given] | None = None, **facts: Any) -> Work:
    """Some households gave, as one person wrote down."""
    row = decided(treasury, **facts)
    return works.collect(treasury.workers[0], row, lines=lines or LINES, day=today())


def keys(row: Work, n: int | None = None) -> list[UUID]:
    """The lines that wait."""
    return list(waiting_of(row).order_by("pk").values_list("uid", flat=True)[:n])


def collected(treasury: Treasury, lines: list[Given] | None = None, **facts: Any) -> Work:
    """And another person confirmed it."""
    row = waiting(treasury, lines, **facts)
    return works.confirm_contributions(treasury.heads[0], row, lines=keys(row))


def done(treasury: Treasury, spent: int = 0) -> Work:
    """It is finished, and some of the money was spent."""
    row = works.start_work(treasury.workers[0], collected(treasury))
    assert row.purse is not None
    if spent:
        gone = book.open_account("outside/payees", least=None)
        book.move("pay", row.purse.account, gone, spent)
    return works.finish_work(treasury.workers[0], row, outcome="装好了。", done_on=today())


@pytest.mark.parametrize(
    ("part", "whole", "share", "is_enough"),
    [
        (20, 40, ">1/2", False), (21, 40, ">1/2", True), (20, 30, ">=2/3", True),
        (19, 30, ">=2/3", False), (15, 20, ">=3/4", True), (1, 1, ">1/2", True),
    ],
)  # fmt: skip
def test_enough_is_what_the_law_says(part: int, whole: int, share: str, is_enough: bool) -> None:
    assert enough(part, whole, share) == is_enough


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"present": 20, "votes_for": 20}, "money.no-quorum"),
        ({"votes_for": 15}, "money.no-majority"),
        ({"votes_for": 31}, "money.odd-vote"),
        ({"decided_by": "owners", "present": 26, "votes_for": 26}, "money.no-quorum"),
        ({"decided_by": "owners", "votes_for": 22}, "money.no-majority"),
        ({"minutes": " "}, "money.no-minutes"),
        ({"target_fen": 0}, "money.no-amount"),
        ({"title": " "}, "money.work-empty"),
        ({"decided_on": today().replace(year=today().year + 1)}, "money.day-ahead"),
    ],
)
def test_money_decide_work_needs_enough_votes(
    treasury: Treasury, facts: dict[str, Any], code: str
) -> None:
    refused(code, decided, treasury, **facts)
    assert not Work.objects.exists()


def test_money_collect_takes_many_at_once_and_names_stay_off_the_record(
    treasury: Treasury,
) -> None:
    row = collected(treasury)
    assert (row.state, row.contributions.count()) == ("collecting", 3)
    assert row.purse is not None
    assert there(row.purse) == 30_001
    assert "沈国平" not in str(history(row)[0].facts)
    refused("money.no-lines", works.collect, treasury.workers[0], row, lines=[], day=today())
    none = [Given(" ", 1)]
    refused("money.no-place", works.collect, treasury.workers[0], row, lines=none, day=today())
    with pytest.raises(PermissionDenied):
        works.collect(treasury.workers[1], row, lines=LINES, day=today())
    with pytest.raises(PermissionDenied):
        works.collect(treasury.resident, row, lines=LINES, day=today())
    assert check().faults == []


def test_what_one_person_wrote_down_counts_for_nothing(treasury: Treasury) -> None:
    row = waiting(treasury)
    assert row.purse is not None
    assert (there(row.purse), account_of(row).collected, given_for(row)) == (0, 0, 0)
    refused("money.unconfirmed", works.start_work, treasury.workers[0], row)
    refused("money.unconfirmed", works.cancel_work, treasury.heads[0], row, reason="不办了")
    page = browser(treasury.heads[0]).get(f"/money/works/{row.uid}/").content.decode()
    assert "有收款等另一个人确认" in page
    assert f"/money/works/{row.uid}/confirm/" in page
    own = browser(treasury.workers[0]).get(f"/money/works/{row.uid}/").content.decode()
    assert f"/money/works/{row.uid}/confirm/" not in own
    paper = browser(treasury.heads[0]).get(f"/money/works/{row.uid}/accounts/")
    assert "3幢101" not in paper.content.decode()


def test_money_confirm_contributions_needs_another_person(treasury: Treasury) -> None:
    row = waiting(treasury)
    confirm = works.confirm_contributions
    refused("money.own-contribution", confirm, treasury.workers[0], row, lines=keys(row))
    refused("money.no-lines", confirm, treasury.heads[0], row, lines=[])
    with pytest.raises(PermissionDenied):
        confirm(treasury.heads[1], row, lines=keys(row))
    with pytest.raises(PermissionDenied):
        confirm(treasury.resident, row, lines=keys(row))
    first = keys(row, 1)
    row = confirm(treasury.heads[0], row, lines=first)
    assert given_for(row) == 10_000
    refused("money.line-decided", confirm, treasury.heads[0], row, lines=[*first, *keys(row)])
    assert given_for(row) == 10_000
    row = confirm(treasury.heads[0], row, lines=keys(row))
    assert row.purse is not None
    assert (given_for(row), there(row.purse), keys(row)) == (30_001, 30_001, [])
    assert check().faults == []


def test_money_strike_contributions_leaves_a_trace_and_counts_nothing(treasury: Treasury) -> None:
    row = waiting(treasury)
    strike = works.strike_contributions
    one = keys(row, 1)
    refused("money.no-reason", strike, treasury.heads[0], row, lines=one, reason=" ")
    refused("money.own-contribution", strike, treasury.workers[0], row, lines=one, reason="没收到")
    row = strike(treasury.heads[0], row, lines=one, reason="没收到")
    row = works.confirm_contributions(treasury.heads[0], row, lines=keys(row))
    assert given_for(row) == 20_001
    row = works.start_work(treasury.workers[0], row)
    row = works.finish_work(treasury.workers[0], row, outcome="装好了。", done_on=today())
    row = works.close_work(treasury.heads[0], row)
    back = row.contributions.order_by("pk").values_list("refunded_fen", flat=True)
    assert list(back) == [0, 10_000, 10_001]
    assert check().faults == []


def test_hundreds_are_confirmed_in_one_go(treasury: Treasury) -> None:
    row = waiting(treasury, [Given(f"3幢{n}", 100) for n in range(300)])
    client, url = browser(treasury.heads[0]), f"/money/works/{row.uid}/confirm/"
    shown = client.get(url)
    assert len(shown.context["lines"]) == 300
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, {"pick": [str(one) for one in keys(row)], "key": "k"})
    assert answer.status_code == 302
    locks = [q for q in asked.captured_queries if "FOR UPDATE" in q["sql"].upper()
             and "contribution" in q["sql"]]  # fmt: skip
    assert len(locks) == 1
    assert len(asked) < 60
    assert given_for(row) == 30_000
    again = client.post(url, {"pick": [str(row.contributions.all()[0].uid)]})
    assert again.status_code == 422


def test_what_is_repeated_is_collected_once(treasury: Treasury) -> None:
    row = decided(treasury)
    actor = treasury.workers[0].once("k")
    for _n in range(2):
        works.collect(actor, row, lines=LINES, day=today())
    assert Contribution.objects.count() == 3


def test_money_close_work_divides_the_rest_to_the_fen(treasury: Treasury) -> None:
    row = done(treasury, spent=20_000)
    world.grant(row.by, "community_head", row.area_path)
    refused("access.own-work", works.close_work, world.actor(row.by.username), row)
    row = works.close_work(treasury.heads[0], row)
    back = list(row.contributions.order_by("pk").values_list("refunded_fen", flat=True))
    assert (sum(back), back) == (10_001, [3_334, 3_333, 3_334])
    assert row.purse is not None
    assert (row.state, row.rest_fen, there(row.purse)) == ("closed", 10_001, 0)
    assert check().faults == []


def test_the_rest_is_left_to_the_next_work_by_decision(treasury: Treasury) -> None:
    row, after = done(treasury, spent=20_000), decided(treasury, title="自行车棚")
    close = works.close_work
    refused("money.no-minutes", close, treasury.heads[0], row, into=after)
    refused("money.rest-elsewhere", close, treasury.heads[0], row, into=row, paper="决议")
    row = close(treasury.heads[0], row, into=after, paper="决议 2 号")
    assert after.purse is not None
    assert (there(after.purse), row.rest_into) == (10_001, after)
    assert row.contributions.exclude(refunded_fen=0).count() == 0
    cancelled = works.cancel_work(treasury.heads[0], after, reason="居民改了主意。")
    assert cancelled.state == "cancelled"
    assert there(after.purse) == 10_001  # what was left to it is nobody's to take back
    assert check().faults == []


def test_the_rest_goes_not_to_another_community(treasury: Treasury) -> None:
    row = done(treasury)
    far = works.decide_work(treasury.workers[1], treasury.communities[1], **DECIDED)
    refused("money.rest-elsewhere", works.close_work, treasury.heads[0], row, into=far, paper="决")


def test_money_cancel_work_gives_all_back_unless_something_was_spent(treasury: Treasury) -> None:
    row = collected(treasury)
    assert row.purse is not None
    book.move("pay", row.purse.account, book.open_account("outside/payees", least=None), 1)
    refused("money.already-spent", works.cancel_work, treasury.heads[0], row, reason="不办了")
    other = works.cancel_work(treasury.heads[0], collected(treasury), reason="不办了")
    assert other.purse is not None
    assert there(other.purse) == 0
    assert {one.fen - one.refunded_fen for one in other.contributions.all()} == {0}


def test_money_start_work_and_money_finish_work_in_their_order(treasury: Treasury) -> None:
    row = decided(treasury)
    refused("flow.wrong-state", works.start_work, treasury.workers[0], row)
    row = works.start_work(treasury.workers[0], collected(treasury))
    refused(
        "money.no-outcome", works.finish_work, treasury.workers[0], row, outcome=" ",
        done_on=today(),
    )  # fmt: skip
    refused("flow.wrong-state", works.close_work, treasury.heads[0], row)
    refused("flow.wrong-state", works.collect, treasury.workers[0], row, lines=LINES, day=today())


def test_residents_read_places_and_masked_names(treasury: Treasury) -> None:
    row = collected(treasury)
    far = browser(treasury.resident).get(f"/money/works/{row.uid}/").content.decode()
    assert "3幢101" not in far
    assert "¥300.01" in far
    home = apps.get_model("notices", "Home")
    home.objects.create(user=treasury.resident.user, area=row.area, at=now())
    shown = browser(treasury.resident).get(f"/money/works/{row.uid}/").content.decode()
    assert "3幢101" in shown
    assert "沈**" in shown
    assert "沈国平" not in shown
    kept = browser(treasury.workers[0]).get(f"/money/works/{row.uid}/").content.decode()
    assert "沈国平" in kept
    paper = browser(treasury.workers[0]).get(f"/money/works/{row.uid}/accounts/")
    assert "沈国平" not in paper.content.decode()
    assert browser(treasury.workers[1]).get(f"/money/works/{row.uid}/").status_code == 404


def test_a_sheet_is_shown_and_then_taken(treasury: Treasury) -> None:
    row = collected(treasury, [Given("3幢101", 100)])
    client, url = browser(treasury.workers[0]), f"/money/works/{row.uid}/import/"
    lines = [("3幢101", "沈", 100, ""), ("3幢102", "", "12.345", ""), ("3幢103", "王", 50.5, "7")]
    looked = client.post(url, {"day": today().isoformat(), "sheet": sheet(lines)})
    assert looked.status_code == 200
    context = looked.context
    assert [one.given.fen for one in context["new"]] == [10_000, 5_050]
    assert [one.at for one in context["wrong"]] == [3]
    assert [one.given.place for one in context["again"]] == ["3幢101"]
    taken = {name: context["take"][name].value() for name in ("lines", "day", "key")}
    assert client.post(url, taken).status_code == 302
    assert client.post(url, taken).status_code == 302
    assert row.contributions.count() == 3
    assert client.post(url, {"lines": "[{}]", "day": today().isoformat()}).status_code == 422


def sheet(lines: list[tuple[Any, ...]]) -> BytesIO:
    """A spreadsheet of households."""
    file = BytesIO()
    made = xlsxwriter.Workbook(file)
    page = made.add_worksheet()
    for at, cells in enumerate([("房号", "姓名", "金额", "收据"), *lines]):
        page.write_row(at, 0, cells)
    made.close()
    file.seek(0)
    file.name = "a.xlsx"
    return file
