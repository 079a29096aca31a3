"""What earlier runs gave: the year before, the same year, and what is granted only once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Sum

from liren.apps.money.models import Entitlement
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import ClaimState
from liren.apps.money.rules.schemes import BOOKED
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.ledger.models import Line

Name = tuple[int, str]  # an area, and the code of a scheme


class Former(NamedTuple):
    """What was counted for an area the year before."""

    fen: int | None
    figure: Mapping[str, Any]
    struck: bool


class Once(NamedTuple):
    """When something that is granted once was granted."""

    year: int
    fen: int


def year_before(top: Area, year: int) -> dict[Name, Former]:
    """Of the last run of the year before that two people agreed to."""
    rows = Entitlement.objects.filter(
        subtree("area_path", top.path), run__year=year - 1, run__state__in=BOOKED
    )
    facts = rows.order_by("run_id").values_list(
        "area_id", "scheme__code", "fen", "figure", "struck_at"
    )
    return {(area, code): Former(fen, fig, bool(at)) for area, code, fen, fig, at in facts}


def posted(top: Area, year: int) -> dict[Name, int]:
    """What claims of this year were raised and did not fall away, by area and scheme."""
    return _posted(Entitlement.objects.filter(subtree("area_path", top.path)), year)


def posted_in(areas: Iterable[int], year: int) -> dict[Name, int]:
    """The same for single areas."""
    return _posted(Entitlement.objects.filter(area__in=set(areas)), year)


def _posted(rows: Any, year: int) -> dict[Name, int]:
    rows = rows.filter(run__year=year, claim__isnull=False).order_by()
    alive = rows.exclude(claim__state=ClaimState.CANCELLED)
    sums = alive.values_list("area_id", "scheme__code").annotate(sum=Sum("claim__fen"))
    found = {(area, code): fen for area, code, fen in sums}
    for name, fen in paid(rows.filter(claim__state=ClaimState.CANCELLED)).items():
        found[name] = found.get(name, 0) + fen
    return found


def paid(rows: Any) -> dict[Name, int]:
    """What was paid of claims before they were cancelled: it is not given again."""
    facts = rows.values_list("claim__account", "area_id", "scheme__code")
    names = {account: (area, code) for account, area, code in facts}
    lines = Line.objects.filter(account__in=names, posting__kind=Kind.REMIT)
    found: dict[Name, int] = defaultdict(int)
    for account, fen in lines.values_list("account_id", "amount"):
        found[names[account]] -= fen
    return found


def once(top: Area, year: int) -> dict[Name, Once]:
    """What is granted once and was, in another year: the first of them."""
    rows = Entitlement.objects.filter(
        subtree("area_path", top.path), scheme__once=True, claim__isnull=False
    )
    rows = rows.exclude(run__year=year).order_by("-run__year", "pk")
    found: dict[Name, Once] = {}
    for given in dict.fromkeys(rows.values_list("run__year", flat=True)):
        sums = _posted(rows, given)
        found |= {name: Once(given, fen) for name, fen in sums.items() if fen}
    return found
