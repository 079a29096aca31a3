"""What is owed in the town of the matrix: a claim, a payment that waits, money of two matters."""

from dataclasses import dataclass
from datetime import timedelta

from liren.apps.duties.models import Application, Cover
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.money.actions.booking import raise_claim
from liren.apps.money.actions.pledging import pledge_at
from liren.apps.money.models import Claim, Fund, Part, Pledge, Remittance
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.testing import world


@dataclass
class Owed:
    """What the body of the own community owes it, and what it paid in."""

    claim: Claim
    remittance: Remittance
    pledge: Pledge
    over: Pledge


def owed(application: Application, community: Area, body: Body) -> Owed:
    """A claim, a payment of another, the money of a matter that runs and of one that is over."""
    clerk = world.user("owed-clerk")
    day = today() - timedelta(days=40)

    def claim(key: str) -> Claim:
        return raise_claim(
            community, body, kind="other", fund=Fund.objects.get(code="other"), title="场地费",
            basis="会议纪要 2 号", fen=10_000, due_on=day, year=day.year, by=clerk, key=key,
        )  # fmt: skip

    payment = Remittance.objects.create(
        area=community, debtor=body, fen=10_000, day=day, paper="转账回单 8 号", by=clerk, at=now()
    )
    Part.objects.create(remittance=payment, claim=claim("matrix:2"), fen=10_000)
    return Owed(claim("matrix:1"), payment, pledge_at(application), over(community, body))


def over(community: Area, body: Body) -> Pledge:
    """A matter that was left with money in its deposit."""
    asks, pays = world.user("gate-asks"), world.user("gate-pays")
    application = Application.objects.create(
        body=body, area=community, kind=AskKind.SURVEY, title="已退出的调查", reason="摸底",
        start_on=today(), end_on=today(), unit="户", unit_fen=500, state=State.EXITED,
        drafted_by=asks, drafted_at=now(), stage_at=now(),
    )  # fmt: skip
    Cover.objects.create(
        application=application, area=community, kind="deposit", fen=5_000, paper="拨款单 1 号",
        recorded_by=asks, recorded_at=now(), confirmed_by=pays, confirmed_at=now(),
    )  # fmt: skip
    return pledge_at(application)
