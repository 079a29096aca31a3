"""One posting as a voucher: who made it, who checked it, which accounts it moved."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q

from liren.apps.money.models import Category, Claim, Fee, Fund, Pledge, Purse
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.choices import _
from liren.kernel.ledger.models import Account, Line, Posting

READ = "money.purses"
OWNERS = (Purse, Claim, Pledge, Fee)
MADE = ("by", "asked_by", "drafted_by", "recorded_by")
CHECKED = ("confirmed_by", "decided_by", "approved_by", "paid_by")


class Named(NamedTuple):
    """A line of a voucher with the account in words; `row` opens."""

    line: Line
    account: str
    row: Any

    @property
    def debit(self) -> int:
        """What came into the account."""
        return max(self.line.amount, 0)

    @property
    def credit(self) -> int:
        """What left it."""
        return max(-self.line.amount, 0)


class Found(NamedTuple):
    """A posting with all that stands on its voucher."""

    posting: Posting
    lines: list[Named]
    about: Any
    area: Area | None
    maker: str
    checker: str
    papers: int


def voucher_for(actor: Actor, uid: UUID) -> Found:
    """The voucher, if the actor may see a purse, a claim or a pledge that it moved."""
    posting = Posting.objects.select_related("by", "reverses").get(uid=uid)
    lines = list(posting.lines.select_related("account__parent").order_by("-amount", "pk"))
    accounts = {key for one in lines for key in (one.account_id, one.account.parent_id) if key}
    owners = owners_of(accounts)
    seen = seen_by(actor, owners.values())
    if not seen:
        raise Posting.DoesNotExist
    about = row_of(posting.about)
    maker, checker = hands(posting, about)
    named = [Named(one, name_of(one.account, owners), owner(one, owners)) for one in lines]
    return Found(posting, named, about, seen[0].area, maker, checker, papers(about))


def owners_of(accounts: Iterable[int]) -> dict[int, Any]:
    """The rows to which accounts belong, by account."""
    keys = list(accounts)
    found: dict[int, Any] = {}
    for model in OWNERS:
        rows = model._default_manager.filter(account__in=keys).select_related("area")
        found |= {row.account_id: row for row in rows}
    for row in Pledge.objects.filter(deposit__in=keys).select_related("area"):
        found[row.deposit_id] = row
    return found


def seen_by(actor: Actor, rows: Iterable[Any]) -> list[Any]:
    """Those of the rows that the actor may read."""
    found = []
    for row in rows:
        verb = Q(pk=row.pk)
        if type(row)._default_manager.allowed(actor, READ).filter(verb).exists():
            found.append(row)
    return found


def owner(line: Line, owners: dict[int, Any]) -> Any:
    """What an account belongs to, itself or through the one it was set aside of."""
    return owners.get(line.account_id) or owners.get(line.account.parent_id or 0)


def name_of(account: Account, owners: dict[int, Any]) -> str:
    """An account in words."""
    row = owners.get(account.pk) or owners.get(account.parent_id or 0)
    if row is not None:
        held = _("（预留）") if account.parent_id else ""
        return f"{_('%(area)s %(what)s') % {'area': row.area, 'what': row}}{held}"
    sphere, _slash, key = account.code.partition("/")
    if sphere in ("promise", "cash") and key.isdigit():
        words = {"body": Body.objects.filter(pk=int(key)).first() or key}
        said = _("%(body)s 承诺拨付") if sphere == "promise" else _("%(body)s 拨付资金")
        return str(said % words)
    return outside(key.partition("/")[0])


def outside(what: str) -> str:
    """Where money came from or went outside, in words."""
    heading = Category.objects.filter(code=what).first()
    fund = Fund.objects.filter(code=what).first()
    return str(heading or (fund and _("交回：%(fund)s") % {"fund": fund}) or _("系统外"))


def row_of(about: str) -> Model | None:
    """The row for which something was posted."""
    label, _colon, key = about.partition(":")
    if not key.isdigit() or not label.startswith("money."):
        return None
    found: Model | None = apps.get_model(label)._default_manager.filter(pk=int(key)).first()
    return found


def hands(posting: Posting, about: Any) -> tuple[str, str]:
    """Who made it and who checked it; of a reversal only who did it."""
    if posting.kind == Kind.REVERSE or about is None:
        return posting.by.name if posting.by else "", ""
    return first_name(about, MADE), first_name(about, CHECKED)


def first_name(row: Any, names: Iterable[str]) -> str:
    """The first person that a row names."""
    people = (getattr(row, name, None) for name in names)
    return next((one.name for one in people if one), "")


def papers(about: Any) -> int:
    """How many papers lie with it."""
    invoices = getattr(about, "invoices", None)
    if invoices is not None:
        return int(invoices.count())
    return int(bool(getattr(about, "paper", "") or getattr(about, "document", "")))


def number_of(posting: Posting) -> str:
    """The number on the voucher: the year and its place in the books."""
    return f"{posting.day.year}-{posting.pk:06d}"
