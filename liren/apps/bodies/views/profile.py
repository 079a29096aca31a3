"""What the page of an area tells of its bodies."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.bodies.queries.institutions import adopted_at, model_of, responsible
from liren.apps.bodies.rules.institutions import Part
from liren.apps.places.rules import Block
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.policy.models import spoken

TOLD = (Part.LEADS, Part.DECIDES, Part.EXECUTES, Part.SUPERVISES, Part.PAYS)


def profile(actor: Actor, area: Area) -> Iterator[Block]:
    """Who leads, decides, executes, supervises and pays here, with the way to the chart."""
    if not actor.may("bodies.view") or area.level in (Level.GRID, Level.MICRO_GRID):
        return
    chart = reverse("bodies.chart", args=[area.code])
    model, adopted = model_of(area), adopted_at(area.path)
    if model is None or adopted is None or area.level != Level.COMMUNITY:
        yield Block(_("机构关系"), links=((_("机构关系图"), chart, ""),))
        return
    small = _("自 %(day)s 起实行") % {"day": adopted.since.isoformat()}
    links: list[tuple[Any, str, Any]] = [(spoken(model.zh, model.en), chart, small)]
    for part in TOLD:
        names = _("、").join(str(body) for body in responsible(area, part))
        if names:
            links.append((names, chart, part.label))
    yield Block(_("谁决定、谁执行、谁监督"), links=tuple(links), more=chart)
