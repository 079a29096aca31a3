"""The money behind an admitted matter: what the gate asks, and what stands on its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet, Sum

from liren.apps.duties.models import Application, Assignment, Cover
from liren.apps.duties.queries.gate import cost
from liren.apps.duties.rules.admission import CoverKind
from liren.apps.duties.rules.assignments import State
from liren.apps.duties.rules.gate import Backing
from liren.apps.money.models import Claim, Fee, Pledge, Remittance
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import ClaimState, RemittanceKind, RemittanceState
from liren.apps.money.rules.fees import deposit_of
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import local
from liren.kernel.ledger.models import Account, Line
from liren.kernel.policy.values import value

READ = "money.pledge"
BESIDE = ("application__area", "body", "area", "account", "deposit")


def backing(application: Application, quantity: int) -> Backing | None:
    """What the books say of the money behind one ask; none where nothing is paid for a unit."""
    if not application.unit_fen:
        return None
    row = Pledge.objects.filter(application=application).select_related("account", "deposit")
    pledge = row.first()
    share = Decimal(str(value("money.deposit_share")))
    return Backing(
        free=pledge.account.amount if pledge else unbooked(application),
        needed=quantity * application.unit_fen,
        paid_in=paid_in(pledge.deposit) if pledge else confirmed(application, CoverKind.DEPOSIT),
        deposit=deposit_of(cost(application), share),
    )


def confirmed(application: Application, *kinds: str) -> int:
    """What was confirmed of these kinds."""
    rows = Cover.objects.filter(application=application, kind__in=kinds)
    return rows.exclude(confirmed_by=None).aggregate(sum=Sum("fen"))["sum"] or 0


def unbooked(application: Application) -> int:
    """What is free of an admission that was paid for before there were books."""
    gone = (State.REFUSED, State.RECALLED)
    rows = application.assignments.exclude(state__in=gone)
    given = rows.aggregate(sum=Sum(F("quantity") * F("unit_fen")))["sum"] or 0
    return confirmed(application, CoverKind.BUDGET, CoverKind.DEPOSIT) - int(given)


def paid_in(deposit: Account) -> int:
    """What ever came into a deposit, whatever was paid out of it since."""
    lines = Line.objects.filter(account=deposit, amount__gt=0)
    return lines.aggregate(sum=Sum("amount"))["sum"] or 0


# ── one matter ──────────────────────────────────────────────────────────────────────────────


def pledge_for(actor: Actor, uid: UUID) -> Pledge:
    """The money behind one matter, if this actor may see it."""
    row: Pledge = Pledge.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def pledge_of(application: Application) -> Pledge | None:
    """The money behind a matter, where there is any."""
    rows = Pledge.objects.filter(application=application).select_related(*BESIDE)
    return rows.first()


@dataclass(frozen=True)
class Sums:
    """The money behind one matter, in fen; what was promised is all that follows together."""

    cost: int
    promised: int
    free: int
    held: int  # for tasks that go on
    disputed: int  # of these: for work that is disputed
    earned: int  # of what was accepted
    paid: int
    back: int  # what went back to who promised it
    paid_in: int
    deposit: int  # of this: not yet passed on
    waiting: int  # of what was paid in: recorded, not yet confirmed

    @property
    def owed(self) -> int:
        """What was earned and is not paid."""
        return self.earned - self.paid

    @property
    def to_come(self) -> int:
        """What the work can still cost, beyond what lies there for it."""
        return max(self.free + self.held + self.disputed - self.deposit - self.waiting, 0)


def sums_of(pledge: Pledge) -> Sums:
    """The figures of one matter, from the books."""
    fees = fees_of(pledge)
    disputed = sum(one.account.amount for one in fees if one.assignment.state == State.DISPUTED)
    held = sum(one.account.amount for one in fees) - disputed
    claims = claims_of(pledge)
    earned = sum(one.fen for one in claims)
    left = sum(one.account.amount for one in claims)
    fallen = sum(gone_of(one) for one in claims)
    promised = pledged(pledge)
    free = pledge.account.amount
    waiting = Remittance.objects.filter(
        application=pledge.application, state=RemittanceState.RECORDED, kind=RemittanceKind.DEPOSIT
    )
    return Sums(
        cost=cost(pledge.application),
        promised=promised,
        free=free,
        held=held,
        disputed=disputed,
        earned=earned - fallen,
        paid=earned - left - fallen,
        back=promised - free - held - disputed - earned + fallen,
        paid_in=paid_in(pledge.deposit),
        deposit=pledge.deposit.amount,
        waiting=waiting.aggregate(sum=Sum("fen"))["sum"] or 0,
    )


def pledged(pledge: Pledge) -> int:
    """What was promised for the matter, from its postings."""
    lines = Line.objects.filter(account=pledge.account, amount__gt=0, posting__kind="pledge")
    return lines.aggregate(sum=Sum("amount"))["sum"] or 0


def gone_back(pledge: Pledge) -> int:
    """What went back to the department when the matter was over, and was not promised again."""
    kinds = (Kind.UNPLEDGE, Kind.REPLEDGE)
    lines = Line.objects.filter(account=pledge.account, posting__kind__in=kinds)
    return -(lines.aggregate(sum=Sum("amount"))["sum"] or 0)


def since_when(pledge: Pledge) -> date:
    """Since when there is a deposit in which something may be."""
    return local(pledge.deposit.opened_at).date()


def last_moved(pledge: Pledge) -> date:
    """The last day on which something came into the deposit or left it."""
    days = Line.objects.filter(account=pledge.deposit).aggregate(last=Max("day"))
    return days["last"] or since_when(pledge)


def gone_of(claim: Claim) -> int:
    """What fell away of a claim that was cancelled."""
    if claim.state != ClaimState.CANCELLED:
        return 0
    lines = Line.objects.filter(account=claim.account, posting__kind="cancel")
    return -(lines.aggregate(sum=Sum("amount"))["sum"] or 0)


def fees_of(pledge: Pledge) -> list[Fee]:
    """What each task holds, by place."""
    rows = Fee.objects.filter(pledge=pledge).select_related("assignment__area", "account", "area")
    return list(rows.order_by("area_path", "pk"))


def claims_of(pledge: Pledge) -> list[Claim]:
    """What the tasks of a matter earned."""
    rows = Claim.objects.filter(assignment__application=pledge.application)
    return list(rows.select_related("area", "account", "debtor").order_by("pk"))


def deposits_of(pledge: Pledge) -> QuerySet[Remittance]:
    """What was paid in for a matter, or went back."""
    rows = Remittance.objects.filter(application=pledge.application)
    return rows.select_related("by", "decided_by").order_by("-pk")


def covers_of(pledge: Pledge) -> QuerySet[Cover]:
    """What was confirmed for a matter."""
    rows = pledge.application.covers.exclude(confirmed_by=None)
    return rows.select_related("confirmed_by").order_by("pk")


# ── one task ────────────────────────────────────────────────────────────────────────────────


def fee_of(row: Assignment) -> Fee | None:
    """What one task holds."""
    rows = Fee.objects.filter(assignment=row).select_related("pledge", "account", "assignment")
    return rows.first()


def paid_for(row: Assignment) -> Mapping[str, int]:
    """What one task earned, and what of it is still owed."""
    rows = Claim.objects.filter(~Q(state=ClaimState.CANCELLED), assignment=row)
    found = rows.aggregate(earned=Sum("fen"), owed=Sum("account__amount"))
    return {name: fen or 0 for name, fen in found.items()}
