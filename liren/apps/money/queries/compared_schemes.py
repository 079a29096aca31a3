"""The schemes of all places beside each other, with what each would give an area."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from liren.apps.money.models import Scheme
from liren.apps.money.queries.counting import Count, count_of
from liren.apps.money.queries.gaps import LEVELS
from liren.apps.money.queries.grants import places_of
from liren.apps.money.rules.schemes import fen_of_figure
from liren.apps.standards.queries.columns import exact, places
from liren.apps.standards.queries.inputs import facts
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import outermost
from liren.kernel.policy.models import Formula, Pack

READ = "money.schemes"


@dataclass(frozen=True)
class Offer:
    """One scheme in one area: its formula, the sum over the areas it is for, what is unknown."""

    scheme: Scheme
    formula: Formula | None
    areas: int
    unknown: int
    fen: int | None


@dataclass(frozen=True)
class Offers:
    """All schemes of one place."""

    pack: Pack
    rows: Sequence[Offer]


def offers(area: Area, year: int) -> list[Offers]:
    """The place in force first, then the others, each with its own rules and these facts."""
    packs = Pack.objects.filter(pk__in=Scheme.objects.order_by().values("pack"))
    return [_offered(pack, area, year) for pack in packs.order_by("-in_force", "pk")]


def _offered(pack: Pack, area: Area, year: int) -> Offers:
    count = count_of(area, year, pack=pack.code)
    rows = [one for one in count.schemes if one.pack_id == pack.pk]
    return Offers(pack, [_offer(count, one) for one in rows])


def _offer(count: Count, scheme: Scheme) -> Offer:
    """The sum by the column back end: as quick for a thousand communities as for one."""
    areas = places_of(count.ground, scheme)
    formula = count.rules.scope.formulas.get(scheme.formula)
    if not areas:
        return Offer(scheme, formula, 0, 0, None)
    needs = [one.key for one in count.rules.needs(scheme.formula) if one.key in facts()]
    where = places(count.ground, areas, needs)
    column = np.asarray(where.figures(count.rules, [scheme.formula])[scheme.formula])
    unknown = int(np.isnan(column).sum())
    known = column[~np.isnan(column)]
    yuan = exact(float(known.sum())) if known.size else None
    fen = fen_of_figure(Decimal(yuan)) if yuan is not None else None
    return Offer(scheme, formula, len(areas), unknown, fen)


def areas_for(actor: Actor) -> list[Area]:
    """The areas for which one may look at schemes, the highest and what lies right below."""
    rows = Area.objects.allowed(actor, READ).valid().filter(level__in=LEVELS).order_by("path")
    upper = outermost(area.path for area in rows)
    depth = min((path.count(".") for path in upper), default=0) + 1
    return [area for area in rows if area.path.count(".") <= depth]
