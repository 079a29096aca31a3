"""What departments of the invented district owe to communities, paid in, paid, and never paid."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from liren.apps.duties.models import Application
from liren.apps.duties.rules.admission import State
from liren.apps.money.actions import claims as actions
from liren.apps.money.models import Fund
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries.fees import pledge_of, sums_of
from liren.kernel.base.clock import today
from liren.site.example.duties_gate import Desk
from liren.site.example.estates import Estate
from liren.site.example.people import Town

# what one department had communities do three quarters ago and has not paid: place, yuan
NEVER_PAID: Final = ((2, 8600), (3, 7400), (5, 9200), (9, 6800), (12, 11_500), (17, 5300))
AGO: Final = 285


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Old debts of one department; a deposit, a payment that came, one that waits, one refused."""
    desk = Desk(town)
    never_paid(desk)
    paid_in(desk, "zhzf")
    paid(desk, "zhzf")
    waiting(desk, "wj")
    refused(desk, "hw")


def never_paid(desk: Desk) -> None:
    """Hands that cleaned for an inspection: promised in a letter, due long ago."""
    facts: dict[str, Any] = {
        "debtor": desk.town.bodies["hw"],
        "fund": Fund.objects.get(code="department"),
        "kind": "share",
        "title": "创卫迎检临时保洁人工费",
        "basis": "和环卫〔2026〕2号，经费由部门承担",
        "due_on": today() - timedelta(days=AGO - 15),
    }
    for place, yuan in NEVER_PAID:
        area = desk.communities[place]
        who = desk.somebody(f"desk:{area.code[:9]}")
        desk.at(AGO, partial(actions.raise_by_hand, who, area, fen=yuan * 100, **facts))


def paid_in(desk: Desk, code: str) -> None:
    """A department pays in for a matter that runs."""
    rows = Application.objects.filter(body=desk.town.bodies[code], state=State.ACTIVE)
    row = rows.order_by("pk").first()
    pledge = pledge_of(row) if row else None
    if row is None or pledge is None:
        return
    fen = min(150_000, sums_of(pledge).to_come)
    made = desk.at(
        20,
        lambda: actions.deposit(
            desk.somebody(f"clerk:{code}"), row, fen=fen, paper="国库支付回单 0320 号",
            day=today(),
        ),
    )  # fmt: skip
    desk.at(19, lambda: actions.confirm_remittance(desk.somebody("finance"), made))


def paid(desk: Desk, code: str) -> None:
    """What was accepted is paid, the oldest first; finance has seen the money."""
    made = sent(desk, code, 6, "国库支付回单 0461 号")
    if made is not None:
        desk.at(5, lambda: actions.confirm_remittance(desk.somebody("finance"), made))


def waiting(desk: Desk, code: str) -> None:
    """A payment that somebody has to confirm."""
    sent(desk, code, 1, "国库支付回单 0517 号", most=1)


def refused(desk: Desk, code: str) -> None:
    """A payment that was written down and did not come."""
    made = sent(desk, code, 60, "转账回单 1127 号", most=2)
    if made is not None:
        why = "账户里没有收到这笔钱，请核对收款账号后重新拨付。"
        desk.at(57, lambda: actions.refuse_remittance(desk.somebody("finance"), made, reason=why))


def sent(desk: Desk, code: str, ago: int, paper: str, most: int = 2) -> Any:
    """A department says that it paid its oldest claims."""
    body = desk.town.bodies[code]
    rows = [row for row, _left in queries.payable(body)][:most]
    if not rows:
        return None
    return desk.at(
        ago,
        lambda: actions.remit(
            desk.somebody(f"clerk:{code}"), body, claims=rows, paper=paper, day=today()
        ),
    )
