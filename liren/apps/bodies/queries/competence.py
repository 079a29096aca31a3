"""Who there is, and who is competent for something at a place."""

from collections.abc import Sequence

from django.db.models import QuerySet

from liren.apps.bodies.models import Body, BodyKind, Function
from liren.apps.bodies.rules import competence
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.policy.values import kept


def body_for(actor: Actor, code: str) -> Body:
    """The body with this code, if this actor may see it."""
    body: Body = Body.objects.allowed(actor, "bodies.view").select_related("area").get(code=code)
    return body


def bodies_for(actor: Actor) -> QuerySet[Body]:
    """The bodies that this actor may see, by area."""
    rows: QuerySet[Body] = Body.objects.allowed(actor, "bodies.view").select_related("area")
    return rows.order_by("area_path", "kind", "code")


def competent(wanted: Sequence[str], where: Area) -> list[Body]:
    """Bodies whose area holds the place, the competent ones first, the nearest before the far."""
    parts = where.path.rstrip(".").split(".")
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    bodies = list(Body.objects.filter(area_path__in=paths))
    far = len(wanted)

    def order(body: Body) -> tuple[int, int, str]:
        rank = competence(body.functions, wanted)
        return (far if rank is None else rank, -len(body.area_path), body.code)

    return sorted(bodies, key=order)


def is_competent(body: Body, wanted: Sequence[str]) -> bool:
    """Whether one of the wanted functions is the body's."""
    return competence(body.functions, wanted) is not None


@kept
def kind_names() -> dict[str, BodyKind]:
    """Kinds of bodies by code."""
    return {kind.code: kind for kind in BodyKind.objects.all()}


@kept
def function_names() -> dict[str, Function]:
    """Functions by code."""
    return {function.code: function for function in Function.objects.all()}
