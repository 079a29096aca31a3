"""What stands on papers: tables that are cut where they get too long, vouchers, headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.conf import settings

from liren.kernel.base.money import capital_yuan, full_yuan

FULL_LINE = 20  # characters of a heading in the second size between the margins
LEAST_LINE = 4
VOUCHER_LINES = 6
# a line of a heading ends well after these, badly before those
AFTER, BEFORE = "的和与及并、，。；》」”）", "的了和与及、，。；：？！》」”）"
NEVER_AFTER = "《「“（〔第"


# ── tables ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Column:
    """One column: its head, whether it holds figures, its share of the width in per cent."""

    head: str
    figures: bool = False
    width: int = 0


@dataclass(frozen=True)
class Table:
    """A table whose head stands on every page; `left` rows did not fit on paper."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Sequence[Any]] = ()
    caption: str = ""
    left: int = 0

    @property
    def shown(self) -> int:
        """How many rows stand on the paper."""
        return len(self.rows)

    @property
    def has_widths(self) -> bool:
        """Whether the columns say how wide they are."""
        return any(one.width for one in self.columns)

    @property
    def lines(self) -> list[list[tuple[Any, Column]]]:
        """Each cell with its column."""
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]

    @property
    def last_lines(self) -> list[list[tuple[Any, Column]]]:
        """The totals, cell by cell."""
        return [list(zip(row, self.columns, strict=True)) for row in self.totals]


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    totals: Sequence[Sequence[Any]] = (),
    caption: str = "",
    most: int = 0,
) -> Table:
    """A table of at most `most` rows, or as many as the setting allows; it says what is left."""
    lines = iter(rows)
    shown = list(islice(lines, most or settings.LIREN_PDF_ROWS))
    return Table(columns, shown, totals, caption, sum(1 for _row in lines))


# ── vouchers ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class VoucherLine:
    """One line of a voucher, in fen."""

    summary: str
    account: str
    debit: int = 0
    credit: int = 0

    @property
    def in_debit(self) -> str:
        """The amount as it stands in the column; nothing for none."""
        return full_yuan(self.debit) if self.debit else ""

    @property
    def in_credit(self) -> str:
        """The amount as it stands in the column; nothing for none."""
        return full_yuan(self.credit) if self.credit else ""


@dataclass(frozen=True)
class Voucher:
    """记账凭证: half a page for each six lines; who had no hand in it stays empty."""

    organ: str
    number: str
    day: date
    lines: Sequence[VoucherLine]
    attachments: int = 0
    book: str = ""
    head: str = ""
    keeper: str = ""
    cashier: str = ""
    checker: str = ""
    maker: str = ""

    @property
    def halves(self) -> list["Half"]:
        """The half pages that it takes."""
        starts = range(0, max(len(self.lines), 1), VOUCHER_LINES)
        whole = [self.lines[at : at + VOUCHER_LINES] for at in starts]
        return [Half(self, lines, n, len(whole)) for n, lines in enumerate(whole, start=1)]


@dataclass(frozen=True)
class Half:
    """One half page of a voucher."""

    voucher: Voucher
    lines: Sequence[VoucherLine]
    n: int
    of: int
    gaps: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "gaps", range(VOUCHER_LINES - len(self.lines)))

    @property
    def is_last(self) -> bool:
        """Whether the totals stand on this half."""
        return self.n == self.of

    @property
    def debit(self) -> str:
        """The sum of the left side."""
        return full_yuan(sum(one.debit for one in self.voucher.lines))

    @property
    def credit(self) -> str:
        """The sum of the right side."""
        return full_yuan(sum(one.credit for one in self.voucher.lines))

    @property
    def in_words(self) -> str:
        """The sum in characters that cannot be altered."""
        return capital_yuan(sum(one.debit for one in self.voucher.lines))


# ── headings ────────────────────────────────────────────────────────────────────────────────


def heading_lines(heading: str, most: int = FULL_LINE) -> list[str]:
    """A heading in lines of about one length: no single character is left over on the last."""
    text = heading.strip()
    wanted = -(-len(text) // most)
    if wanted <= 1:
        return [text]
    goal = len(text) / wanted
    at = min(range(LEAST_LINE, len(text) - LEAST_LINE + 1), key=lambda at: _cost(text, at, goal))
    return [text[:at], *heading_lines(text[at:], most)]


def _cost(text: str, at: int, goal: float) -> float:
    """How badly a line would end here."""
    before, after = text[at - 1], text[at]
    cost = abs(at - goal)
    if after in BEFORE or before in NEVER_AFTER or _is_one_word(before, after):
        cost += 100
    return cost - (2.5 if before in AFTER else 0)


def _is_one_word(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
