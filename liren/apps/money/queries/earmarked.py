"""What an earmark allows, until when, and what is left of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from liren.apps.money.models import Earmark, Fund, Purse
from liren.kernel.access.models import Area
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused


@dataclass(frozen=True)
class Allowance:
    """For what, until when, and how much is there."""

    earmark: Earmark
    purpose: str
    until: date | None
    over: bool
    there: int


def allowance(purse: Purse, day: date | None = None) -> Allowance | None:
    """What money of a purse may be spent for; None where it is for anything."""
    earmark = purse.earmark
    if earmark is None:
        return None
    day = day or today()
    over = bool(earmark.ended_on or (earmark.until and earmark.until < day))
    return Allowance(earmark, earmark.purpose, earmark.until, over, purse.account.amount)


def check_spendable(purse: Purse, day: date | None = None) -> None:
    """What was given for one thing is not spent after that thing is over."""
    said = allowance(purse, day)
    if said and said.over:
        sentence = _(
            "专款「%(name)s」已经到期或结束，不能再支出。请退回余款，或征得同意后改变用途。"
        )
        raise Refused("money.earmark-over", sentence % {"name": said.earmark.title})


def purses_like(purse: Purse) -> QuerySet[Purse]:
    """The purses of all years for the same thing, the newest first."""
    facts = {"area": purse.area_id, "fund": purse.fund_id, "earmark": purse.earmark_id}
    rows: QuerySet[Purse] = Purse.objects.filter(
        **{name: one for name, one in facts.items() if one is not None},
        **({} if purse.earmark_id else {"earmark": None}),
    )
    return rows.select_related("account", "area", "fund", "earmark").order_by("-year")


def there(purse: Purse) -> int:
    """What is free in the purses of all years for the same thing."""
    found = purses_like(purse).order_by().aggregate(sum=Sum("account__amount"))
    return found["sum"] or 0


def held(purse: Purse) -> int:
    """What is set aside of them for payments that are still to come."""
    found = purses_like(purse).order_by().aggregate(sum=Sum("account__set_aside__amount"))
    return found["sum"] or 0


def running(area: Area, fund: Fund, purpose: str) -> Earmark | None:
    """The earmark of an area for exactly this, if it still runs."""
    rows = Earmark.objects.filter(area=area, fund=fund, purpose=purpose, ended_on=None)
    day = today()
    return next((one for one in rows.order_by("-pk") if not one.until or one.until >= day), None)
