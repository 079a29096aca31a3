"""What places grant their communities, side by side."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.queries.compared_schemes import READ, Offer, areas_for, offers
from liren.apps.money.queries.gaps import LEVELS
from liren.apps.money.queries.runs import years
from liren.apps.money.views.runs import word, year_in
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import part


@require_safe
def schemes(request: Request) -> HttpResponse:
    """Every scheme with formula, source and what it gives the area that is looked at."""
    require(request.actor, READ)
    areas = areas_for(request.actor)
    code = word(request, "area")
    area = next((one for one in areas if one.code == code), areas[0] if areas else None)
    year = year_in(request)
    year = year if year in years() else today().year
    context = {
        "area": area,
        "areas": areas,
        "year": year,
        "years": years(),
        "packs": [
            {"pack": one.pack, "rows": [shown(row) for row in one.rows]}
            for one in (offers(area, year) if area else [])
        ],
        "may_runs": request.actor.may("money.runs"),
        "may_count": request.actor.may("money.count_run"),
    }
    return part(request, "money/schemes.html", "schemes", **context)


def shown(one: Offer) -> dict[str, Any]:
    """One scheme."""
    unit = _("%(n)d 个辖区") % {"n": one.areas}
    if not one.areas:
        said = _("这里没有适用的辖区")
    elif one.unknown == one.areas:
        said = _("缺底数或标准，算不出")
    elif one.unknown:
        said = _("%(areas)s，其中 %(n)d 个算不出") % {"areas": unit, "n": one.unknown}
    else:
        said = unit
    return {
        "row": one.scheme,
        "formula": one.formula,
        "level": LEVEL_WORDS[one.scheme.level],
        "amount": "—" if one.fen is None else yuan(one.fen),
        "said": said,
        "verify": one.scheme.verify or bool(one.formula and one.formula.verify),
    }


LEVEL_WORDS = {str(level.value): level.label for level in LEVELS}
