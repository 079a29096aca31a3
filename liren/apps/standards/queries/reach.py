"""Which areas somebody sees with their figures."""

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import outermost


def area_for(actor: Actor, code: str, verb: str = "standards.view") -> Area:
    """The area of this code, if this actor may do this there."""
    area: Area = Area.objects.allowed(actor, verb).select_related("parent").get(code=code)
    return area


def tops_for(actor: Actor) -> list[Area]:
    """The outermost areas whose figures this actor sees."""
    paths = outermost(actor.paths("standards.view"))
    return list(Area.objects.valid().filter(path__in=paths).order_by("path"))
