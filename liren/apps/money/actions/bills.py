"""Bills that several bear: written down by one, confirmed by another, then owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liren.apps.money.actions import booking
from liren.apps.money.models import Bill, BillShare, Fund, Spending
from liren.apps.money.rules import bills as rules
from liren.apps.money.rules import spending
from liren.apps.money.rules.bills import By
from liren.apps.money.rules.claims import FeeClaimKind
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.values import value


@dataclass(frozen=True)
class Share:
    """Who bears it, none for the community itself; by weight, or in fen."""

    body: Body | None
    weight: int

    def __str__(self) -> str:
        return f"{self.body.code if self.body else '-'}:{self.weight}"


@action("money.share_bill", creates=True)
def share_bill(
    actor: Actor,
    area: Area,
    /,
    *,
    title: str,
    reason: str,
    basis: str,
    fen: int,
    day: date,
    fund: Fund,
    shares: Sequence[Share],
    by: str = By.WEIGHTS,
    about: str = "",
    spending_of: Spending | None = None,
) -> Bill:
    """Share a bill among those who are responsible, exactly to the fen."""
    spending.check_sum(fen)
    spending.check_reason(reason)
    weights = [one.weight for one in shares]
    rules.check_shares(weights, sum(one.body is not None for one in shares))
    rules.check_once([one.body and one.body.pk for one in shares])
    parts = rules.divided(fen, by, weights)
    made = Bill(
        uid=uuid7(), area=area, area_path=area.path, title=title.strip(), about=about.strip(),
        reason=reason.strip(), basis=basis.strip(), fen=fen, fund=fund, day=day,
        spending=spending_of, by=actor.user, at=now(),
    )  # fmt: skip
    made.save()
    BillShare.objects.bulk_create(
        BillShare(bill=made, body=one.body, own=one.body is None, weight=one.weight, fen=part)
        for one, part in zip(shares, parts, strict=True)
    )
    return made


@action("money.confirm_bill")
def confirm_bill(actor: Actor, row: Bill, /) -> Bill:
    """A second person agrees: each of the others owes its share."""
    rules.check_waits(row.confirmed_at is not None, row.dropped_at is not None)
    row.confirmed_by, row.confirmed_at = actor.user, now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    for share in row.shares.filter(own=False, fen__gt=0).select_related("body"):
        _owed(actor, row, share)
    return row


def _owed(actor: Actor, row: Bill, share: BillShare) -> None:
    if share.body is None or row.fund is None:
        raise ValueError(f"{share.pk} is borne by nobody")
    share.claim = booking.raise_claim(
        row.area, share.body, kind=FeeClaimKind.SHARE, fund=row.fund, title=row.title,
        basis=row.basis or row.reason[:300], fen=share.fen,
        due_on=today() + timedelta(days=value("money.fee_due_days")), year=today().year,
        by=actor.user, key=f"share:{row.uid}:{share.pk}",
    )  # fmt: skip
    share.save(update_fields=["claim"])


@action("money.drop_bill")
def drop_bill(actor: Actor, row: Bill, /, *, reason: str) -> Bill:
    """Give up what was not confirmed."""
    rules.check_waits(row.confirmed_at is not None, row.dropped_at is not None)
    spending.check_reason(reason)
    row.dropped_at, row.drop_reason = now(), reason.strip()
    row.save(update_fields=["dropped_at", "drop_reason"])
    return row
