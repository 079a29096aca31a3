"""The only writers of earmarks."""

from datetime import date

from liren.apps.money.models import Earmark, Fund, Receipt
from liren.apps.money.rules import earmarks as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now, today


@action("money.add_earmark", creates=True)
def add_earmark(
    actor: Actor,
    area: Area,
    /,
    *,
    fund: Fund,
    title: str,
    purpose: str,
    document: str = "",
    until: date | None = None,
) -> Earmark:
    """Say that money of a fund is for one thing only."""
    rules.check_earmark(until, today())
    return Earmark.objects.create(
        area=area, area_path=area.path, fund=fund, title=title.strip(), purpose=purpose.strip(),
        document=document.strip(), until=until, by=actor.user, at=now(),
    )  # fmt: skip


@action("money.end_earmark")
def end_earmark(actor: Actor, earmark: Earmark, /) -> Earmark:
    """No more money comes for it; what is there is spent for it."""
    rules.check_running(earmark.ended_on)
    waiting = Receipt.objects.filter(
        purse__earmark=earmark, confirmed_by=None, dropped_at=None
    ).count()
    rules.check_empty(waiting)
    earmark.ended_on = today()
    earmark.save(update_fields=["ended_on"])
    return earmark
