"""What stands about people on the pages of an area, a building and a dwelling."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.people.queries.households import counted_in, occupancy
from liren.apps.places.models import Building, Dwelling, Level
from liren.apps.places.rules import Block
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area

LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID, Level.MICRO_GRID)


def block_of_area(actor: Actor, area: Area) -> Iterable[Block]:
    """On the page of an area in which one works with people: the list of them."""
    inside = area.path.startswith(tuple(actor.paths("people.find")))
    if area.valid_to or area.level not in LEVELS or not inside:
        return
    # a grid has no name in the list's filter: who works there sees only his own anyway
    asked = f"?area={area.code}" if area.level == Level.COMMUNITY else ""
    yield Block(
        _("人口"),
        links=(
            (
                _("人员名单"),
                reverse("people.find") + asked,
                _("按姓名、号码、住址查找，按标签筛选"),
            ),
            (_("标签和用途"), reverse("people.tags"), _("每个标签用来做什么，谁该核实了")),
        ),
    )


def block_of_home(actor: Actor, row: Building | Dwelling) -> Iterable[Block]:
    """On the page of a dwelling or a building: who lives in it."""
    if not row.area_path.startswith(tuple(actor.paths("people.view"))):
        return
    if isinstance(row, Building):
        lived = occupancy(actor, row)
        words = {"homes": lived.lived_in, "people": lived.people}
        said = _("%(homes)d 套有人住，共 %(people)d 人") % words
        link = (_("整栋楼的住户"), reverse("people.building", args=[row.uid]), said)
    else:
        households, people = counted_in(actor, row)
        words = {"homes": households, "people": people}
        said = _("%(homes)d 户 %(people)d 人") % words if people else _("没有登记住户")
        link = (_("住了谁"), reverse("people.dwelling", args=[row.uid]), said)
    yield Block(_("人口"), links=(link,))
