"""What is owed: raised by hand, paid, confirmed by the other side, cancelled with a reason."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

from liren.apps.duties.models import Application
from liren.apps.money.actions import booking, pledging
from liren.apps.money.models import Claim, Fund, Part, Pledge, Remittance
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries.confirming import standing
from liren.apps.money.queries.fees import last_moved, since_when, sums_of
from liren.apps.money.queries.years import check_open
from liren.apps.money.rules import claims as rules
from liren.apps.money.rules import fees as facts_of
from liren.apps.money.rules.claims import RemittanceKind, RemittanceState, Standing
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7

# ── a claim ─────────────────────────────────────────────────────────────────────────────────


@action("money.raise", creates=True)
def raise_by_hand(
    actor: Actor,
    area: Area,
    /,
    *,
    debtor: Body,
    kind: str,
    fund: Fund,
    title: str,
    basis: str,
    fen: int | None,
    due_on: date,
    year: int = 0,
) -> Claim:
    """Write down what a body owes to a place, that no task and no scheme raised."""
    rules.check_by_hand(kind)
    rules.check_amount(fen, rules.MOST)
    title = " ".join(title.split())
    if not title:
        raise Refused("money.no-title", _("请写明这是什么钱，例如“2026 年度门面租金”。"))
    year = year or today().year
    check_open(area, year)
    return booking.raise_claim(
        area, debtor, kind=kind, fund=fund, title=title, basis=facts_of.check_paper(basis),
        fen=fen or 0, due_on=due_on, year=year, by=actor.user, key=f"raised:{uuid7()}",
    )  # fmt: skip


@action("money.cancel_claim")
def cancel_claim(actor: Actor, row: Claim, /, *, reason: str) -> Claim:
    """What is still owed falls away, for a reason that both sides read."""
    waits = row.parts.filter(remittance__state=RemittanceState.RECORDED).exists()
    rules.check_owing(row.state, waiting=waits)
    row.reason = facts_of.check_reason(reason)
    # the reason may name people, and the books are read by more than the claim is
    booking.cancel(row, by=actor.user, title=row.title)
    row.account.refresh_from_db(fields=["amount"])
    return row


def reminded(keys: Collection[int]) -> None:
    """Write down that both sides were reminded of these claims today."""
    Claim.objects.filter(pk__in=keys).update(reminded_on=today())


# ── a payment ───────────────────────────────────────────────────────────────────────────────


@action("money.remit", creates=True)
def remit(
    actor: Actor,
    debtor: Body,
    /,
    *,
    claims: Sequence[Claim],
    paper: str,
    day: date,
    fen: int | None = None,
) -> Remittance:
    """A debtor writes down that it has paid these claims, the oldest first; another confirms."""
    paper = facts_of.check_paper(paper)
    facts_of.check_day(day, today())
    rows = queries.locked_of(debtor, [one.pk for one in claims])
    if len(rows) != len({one.pk for one in claims}) or not rows:
        raise Refused("money.no-claim", _("请至少选一笔本单位的应付款。"))
    waiting = queries.waiting_of(rows)
    left = [(row.pk, max(row.account.amount - waiting.get(row.pk, 0), 0)) for row in rows]
    fen = rules.check_amount(fen, sum(most for _key, most in left))
    parts = rules.spread(fen, left)
    paths = [row.area_path for row in rows if row.pk in parts]
    common = Area.objects.filter(path=rules.common_path(paths)).first()
    made = Remittance(
        area=common or debtor.area, debtor=debtor, fen=fen, day=day, paper=paper,
        by=actor.user, at=now(),
    )  # fmt: skip
    made.save()
    Part.objects.bulk_create(
        Part(remittance=made, claim_id=key, fen=part) for key, part in parts.items()
    )
    return made


@action("money.deposit", creates=True)
def deposit(
    actor: Actor, application: Application, /, *, fen: int | None, paper: str, day: date
) -> Remittance:
    """A department writes down that it has paid in for a matter before the work is done."""
    paper = facts_of.check_paper(paper)
    facts_of.check_day(day, today())
    pledge = pledging.pledge_at(Application.objects.get(pk=application.pk))
    facts_of.check_opened(day, since_when(pledge))
    fen = facts_of.check_deposit(fen, sums_of(pledge).to_come)
    return _written(actor, pledge, RemittanceKind.DEPOSIT, fen, paper, day)


@action("money.return_deposit", creates=True)
def return_deposit(actor: Actor, pledge: Pledge, /, *, paper: str, day: date) -> Remittance:
    """What was paid in and not used goes back when the matter is over; another confirms."""
    paper = facts_of.check_paper(paper)
    facts_of.check_day(day, today())
    pledge = pledging.pledge_at(Application.objects.get(pk=pledge.application_id))
    fen = queries.returnable(pledge)
    facts_of.check_return(fen, ended=queries.is_over(pledge))
    facts_of.check_moved(day, last_moved(pledge))
    return _written(actor, pledge, RemittanceKind.RETURN, fen, paper, day)


def _written(
    actor: Actor, pledge: Pledge, kind: str, fen: int, paper: str, day: date
) -> Remittance:
    made = Remittance(
        area=pledge.area, debtor=pledge.body, application=pledge.application, kind=kind, fen=fen,
        day=day, paper=paper, by=actor.user, at=now(),
    )  # fmt: skip
    made.save()
    return made


@action("money.confirm_remittance")
def confirm_remittance(actor: Actor, row: Remittance, /) -> Remittance:
    """A second person has seen the money: it counts, and what it pays is paid."""
    rules.check_undecided(row.state)
    side = standing(actor, row)
    rules.check_standing(side, row.debtor)
    row.state, row.decided_by, row.decided_at = RemittanceState.CONFIRMED, actor.user, now()
    row.within_body = side == Standing.ALONE
    row.save(update_fields=["state", "decided_by", "decided_at", "within_body"])
    if row.kind == RemittanceKind.CLAIMS:
        _pay(actor, row)
        return row
    if row.application is None:
        raise ValueError("a payment of this kind is for a matter")
    pledge = pledging.pledge_at(Application.objects.get(pk=row.application.pk))
    post = pledging.pay_in if row.kind == RemittanceKind.DEPOSIT else pledging.pay_back
    post(pledge, row, by=actor.user)
    return row


def _pay(actor: Actor, row: Remittance) -> None:
    """Each claim is paid its part; in the order of their keys, so that none waits for another."""
    parts = {one.claim_id: one for one in row.parts.all()}
    for claim in queries.locked_of(row.debtor, parts):
        part = parts[claim.pk]
        rules.check_still_owed(claim.account.amount, part.fen, claim.title)
        key = f"part:{part.pk}"
        booking.pay_claim(claim, part.fen, key=key, by=actor.user, title=row.paper)


@action("money.refuse_remittance")
def refuse_remittance(actor: Actor, row: Remittance, /, *, reason: str) -> Remittance:
    """The money did not come: what it was for is owed as before."""
    rules.check_undecided(row.state)
    row.reason = facts_of.check_reason(reason)[:200]
    row.state, row.decided_by, row.decided_at = RemittanceState.REFUSED, actor.user, now()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return row


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many claims out with which question."""
    facts = {"query": query, "rows": rows}
    together(partial(entry(actor.user, "money.export_claims", actor.user, facts).save))
