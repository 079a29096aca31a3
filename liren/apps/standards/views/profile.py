"""What the page of an area shows of its figures: a few numbers, and the way to all of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.places.rules import Block, Tile
from liren.apps.standards.queries.figures import lines, rules_on, size_of
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.ledger import waiting_in
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Level
from liren.kernel.base.clock import today

SHOWN = ("staff.quota", "premises.need", "funding.year")
TOO_FINE = frozenset({Level.GRID, Level.MICRO_GRID})


def profile(actor: Actor, area: Area) -> Iterator[Tile | Block]:
    """Figures of a community as tiles; of any area the way to figures and facts."""
    if area.level in TOO_FINE or not permits(actor, "standards.view", area):
        return
    url = reverse("standards.view", args=[area.code])
    notes = []
    if area.level == Level.COMMUNITY and (rules := rules_on(today())):
        numbers = ground(area, today()).numbers(area.pk)
        listed = lines(rules, numbers)
        for line in listed:
            if line.key in SHOWN and not line.sentence:
                opened = reverse("standards.figure", args=[area.code, line.key])
                yield Tile(line.label, f"{line.shown} {line.unit}", opened, "scale")
        if size := size_of(listed, numbers.get("households")):
            notes.append((_("社区规模"), url, size[1]))
    waiting = waiting_in(area).count()
    small = _("%(n)d 项待复核") % {"n": waiting} if waiting else ""
    yield Block(
        _("标准测算"),
        links=(
            *notes,
            (_("按规则应有的人员、用房、经费"), url, ""),
            (_("看底数"), reverse("standards.facts", args=[area.code]), small),
            (_("各地会怎么算"), reverse("standards.elsewhere", args=[area.code]), ""),
        ),
    )
