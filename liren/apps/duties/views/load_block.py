"""What stands on the page of an area about what is asked of its communities."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.duties.queries.burdens import late
from liren.apps.duties.queries.loads import LEVELS, READ, burdens_of, handed
from liren.apps.duties.rules.assignments import OPEN
from liren.apps.places.rules import Block, Tile
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area


def load_block(actor: Actor, area: Area) -> Iterable[Tile | Block]:
    """Live tasks and burdens as figures that open, and the way to the burden page."""
    if area.valid_to or area.level not in LEVELS or not permits(actor, READ, area):
        return
    code = area.code
    tasks = reverse("duties.assignments") + f"?area={code}&tab=open"
    burdens = reverse("duties.burdens") + f"?area={code}"
    rows = burdens_of(area.path)
    overdue = rows.filter(late()).count()
    yield Tile(_("在办交办"), handed(area.path).filter(state__in=OPEN).count(), tasks, "send")
    yield Tile(_("负担"), rows.count(), burdens, "clipboard-list")
    small = _("%(n)d 项清理逾期") % {"n": overdue} if overdue else ""
    links = (
        (_("减负看板"), reverse("duties.load") + f"?area={code}", ""),
        (_("负担清单"), burdens, small),
        (_("工时估计"), reverse("duties.estimates") + f"?area={code}", ""),
    )
    yield Block(_("交办和负担"), links=links)
