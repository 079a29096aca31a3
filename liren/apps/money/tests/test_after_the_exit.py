"""What happens late: appeals decided when the money is elsewhere, payments dated too early."""

from datetime import timedelta

import pytest

from liren.apps.duties.actions.assignments import accept_work, assign
from liren.apps.duties.actions.covers import activate, leave
from liren.apps.duties.actions.refusals import appeal, decide_appeal, refuse
from liren.apps.duties.models import Assignment, Emergency, Refusal
from liren.apps.money.actions import claims as actions
from liren.apps.money.models import Claim
from liren.apps.money.queries.fees import sums_of
from liren.apps.money.tests import test_fees_journey as journey
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.apps.money.tests.test_fees_journey import HOUSEHOLDS, MANY, TASK, Survey, clean, no
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book
from liren.kernel.ledger.reading import balance
from liren.kernel.testing import world

survey = journey.survey


def flood(treasury: Treasury) -> Emergency:
    """An emergency that nobody has confirmed yet."""
    made = Emergency.objects.create(
        area=world.area(DISTRICT), title="防汛应急", law="防洪法", article="第四十五条",
        since=today(), until=today() + timedelta(days=20), declared_by=treasury.office.user,
        declared_at=now(),
    )  # fmt: skip
    made.bodies.add(treasury.department)
    return made


def confirmed(treasury: Treasury) -> None:
    """A second person says that it is one."""
    Emergency.objects.update(confirmed_by=treasury.finance.user, confirmed_at=now())


def hand_out(survey: Survey, n: int, emergency: Emergency | None = None) -> Assignment:
    """A community is asked under the admission, beside which an emergency may be named."""
    treasury = survey.treasury
    return assign(
        treasury.clerk, treasury.department, area=survey.areas[n], quantity=HOUSEHOLDS,
        due_on=today() + timedelta(days=20), application=survey.application, emergency=emergency,
    )  # fmt: skip


def appealed(survey: Survey, n: int, task: Assignment) -> Refusal:
    """A community said no, and the department wants it decided."""
    refuse(survey.heads[n], task, ground="held", note="系统里已有")
    return appeal(survey.treasury.clerk, task.refusals.get(), text="需要核对")


def test_what_is_to_be_done_after_the_exit_is_promised_again(survey: Survey) -> None:
    treasury = survey.treasury
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    disaster = flood(treasury)
    said = appealed(survey, 1, hand_out(survey, 1, disaster))
    leave(treasury.office, survey.application, reason="调查已经结束。")
    assert sums_of(survey.pledge).back == MANY * TASK
    confirmed(treasury)
    decide_appeal(treasury.office, said, upheld=False, decision="汛期急需，应当办理")
    sums = sums_of(survey.pledge)
    assert (sums.promised, sums.held, sums.free) == (MANY * TASK, TASK, 0)
    assert sums.back == (MANY - 1) * TASK
    assert balance(f"promise/{treasury.department.pk}") == -TASK
    accept_work(treasury.clerk, survey.do(1, Assignment.objects.get()))
    assert Claim.objects.get().fen == TASK
    clean()


def test_after_the_exit_no_more_is_promised_again_than_went_back(survey: Survey) -> None:
    treasury = survey.treasury
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    disaster = flood(treasury)
    said = appealed(survey, 1, hand_out(survey, 1, disaster))
    for n in (0, *range(2, MANY)):
        survey.hand_out(n)
    # what the refused task gave up went to work elsewhere, but for one yuan
    book.set_aside("test", survey.pledge.account, TASK - 100, name="elsewhere")
    leave(treasury.office, survey.application, reason="调查已经结束。")
    confirmed(treasury)
    with pytest.raises(Refused) as short:
        decide_appeal(treasury.office, said, upheld=False, decision="汛期急需，应当办理")
    assert short.value.code == "money.not-enough-again"
    words = str(short.value)
    assert "已经退出" in words
    assert "1 元" in words
    assert "1,000 元" in words
    clean()


def test_what_another_task_holds_is_not_held_twice(survey: Survey) -> None:
    treasury = survey.treasury
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    said = appealed(survey, 1, survey.hand_out(1))
    book.set_aside("test", survey.pledge.account, 9 * TASK + 1, name="elsewhere")
    with pytest.raises(Refused) as short:
        decide_appeal(treasury.office, said, upheld=False, decision="名单不同，应当办理")
    assert short.value.code == "money.not-enough-again"
    assert "999.99" in str(short.value)
    assert "追加" in str(short.value)
    assert Refusal.objects.get().state == "appealed"
    decide_appeal(treasury.office, said, upheld=True, decision="维持社区的意见")
    clean()


def test_nothing_is_paid_in_before_there_is_an_account(survey: Survey) -> None:
    treasury = survey.treasury
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    with no("money.day-before-account"):
        actions.deposit(
            treasury.clerk, survey.application, fen=100, paper="回单 1 号",
            day=today() - timedelta(days=1),
        )  # fmt: skip
    actions.deposit(treasury.clerk, survey.application, fen=100, paper="回单 1 号", day=today())


def test_nothing_goes_back_before_it_came(survey: Survey) -> None:
    treasury, first = survey.treasury, today()
    survey.fund(MANY * TASK)
    activate(treasury.office, survey.application)
    with moved_to(now() + timedelta(days=5)):
        made = actions.deposit(
            treasury.clerk, survey.application, fen=TASK, paper="回单 1 号", day=today()
        )
        actions.confirm_remittance(treasury.finance, made)
        leave(treasury.office, survey.application, reason="调查已经结束。")
        with no("money.day-before-account"):
            actions.return_deposit(
                treasury.finance, survey.pledge, paper="退款通知 3 号", day=first
            )
        actions.return_deposit(treasury.finance, survey.pledge, paper="退款通知 3 号", day=today())
