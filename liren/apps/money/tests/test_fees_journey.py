"""A survey at 8 yuan per household: the money from the promise to the settlement, to the fen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum

from liren.apps.duties.actions.assignments import accept_work, assign, recall, report_work, sign
from liren.apps.duties.actions.covers import activate, confirm_cover, leave, record_cover
from liren.apps.duties.actions.refusals import appeal, decide_appeal, refuse
from liren.apps.duties.models import Application, Assignment, Hearing
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.money.actions import claims as actions
from liren.apps.money.models import Claim, Fee, Pledge, Purse, Remittance
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries.fees import sums_of
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book, proof
from liren.kernel.ledger.reading import balance
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

HOUSEHOLDS, FEN = 125, 800
TASK = HOUSEHOLDS * FEN  # 1,000 yuan for each community
MANY = 10


@contextmanager
def no(code: str) -> Iterator[None]:
    """What is done inside is refused with this code."""
    with pytest.raises(Refused) as said:
        yield
    assert said.value.code == code


@dataclass
class Survey:
    """An admission with its communities, and who works on it."""

    treasury: Treasury
    application: Application
    areas: list[Area]
    heads: list[Actor]

    def fund(self, fen: int, kind: str = "budget") -> None:
        """Money for it: recorded by the department, confirmed by finance."""
        row = record_cover(
            self.treasury.clerk, self.application, kind=kind, fen=fen, paper="财预〔2026〕18号"
        )
        confirm_cover(self.treasury.finance, row)
        self.application.refresh_from_db()

    def hand_out(self, n: int, quantity: int = HOUSEHOLDS) -> Assignment:
        """A community is asked."""
        return assign(
            self.treasury.clerk, self.treasury.department, area=self.areas[n],
            due_on=today() + timedelta(days=20), application=self.application, quantity=quantity,
        )  # fmt: skip

    def do(self, n: int, row: Assignment, done: int = HOUSEHOLDS) -> Assignment:
        """A community does it and says so."""
        sign(self.heads[n], row)
        return report_work(self.heads[n], row, outcome="已逐户登记", quantity=done)

    @property
    def pledge(self) -> Pledge:
        """The money behind it, as it stands."""
        return Pledge.objects.select_related("account", "deposit", "application").get()


@pytest.fixture
def survey(treasury: Treasury) -> Survey:
    """Approved for ten communities at 8 yuan per household, and not yet paid for."""
    paths = [f"990101.003.{n:03d}." for n in range(1, MANY + 1)]
    areas = [world.area(path) for path in paths]
    heads = [world.actor(f"lead{n}", "community_head", path) for n, path in enumerate(paths)]
    application = Application.objects.create(
        body=treasury.department, area=world.area(DISTRICT), kind=AskKind.SURVEY,
        title="住户调查入户登记", reason="摸底", start_on=today(), unit="户", unit_fen=FEN,
        end_on=today() + timedelta(days=90), state=State.APPROVED,
        drafted_by=treasury.clerk.user, drafted_at=now(), stage_at=now(),
    )  # fmt: skip
    for area in areas:
        Hearing.objects.create(
            application=application, area=area, quantity=HOUSEHOLDS, admitted=True
        )
    return Survey(treasury, application, areas, heads)


def clean() -> None:
    """The books hold."""
    assert proof.check().faults == []


def test_ten_communities_nine_accepted_one_disputed(survey: Survey) -> None:
    tasks = handed_out(survey)
    nine_accepted(survey, tasks)
    owed = the_books_say(survey)
    falls_due(survey, owed)
    the_rest(survey, tasks[-1])


def handed_out(survey: Survey) -> list[Assignment]:
    """All of what was promised is held; a part of it is paid in before the work."""
    treasury, whole = survey.treasury, MANY * TASK
    survey.fund(whole)
    assert balance(f"promise/{treasury.department.pk}") == -whole
    activate(treasury.office, survey.application)
    tasks = [survey.hand_out(n) for n in range(MANY)]
    assert survey.pledge.account.amount == 0
    with no("duties.uncovered"):
        survey.hand_out(0, 1)
    paid = actions.deposit(
        treasury.clerk, survey.application, fen=250_050, paper="回单 0615", day=today()
    )
    actions.confirm_remittance(treasury.finance, paid)
    return tasks


def nine_accepted(survey: Survey, tasks: list[Assignment]) -> None:
    """Nine are taken whole, of the last 100 of 125 households."""
    for n, row in enumerate(tasks):
        survey.do(n, row)
    for row in tasks[:-1]:
        accept_work(survey.treasury.clerk, row)
    accept_work(survey.treasury.clerk, tasks[-1], quantity=100, note="抽查有 25 户没有登记")


def the_books_say(survey: Survey) -> int:
    """What was earned, what is disputed, what the deposit paid; what is owed."""
    sums = sums_of(survey.pledge)
    assert sums.promised == MANY * TASK
    assert sums.earned == 9 * TASK + 100 * FEN
    assert sums.disputed == 25 * FEN
    assert (sums.free, sums.held, sums.back) == (0, 0, 0)
    assert (sums.paid, sums.deposit) == (250_050, 0)
    assert sums.owed == sums.earned - 250_050
    states = list(Claim.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["paid", "paid", "part", *["open"] * 7]
    clean()
    return sums.owed


def falls_due(survey: Survey, owed: int) -> None:
    """Forty days after it was due it stands in arrears, and then it is settled."""
    treasury, due = survey.treasury, today() + timedelta(days=30)
    assert set(Claim.objects.values_list("due_on", flat=True)) == {due}
    with moved_to(now() + timedelta(days=70)):
        line = queries.grouped(queries.owing(treasury.office), "debtor")[0]
        assert (line.number, line.left, line.due) == (8, owed, owed)
        assert (line.since, dict(line.ages)) == (due, {"quarter": owed})
        settle(survey, owed)
        assert not queries.owing(treasury.office).exists()


def the_rest(survey: Survey, task: Assignment) -> None:
    """The dispute is settled in part: ten more are taken, the rest was never done; it ends."""
    treasury = survey.treasury
    row = report_work(survey.heads[-1], task, outcome="补登 10 户", quantity=110)
    accept_work(treasury.clerk, row)
    last = Claim.objects.order_by("pk").last()
    assert last is not None
    assert (last.fen, last.state) == (10 * FEN, "open")
    sums = sums_of(survey.pledge)
    assert (sums.free, sums.held, sums.disputed) == (15 * FEN, 0, 0)
    leave(treasury.office, survey.application, reason="调查已经结束。")
    sums = sums_of(survey.pledge)
    assert (sums.free, sums.back, sums.owed) == (0, 15 * FEN, 10 * FEN)
    assert balance(f"promise/{treasury.department.pk}") == -10 * FEN
    clean()


def settle(survey: Survey, owed: int) -> None:
    """The department pays in two payments, the oldest first; the other side confirms."""
    treasury = survey.treasury
    for fen in (300_001, owed - 300_001):
        rows = [row for row, _left in queries.payable(treasury.department)]
        made = actions.remit(
            treasury.clerk,
            treasury.department,
            claims=rows,
            fen=fen,
            paper="拨款通知 7 号",
            day=today(),
        )
        assert made.fen == fen == sum(part.fen for part in made.parts.all())
        actions.confirm_remittance(treasury.finance, made)
    paid = -balance(f"cash/{treasury.department.pk}")
    assert paid == 9 * TASK + 100 * FEN
    assert Purse.objects.aggregate(sum=Sum("account__amount"))["sum"] == paid


def test_nothing_is_handed_out_beyond_what_is_promised(survey: Survey) -> None:
    survey.fund(MANY * TASK)
    activate(survey.treasury.office, survey.application)
    survey.hand_out(0)
    # the cover still says that it reaches, but the books say that the money is elsewhere
    book.set_aside("test", survey.pledge.account, 8 * TASK, name="elsewhere")
    with no("duties.uncovered"):
        survey.hand_out(1, HOUSEHOLDS + 1)
    survey.hand_out(1)
    with pytest.raises(Refused) as said:
        survey.hand_out(2)
    assert "1,000" in str(said.value)
    clean()


def test_where_a_deposit_is_asked_for_nothing_goes_out_before_it(survey: Survey) -> None:
    Parameter.objects.filter(key="money.deposit_share").update(value=0.3)
    changed()
    treasury = survey.treasury
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    with pytest.raises(Refused) as said:
        survey.hand_out(0)
    assert said.value.code == "duties.uncovered"
    assert "3,000" in str(said.value)
    made = actions.deposit(
        treasury.clerk, survey.application, fen=3 * TASK, paper="回单 1 号", day=today()
    )
    with no("duties.uncovered"):
        survey.hand_out(0)  # not before it is there
    actions.confirm_remittance(treasury.finance, made)
    survey.hand_out(0)
    clean()


def test_what_is_refused_or_recalled_is_free_again(survey: Survey) -> None:
    treasury = survey.treasury
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    one, other = survey.hand_out(0), survey.hand_out(1)
    recall(treasury.clerk, one, note="改期再办")
    refuse(survey.heads[1], other, ground="held", note="系统里已有")
    assert survey.pledge.account.amount == MANY * TASK
    said = appeal(treasury.clerk, other.refusals.get(), text="需要核对")
    decide_appeal(treasury.office, said, upheld=False, decision="名单不同，应当办理")
    assert survey.pledge.account.amount == (MANY - 1) * TASK
    row = survey.do(1, Assignment.objects.get(pk=other.pk))
    accept_work(treasury.clerk, row)
    assert Claim.objects.get().fen == TASK
    clean()


def test_a_deposit_that_was_not_used_goes_back(survey: Survey) -> None:
    treasury = survey.treasury
    survey.fund(MANY * TASK, "deposit")
    activate(treasury.office, survey.application)
    accept_work(treasury.clerk, survey.do(0, survey.hand_out(0)))
    assert Claim.objects.get().state == "paid"
    facts: dict[str, Any] = {"paper": "退款通知 3 号", "day": today()}
    with no("money.not-over"):
        actions.return_deposit(treasury.finance, survey.pledge, **facts)
    leave(treasury.office, survey.application, reason="调查已经结束。")
    made = actions.return_deposit(treasury.finance, survey.pledge, **facts)
    assert made.fen == (MANY - 1) * TASK
    with no("money.nothing-left"):
        actions.return_deposit(treasury.finance, survey.pledge, **facts)
    with no("access.own-work"):
        actions.confirm_remittance(treasury.finance, made)
    actions.confirm_remittance(treasury.second, made)
    assert survey.pledge.deposit.amount == 0
    assert balance(f"cash/{treasury.department.pk}") == -TASK
    clean()


def test_money_that_needs_none_is_not_booked(survey: Survey) -> None:
    Application.objects.update(unit="", unit_fen=0)
    Hearing.objects.update(quantity=0)
    survey.application.refresh_from_db()
    row = record_cover(
        survey.treasury.clerk, survey.application, kind="none", paper="不需要经费，见说明"
    )
    confirm_cover(survey.treasury.finance, row)
    activate(survey.treasury.office, survey.application)
    survey.hand_out(0, 0)
    assert not Fee.objects.exists()
    assert not Remittance.objects.exists()
