"""Reading the national list of divisions."""

from collections import Counter

from django.db.models import QuerySet

from liren.apps.places.models import Area, Division
from liren.apps.places.queries.search import matches
from liren.apps.places.rules.divisions import full

MOST_CHILDREN = 1000


def division_of(code: str) -> Division | None:
    """The line of a code of 2, 4, 6, 9 or 12 digits."""
    return Division.objects.filter(code=full(code[:12])).first()


def divisions_in(code: str) -> QuerySet[Division]:
    """What lies directly in a division, or the provinces."""
    rows = Division.objects.filter(parent_code=code, valid_to=None).defer("words")
    return rows.order_by("code")[:MOST_CHILDREN]


def way_of(division: Division) -> list[Division]:
    """The divisions on the way from the province to this one, without it."""
    found: list[Division] = []
    code = division.parent_code
    while code and (outer := division_of(code)):
        found.insert(0, outer)
        code = outer.parent_code
    return found


def divisions_like(q: str, limit: int) -> list[Division]:
    """Divisions by name, sound, initials or code."""
    rows = Division.objects.filter(valid_to=None).defer("words")
    return matches(rows, q, limit, code=True, words=True)


def adopted(codes: list[str]) -> set[str]:
    """Which of these codes are areas already."""
    return set(Area.objects.filter(code__in=codes).values_list("code", flat=True))


def levels_below(division: Division) -> Counter[str]:
    """How many divisions of each level lie below one."""
    digits = division.code[: {"province": 2, "city": 4, "district": 6}.get(division.level, 9)]
    rows = Division.objects.filter(
        code__gte=digits.ljust(12, "0"), code__lte=digits.ljust(12, "9"), valid_to=None
    )
    return Counter(rows.values_list("level", flat=True))
