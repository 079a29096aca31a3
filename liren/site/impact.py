"""What other apps add to the preview of a change of boundaries, and what never follows one.

A contribution gets the successors as they will be and gives lines of figures; where something is
missing it gives None and says why. Rows of a model in `STAYS` belong to the area of their time:
a figure that was declared for a community in one year stays that community's.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from liren.apps.lineage.rules import Contribution, Impact, Line, Successor
from liren.apps.standards.models import Declared
from liren.apps.standards.queries import figures
from liren.kernel.base.clock import today

SHOWN = ("staff.quota", "premises.need", "funding.year")
FACTS = ("households", "residents", "voters")


def standards(successors: Sequence[Successor]) -> Sequence[Line]:
    """Staff, premises and money that each successor would need by the rules of its day."""
    found = figures.rules_on(successors[0].day) if successors else None
    if found is None:
        return []
    listed = {one.order: figures.lines(found, dict(_facts(one))) for one in successors}
    by_order = {order: {line.key: line for line in lines} for order, lines in listed.items()}
    rows = []
    for key in SHOWN:
        known = {order: lines[key] for order, lines in by_order.items() if key in lines}
        if known:
            one = next(iter(known.values()))
            said = {order: _number(line) for order, line in known.items()}
            lacks = next((line.sentence for line in known.values() if line.sentence), "")
            rows.append(Line(one.label, said, one.unit, source=_("标准测算"), why=lacks))
    return rows


def _number(line: figures.Line) -> str | None:
    return None if line.value is None else line.shown


def _facts(one: Successor) -> Iterable[tuple[str, Decimal]]:
    for name in FACTS:
        number = getattr(one, name)
        if number is not None:
            yield name, Decimal(number)
    yield "communities", Decimal(1)
    yield "subdistrict_code", Decimal(one.office[:9])


def households(keys: Sequence[int]) -> Mapping[int, int]:
    """The newest confirmed number of households of each community."""
    rows = Declared.objects.filter(area__in=keys, key="households", day__lte=today())
    rows = rows.exclude(confirmed_at=None).order_by("day", "confirmed_at")
    return {row.area_id: int(row.value) for row in rows}


CONTRIBUTIONS: tuple[Contribution, ...] = (standards,)
STAYS = frozenset({"lineage.change", "standards.declared"})

IMPACT = Impact(contributions=CONTRIBUTIONS, stays=STAYS, households=households)
