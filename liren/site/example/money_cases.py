"""What a closed case of the invented district cost, and who bears it: a bill of three."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from liren.apps.cases.models import Case
from liren.apps.cases.rules import State
from liren.apps.money.actions import bills
from liren.apps.money.actions.bills import Share
from liren.apps.money.models import Bill, Fund
from liren.kernel.base.clock import local, moved_to, now
from liren.site.example.money_purses import FULL, YUAN
from liren.site.example.money_spending import providers_of

if TYPE_CHECKING:
    from liren.site.example.people import Town

# kind of the case → the bill, and yuan
COST: Final = {
    "piled_rubble": ("清运堆放的建筑垃圾", 2_860),
    "bulky_rubbish": ("清运楼下的大件垃圾", 1_480),
    "exposed_rubbish": ("清理卫生死角", 1_260),
    "sewage_overflow": ("疏通外溢的污水管", 3_240),
    "outer_wall": ("加固脱落的外墙面", 5_400),
}


def share(town: "Town") -> None:
    """The community of most log-ins shares what one case cost; its head agrees a day later."""
    area = town.areas[FULL]
    rows = Case.objects.filter(
        area_path__startswith=area.path, kind__code__in=COST, state=State.CLOSED
    )
    case = rows.select_related("kind").order_by("closed_at").first()
    firm = providers_of(area)
    if case is None or firm is None or case.closed_at is None:
        return
    title, yuan = COST[case.kind.code]
    day = local(case.closed_at)
    worker, head = town.actors[f"worker:{FULL}"][0], town.actors[f"head:{FULL}"][0]
    facts: dict[str, Any] = {
        "title": title, "about": case.number, "fen": yuan * YUAN, "day": day.date(),
        "fund": Fund.objects.get(code="other"), "basis": "现场会议纪要和物业服务合同第九条",
        "reason": "物业有清理义务，城管负责沿街市容，社区补贴志愿者的饮水和手套",
        "shares": [Share(firm, 50), Share(town.bodies["zhzf"], 40), Share(None, 10)],
    }  # fmt: skip
    made = after(day, 2, lambda: bills.share_bill(worker, area, **facts))
    after(day, 26, lambda: bills.confirm_bill(head, made))


def after(day: datetime, hours: int, act: Any) -> Bill:
    """So many hours after it was closed, though never in the time to come."""
    with moved_to(min(day + timedelta(hours=hours), now())):
        made: Bill = act()
    return made
