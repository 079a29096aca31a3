"""The accounts of a quarter: what was there, came, went, is held, is left; by fund and heading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import FeeClaimKind
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan

MONTHS: Final = 3  # of a quarter
# under which heading the payment of a claim came in
CLAIMED: Mapping[str, str] = {
    FeeClaimKind.FEE: "in_fee",
    FeeClaimKind.AWARD: "in_award",
    FeeClaimKind.BRAND: "in_award",
    FeeClaimKind.UPKEEP: "in_award",
    FeeClaimKind.BONUS: "in_award",
    FeeClaimKind.MATCHING: "in_matching",
    FeeClaimKind.SHARE: "in_other",
    FeeClaimKind.RENT: "in_rent",
    FeeClaimKind.OTHER: "in_other",
}
BUDGETED: Final = "in_fiscal"  # the other kinds of claims
DONATED: Final = "in_donation"
RAISED: Final = "in_raised"
# what is neither earned nor spent: moved between purses of one place, or taken back at year end
PASSING: Mapping[str, object] = {
    Kind.CARRY: Kind.CARRY.label,
    Kind.LAPSE: Kind.LAPSE.label,
    Kind.TRANSFER: Kind.TRANSFER.label,
}


@dataclass(frozen=True)
class Period:
    """A quarter, or a whole year where no quarter is named."""

    year: int
    quarter: int = 0

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, MONTHS * (self.quarter - 1) + 1 if self.quarter else 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        after = self.after.first if self.quarter else date(self.year + 1, 1, 1)
        return date.fromordinal(after.toordinal() - 1)

    @property
    def after(self) -> "Period":
        """The period that follows."""
        if not self.quarter:
            return Period(self.year + 1)
        return Period(self.year + self.quarter // 4, self.quarter % 4 + 1)

    @property
    def before(self) -> "Period":
        """The period that it follows."""
        if not self.quarter:
            return Period(self.year - 1)
        return (
            Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)
        )

    @property
    def a_year_ago(self) -> "Period":
        """The same period of the year before."""
        return Period(self.year - 1, self.quarter)


def period_of(day: date) -> Period:
    """The quarter in which a day lies."""
    return Period(day.year, (day.month - 1) // MONTHS + 1)


@dataclass(frozen=True)
class Flowed:
    """What came (positive) or went (negative) from one fund under one heading."""

    fund: str
    heading: str
    fen: int


@dataclass(frozen=True)
class OfFund:
    """The money of one fund: what was there, and what is, of it held for something.

    `off` is by how much the accounts differ from what was posted to them: nothing, or a fault.
    """

    fund: str
    opening: int
    closing: int
    held: int
    off: int = 0


@dataclass(frozen=True)
class Owed:
    """What one body owes at the end, and how much of it should have been paid."""

    body: int
    fen: int
    overdue: int
    since: date | None


@dataclass(frozen=True)
class Accounts:
    """All of it."""

    funds: Sequence[OfFund] = ()
    flows: Sequence[Flowed] = ()
    owed: Sequence[Owed] = ()
    passed: Sequence[Flowed] = field(default=())

    @property
    def opening(self) -> int:
        """What was there at the beginning."""
        return sum(one.opening for one in self.funds)

    @property
    def closing(self) -> int:
        """What is there at the end, what is held included."""
        return sum(one.closing for one in self.funds)

    @property
    def held(self) -> int:
        """What of it is set aside."""
        return sum(one.held for one in self.funds)

    @property
    def received(self) -> int:
        """What came in."""
        return sum(one.fen for one in self.flows if one.fen > 0)

    @property
    def spent(self) -> int:
        """What went out."""
        return -sum(one.fen for one in self.flows if one.fen < 0)

    @property
    def moved_on(self) -> int:
        """What was neither earned nor spent: less than nothing where the year's rest went back."""
        return sum(one.fen for one in self.passed)

    @property
    def claimed(self) -> int:
        """What others owe."""
        return sum(one.fen for one in self.owed)

    @property
    def overdue(self) -> int:
        """What of it should have been paid."""
        return sum(one.overdue for one in self.owed)


def is_passing(kind: str, net: int) -> bool:
    """Whether a posting earns and spends nothing; to hand money to another area does."""
    return kind in PASSING and not (kind == Kind.TRANSFER and net)


def heading_of_claim(kind: str) -> str:
    """Under which heading the payment of a claim came in."""
    return CLAIMED.get(kind, BUDGETED)


def check_reconciled(accounts: Accounts) -> None:
    """What the accounts hold is what was posted to them, fund by fund."""
    wrong = [f"{one.fund} {yuan(one.off)}" for one in accounts.funds if one.off]
    if wrong:
        sentence = _("账户余额与逐笔记账的合计不一致：%(funds)s。请先到对账页面查明原因，再公开。")
        raise Refused("money.not-reconciled", sentence % {"funds": "、".join(wrong)})


def summed(flows: Iterable[Flowed]) -> list[Flowed]:
    """One line for each fund and heading; nothing that makes nothing."""
    found: dict[tuple[str, str], int] = {}
    for one in flows:
        key = one.fund, one.heading
        found[key] = found.get(key, 0) + one.fen
    return [Flowed(*key, fen) for key, fen in sorted(found.items()) if fen]
