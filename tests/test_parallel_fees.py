"""Many at the same moment: one payment, two acceptances, two payments of one claim."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from liren.apps.duties.actions.assignments import accept_work, assign, report_work, sign
from liren.apps.duties.actions.covers import confirm_cover, record_cover
from liren.apps.duties.actions.refusals import appeal, decide_appeal, refuse
from liren.apps.duties.models import Application, Assignment, Hearing
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.money.actions import claims as actions
from liren.apps.money.models import Claim, Fee, Fund, Pledge, Purse, Remittance
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book, proof
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = ("990101.001.001.", "990101.001.002.")
MANY, WIDTH = 50, 10


class Survey:
    """A survey at 8 yuan per household in two communities, paid for."""

    def __init__(self) -> None:
        world.rules()
        self.body = world.body("统计局", "department", "990101.")
        self.clerk = world.actor("clerk", "department_clerk", "990101.", for_body=self.body)
        self.finance = world.actor("finance", "district_finance", "990101.")
        self.heads = [world.actor(f"head{n}", "community_head", p) for n, p in enumerate(PLACES)]
        self.application = Application.objects.create(
            body=self.body, area=world.area("990101."), kind=AskKind.SURVEY, title="住户调查",
            reason="摸底", start_on=today(), end_on=today() + timedelta(days=60), unit="户",
            unit_fen=800, state=State.APPROVED, drafted_by=self.clerk.user, drafted_at=now(),
            stage_at=now(),
        )  # fmt: skip
        for path in PLACES:
            Hearing.objects.create(
                application=self.application, area=world.area(path), quantity=10, admitted=True
            )
        row = record_cover(
            self.clerk, self.application, kind="deposit", fen=16_000, paper="拨款单 1 号"
        )
        confirm_cover(self.finance, row)
        Application.objects.update(state=State.ACTIVE)
        self.application.refresh_from_db()

    def done(self, n: int) -> Assignment:
        """A task of one community, reported."""
        row = assign(
            self.clerk, self.body, area=world.area(PLACES[n]), due_on=today(),
            application=self.application, quantity=10,
        )  # fmt: skip
        return report_work(
            self.heads[n], sign(self.heads[n], row), outcome="已逐户登记", quantity=10
        )

    def owed(self) -> Claim:
        """A claim that no deposit paid."""
        desk = world.actor("desk", "subdistrict_desk", "990101.001.")
        return actions.raise_by_hand(
            desk, world.area(PLACES[0]), debtor=self.body, kind="other",
            fund=Fund.objects.get(code="other"), title="场地费", basis="会议纪要 2 号",
            fen=10_000, due_on=today(),
        )  # fmt: skip


def codes(found: list[object]) -> Counter[str]:
    """What was refused, and how often."""
    said = [one for one in found if isinstance(one, Exception)]
    assert all(isinstance(one, Refused) for one in said), said
    return Counter(one.code for one in said if isinstance(one, Refused))


def confirms(who: Actor, row: Remittance) -> Callable[[], Remittance]:
    """One confirmation, of the row as it was read."""
    return lambda: actions.confirm_remittance(who, row)


def test_fifty_confirm_one_payment() -> None:
    survey = Survey()
    made = actions.remit(
        survey.clerk, survey.body, claims=[survey.owed()], paper="转账回单 8 号", day=today()
    )
    found: list[object] = list(at_once([confirms(survey.finance, made)] * MANY, WIDTH))
    assert codes(found) == {"money.decided": MANY - 1}
    purse = Purse.objects.select_related("account").get()
    assert purse.account.amount == 10_000
    assert proof.check().faults == []


def test_one_task_is_accepted_once_and_two_share_one_deposit() -> None:
    survey = Survey()
    first, second = survey.done(0), survey.done(1)
    works = [lambda: accept_work(survey.clerk, first), lambda: accept_work(survey.clerk, second)]
    found: list[object] = list(at_once(works * 2))
    assert codes(found).total() == 2
    assert list(Claim.objects.values_list("fen", "state")) == [(8_000, "paid")] * 2
    pledge = Pledge.objects.select_related("account", "deposit").get()
    assert (pledge.account.amount, pledge.deposit.amount) == (0, 0)
    assert proof.check().faults == []


def test_two_payments_of_one_claim_pay_it_once() -> None:
    survey = Survey()
    row = survey.owed()

    def pay(n: int) -> Callable[[], Remittance]:
        return lambda: actions.remit(
            survey.clerk, survey.body, claims=[row], paper=f"转账回单 {n} 号", day=today()
        )

    found: list[object] = list(at_once([pay(n) for n in range(6)]))
    assert codes(found) == {"money.nothing-owed": 5}
    assert Remittance.objects.get().fen == 10_000


def test_what_is_sent_twice_under_one_key_is_written_once() -> None:
    survey = Survey()
    row, who = survey.owed(), survey.clerk.once("a key")
    made = [
        actions.remit(who, survey.body, claims=[row], paper="转账回单 9 号", day=today())
        for _once in range(2)
    ]
    assert made[0] == made[1]
    assert Remittance.objects.count() == 1


def test_two_appeals_decided_at_once_share_what_is_there() -> None:
    survey = Survey()
    office = world.actor("office", "district_office", "990101.")
    said = []
    for n, path in enumerate(PLACES):
        row = assign(
            survey.clerk, survey.body, area=world.area(path), due_on=today(),
            application=survey.application, quantity=10,
        )  # fmt: skip
        refuse(survey.heads[n], row, ground="held", note="系统里已有")
        said.append(appeal(survey.clerk, row.refusals.get(), text="需要核对"))
    pledge = Pledge.objects.select_related("account").get()
    book.set_aside("test", pledge.account, 1, name="elsewhere")
    decides = [
        lambda one=one: decide_appeal(office, one, upheld=False, decision="应当办理")
        for one in said
    ]
    assert codes(list(at_once(decides, 2))) == {"money.not-enough-again": 1}
    held = Fee.objects.filter(ended_at=None).select_related("account")
    assert [one.account.amount for one in held] == [8_000]
    assert proof.check().faults == []
