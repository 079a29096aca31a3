"""Which schemes hold in a year, and where each of them applies."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from liren.apps.money.models import Scheme
from liren.apps.standards.queries.known import Ground
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.policy.values import packs_in_force


def schemes_on(day: date, packs: Sequence[int] | None = None) -> list[Scheme]:
    """What packs grant on a day: of each code the nearest pack's, and of that the newest."""
    order = packs_in_force() if packs is None else tuple(packs)
    still = Q(valid_to=None) | Q(valid_to__gte=day)
    rows = Scheme.objects.filter(still, pack__in=order, valid_from__lte=day)
    found: dict[str, Scheme] = {}
    for row in sorted(rows.select_related("pack", "fund"), key=lambda r: r.valid_from):
        held = found.get(row.code)
        if held is None or order.index(row.pack_id) <= order.index(held.pack_id):
            found[row.code] = row
    return sorted(found.values(), key=lambda row: row.pk)


def places_of(ground: Ground, scheme: Scheme) -> list[Area]:
    """The areas that a scheme is for: they stood then, and still stand to be paid."""
    day = today()
    return [one for one in ground.at(scheme.level) if one.valid_to is None or one.valid_to >= day]


class Debtors:
    """Who owes a scheme where: the body with its function in the areas around."""

    def __init__(self, top: Area, functions: Iterable[str]) -> None:
        parts = top.path.rstrip(".").split(".")
        around = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
        where = Q(area_path__in=around) | Q(area_path__startswith=top.path)
        self.bodies: dict[str, list[Body]] = {}
        for function in set(functions):
            rows = Body.objects.standing().filter(where, functions__contains=[function])
            self.bodies[function] = list(rows.select_related("area").order_by("pk"))

    def of(self, area: Area, scheme: Scheme) -> Body | None:
        """The nearest one at the level of the fund, else the nearest there is."""
        around = [
            body
            for body in self.bodies.get(scheme.debtor, ())
            if area.path.startswith(body.area_path)
        ]
        meant = [body for body in around if body.area.level == scheme.fund.level] or around
        return max(meant, key=lambda body: len(body.area_path), default=None)
