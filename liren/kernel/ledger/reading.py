"""What the books say: balances now and as of a day, what is set aside, the lines of an account."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet, Sum

from liren.kernel.ledger.models import Account, Line, Posting


def balance(code: str) -> int:
    """What is in an account; nothing where there is none."""
    found: int | None = Account.objects.filter(code=code).values_list("amount", flat=True).first()
    return found or 0


def balance_on(account: Account, day: date) -> int:
    """What was in an account at the end of a day.

    Counted back from now, because what came since is mostly little.
    """
    since = Line.objects.filter(account=account, day__gt=day).aggregate(sum=Sum("amount"))["sum"]
    return account.amount - (since or 0)


def held(account: Account) -> int:
    """What is set aside of an account and neither used nor given back."""
    return account.set_aside.aggregate(sum=Sum("amount"))["sum"] or 0


def moved(accounts: Iterable[Account], first: date, last: date) -> Mapping[int, tuple[int, int]]:
    """What each account gained and lost from the first to the last day, by key."""
    lines = Line.objects.filter(account__in=list(accounts), day__range=(first, last))
    gains = dict(_sums(lines.filter(amount__gt=0)))
    losses = dict(_sums(lines.filter(amount__lt=0)))
    return {key: (gains.get(key, 0), -losses.get(key, 0)) for key in gains.keys() | losses.keys()}


def _sums(lines: QuerySet[Line]) -> Iterable[tuple[int, int]]:
    return lines.values_list("account_id").annotate(sum=Sum("amount"))


def statement(account: Account) -> QuerySet[Line]:
    """The lines of an account with their postings, newest first."""
    lines = Line.objects.filter(account=account).select_related("posting__by")
    return lines.order_by("-day", "-id")


def postings(about: str) -> QuerySet[Posting]:
    """What was posted for a row, in order."""
    return Posting.objects.filter(about=about).order_by("id")
