"""The only writers of the ends of years."""

from collections.abc import Collection
from functools import partial

from django.db import IntegrityError

from liren.apps.money.actions import booking
from liren.apps.money.actions.spendings import let_go
from liren.apps.money.models import Budget, CarriedOver, Purchase, Purse, Spending, YearEnd
from liren.apps.money.queries.commitments import Commitment, commitments, locked_in
from liren.apps.money.queries.years import (
    blocking,
    check_open,
    end_of,
    hold_year,
    left_in,
    promises_of,
    purses_in,
    released_in,
)
from liren.apps.money.rules import years as rules
from liren.apps.money.rules.budgets import BudgetState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.later import later
from liren.kernel.ledger import book

CLOSING = "SELECT pg_advisory_xact_lock(hashtext(%s))"


@action("money.close_year", creates=True)
def close_year(
    actor: Actor, area: Area, /, *, year: int, below: bool = False, release: Collection[str] = ()
) -> YearEnd:
    """Propose what stays and what goes back at the end of a year.

    What is agreed and not paid goes over into the next year, but for what is named in `release`.
    With `below` the worker proposes it for every area that lies in this one.
    """
    rules.check_over(year, today().year)
    check_open(area, year)
    rules.check_new(end_of(area, year) is not None)
    agreed, released = commitments(area, year), {str(one) for one in release}
    rules.check_released(released, {one.uid for one in agreed if one.may_go})
    rules.check_nothing_open(blocking(area, year, released))
    made = YearEnd(
        area=area, area_path=area.path, year=year, below=below, by=actor.user, at=now(),
        lines=[list(one) for one in left_in(area, year, released)],
        commitments=[list(one.promised(released)) for one in agreed],
    )  # fmt: skip
    try:
        together(partial(made.save, force_insert=True))
    except IntegrityError:
        rules.check_new(True)
    if below:
        later("money.propose_below", end=made.pk)
    return made


@action("money.confirm_close")
def confirm_close(actor: Actor, end: YearEnd, /) -> YearEnd:
    """A second person closes the year: money is carried over or goes back, the purses close."""
    rules.check_waits(bool(end.confirmed_by_id), bool(end.dropped_at))
    # first the rows, then the year: who pays holds his row before he asks for the year
    locked_in(end.area, end.year)
    hold_year(CLOSING, end.area, end.year)
    agreed, released = commitments(end.area, end.year), released_in(end)
    rules.check_same(promises_of(end), [one.promised(released) for one in agreed])
    rules.check_nothing_open(blocking(end.area, end.year, released))
    rules.check_same(end.lines, left_in(end.area, end.year, released))
    for one in agreed:
        meet(actor, end, one, one.uid in released)
    for purse in purses_in(end.area, end.year):
        close_purse(actor, purse)
    in_force = Budget.objects.filter(area=end.area, year=end.year, state=BudgetState.APPROVED)
    in_force.update(state=BudgetState.CLOSED)
    end.confirmed_by, end.confirmed_at = actor.user, now()
    end.save(update_fields=["confirmed_by", "confirmed_at"])
    if end.below:
        later("money.confirm_below", end=end.pk)
    return end


def meet(actor: Actor, end: YearEnd, one: Commitment, released: bool) -> None:
    """What is agreed is let go, or goes on with its money in the purse of the next year."""
    if released and isinstance(one.row, Spending):
        let_go(actor, one.row, str(_("%(year)d 年决算时释放") % {"year": end.year}))
    else:
        carry_over(actor, end, one)


def carry_over(actor: Actor, end: YearEnd, one: Commitment) -> None:
    """Its money stays held, of the purse for the same thing in the next year."""
    row, giver = one.row, one.purse
    if row.account is None:
        raise ValueError(f"{row.pk} holds no money")
    taker = booking.next_of(giver)
    row.account = booking.carry_held(
        row.account, giver, taker, name=str(row.uid), by=actor.user, title=row.title,
        about=book.about(row),
    )  # fmt: skip
    row.purse = taker
    row.save(update_fields=["account", "purse"])
    if isinstance(row, Spending):
        Purchase.objects.filter(spending=row).update(purse=taker)
    CarriedOver.objects.create(
        end=end, giver=giver, taker=taker, category=row.category, fen=one.fen,
        **{one.what: row},
    )  # fmt: skip


def close_purse(actor: Actor, purse: Purse) -> None:
    """What is in a purse stays or goes back; nothing comes in any more."""
    carried, returned = rules.split(purse.account.amount, purse.fund.carries)
    if carried:
        booking.carry(purse, carried, by=actor.user, title=str(purse.year))
    if returned:
        booking.lapse(purse, returned, by=actor.user, title=str(purse.year))
    purse.closed_at = now()
    purse.save(update_fields=["closed_at"])


@action("money.drop_close")
def drop_close(actor: Actor, end: YearEnd, /) -> YearEnd:
    """Take back a proposal that nobody has confirmed."""
    rules.check_waits(bool(end.confirmed_by_id), bool(end.dropped_at))
    end.dropped_at = now()
    end.save(update_fields=["dropped_at"])
    return end
