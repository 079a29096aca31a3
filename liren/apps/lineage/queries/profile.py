"""What stands on the page of an area: where it came from, who keeps it, what is planned."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liren.apps.lineage.models import Change, Descent
from liren.apps.lineage.queries.changes import custodies_of
from liren.apps.lineage.rules import OPEN
from liren.apps.places.rules import Block
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level

Link = tuple[object, str, object]


def block_of(actor: Actor, area: Area) -> Iterable[Block]:
    """A card that leads to the family tree, to custodies and to what is planned here."""
    if area.level != Level.COMMUNITY:
        return
    links = [_tree(area), *_kept(area), *_planned(actor, area)]
    if actor.may("lineage.draft") and area.parent:
        address = f"{reverse('lineage.draft')}?office={area.parent.code}"
        links.append((_("起草辖区调整"), address, _("拆分、合并、更名、划转、代管")))
    yield Block(_("沿革"), links=tuple(links))


def _tree(area: Area) -> Link:
    last = Descent.objects.filter(successor=area).order_by("-day").first()
    said = _("没有调整过")
    if last:
        said = _("最近一次调整：%(day)s") % {"day": date_format(last.day, "Y-m-d")}
    return _("从哪里来，到哪里去"), reverse("lineage.area", args=[area.code]), said


def _kept(area: Area) -> Iterable[Link]:
    for one in custodies_of(area):
        words = {"keeper": one.keeper, "place": one.area}
        until = _("到 %(day)s") % {"day": date_format(one.until, "Y-m-d")}
        yield (
            _("%(keeper)s代管%(place)s") % words,
            reverse("lineage.area", args=[area.code]),
            until,
        )


def _planned(actor: Actor, area: Area) -> Iterable[Link]:
    rows = Change.objects.allowed(actor, "lineage.view").filter(predecessors=area)
    for one in rows.filter(state__in=OPEN):
        yield one.title, one.get_absolute_url(), one.get_state_display()
