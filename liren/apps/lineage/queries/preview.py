"""The preview: what each successor would get, and whether it would be of the right size."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Model, Q
from django.utils.translation import gettext as _

from liren.apps.cases.models import Case
from liren.apps.cases.rules import OPEN
from liren.apps.lineage.models import Change
from liren.apps.lineage.queries.plan import Plan, along, impact, plan_of
from liren.apps.lineage.rules import Line, Size, Successor, size_of
from liren.apps.places.models import Dwelling, Estate
from liren.apps.places.rules import Use
from liren.kernel.access.models import Area, Body, Grant, Level
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import parameter

SIZE = "places.community_households"


@dataclass(frozen=True)
class Preview:
    """All that somebody has to know before a change is proposed."""

    successors: Sequence[Successor]
    lines: Sequence[Line]
    sizes: Sequence[Size]
    source: str


def preview(change: Change) -> Preview:
    """What each successor would get; computed anew whenever it is asked for."""
    plan = plan_of(change)
    dwellings = _counted(plan, Dwelling, homes)
    successors = [_successor(plan, part, dwellings) for part in plan.parts]
    lines = [*_own(plan, dwellings)]
    for contribution in impact().contributions:
        lines += contribution(successors)
    bounds, source = bounds_on(change)
    sizes = [size_of(one.name, one.households, bounds) for one in successors] if bounds else []
    return Preview(successors, lines, sizes, source)


def bounds_on(change: Change) -> tuple[Sequence[int], str]:
    """The size of a community that the rule wants on the day of the change, and its source."""
    try:
        rule = parameter(SIZE, change.effective)
    except Refused:
        return (), _("这里的政策包没有规定社区规模，无法核对。")
    return rule.value, rule.source


def _successor(plan: Plan, part: Any, dwellings: Counter[int]) -> Successor:
    households = part.households
    if households is None:
        households = dwellings[part.order] or None
    return Successor(
        order=part.order,
        code=part.code or (part.continues.code if part.continues else ""),
        name=str(part),
        office=part.parent.code,
        day=plan.change.effective,
        households=households,
        residents=part.residents,
        voters=part.voters,
    )


def _own(plan: Plan, dwellings: Counter[int]) -> Iterable[Line]:
    grids = Counter(plan.of_area(area).order for area in plan.inner)
    yield _line(plan, _("网格"), grids, _("个"))
    estates = _counted(plan, Estate, lambda rows: rows.filter(valid_to=None))
    yield _line(plan, _("小区"), estates, _("个"))
    yield _line(plan, _("住房"), dwellings, _("套"))
    cases = _counted(plan, Case, lambda rows: rows.filter(state__in=OPEN))
    yield _line(plan, _("在办事件"), cases, _("件"))
    yield _line(plan, _("全部事件"), _counted(plan, Case), _("件"))
    yield _line(plan, _("机构"), _counted(plan, Body), _("个"))
    yield _line(plan, _("授权的人"), _holders(plan), _("人"))
    for label, figure in (
        (_("户"), "households"),
        (_("人口"), "residents"),
        (_("选民"), "voters"),
    ):
        said = {part.order: getattr(part, figure) for part in plan.parts}
        yield Line(label, said, source=_("方案中填报"), why=_("方案中没有填报"))


def _line(plan: Plan, label: str, counted: Counter[int], unit: str) -> Line:
    orders = [part.order for part in plan.parts]
    return Line(label, {order: counted[order] for order in orders}, unit)


def homes(rows: Any) -> Any:
    """The dwellings in which people live today."""
    return rows.filter(valid_to=None, use=Use.RESIDENTIAL)


def _counted(
    plan: Plan, model: type[Model], narrow: Callable[[Any], Any] = lambda rows: rows
) -> Counter[int]:
    """Rows by successor: those in grids go with their grid, the others one by one."""
    found: Counter[int] = Counter()
    rows = narrow(model._default_manager.all())
    for area in plan.inner:
        found[plan.of_area(area).order] += rows.filter(subtree("area_path", area.path)).count()
    direct = rows.filter(area__in=plan.predecessors)
    direct = direct.select_related(*along(model)) if along(model) else direct
    for row in direct.iterator(chunk_size=2000):
        found[plan.of_row(row).order] += 1
    return found


def _holders(plan: Plan) -> Counter[int]:
    """People whose offices would reach a successor."""
    found: set[tuple[int, int]] = set()
    for grant in _grants(plan):
        named = plan.of_holder(grant.user_id)
        heirs = [named] if named else _heirs(plan, grant.area)
        found |= {(part.order, grant.user_id) for part in heirs}
    return Counter(order for order, _user in found)


def _grants(plan: Plan) -> Iterable[Any]:
    inside = Q(area__in=plan.predecessors) | Q(area__in=plan.inner)
    return Grant.objects.holding(today()).filter(inside).select_related("area")


def _heirs(plan: Plan, area: Any) -> Sequence[Any]:
    if area.parent_id in {one.pk for one in plan.predecessors}:
        return [plan.of_area(area)]
    return plan.heirs(area)


@dataclass(frozen=True)
class Measured:
    """A community with its households and what the rule says to them."""

    area: Area
    households: int | None
    size: Size


def sizes_in(offices: Iterable[Area]) -> tuple[list[Measured], str]:
    """The communities of these subdistricts measured against the rule in force, and its source."""
    rows = Area.objects.valid().filter(level=Level.COMMUNITY, parent__in=list(offices))
    areas = list(rows.order_by("path"))
    try:
        rule = parameter(SIZE)
    except Refused as no:
        return [], str(no)
    counted = households_of(areas)
    found = [
        Measured(one, counted.get(one.pk), size_of(one, counted.get(one.pk), rule.value))
        for one in areas
    ]
    return found, rule.source


def households_of(areas: Sequence[Area]) -> dict[int, int]:
    """Households by area: as declared, else the number of dwellings, else nothing."""
    declared = impact().households([area.pk for area in areas])
    return {**dict(_dwellings_of(areas)), **declared}


def _dwellings_of(areas: Sequence[Area]) -> Iterable[tuple[int, int]]:
    if not areas:
        return
    inside = reduce(or_, (subtree("area_path", area.path) for area in areas))
    rows = homes(Dwelling.objects.filter(inside)).values_list("area_path").annotate(Count("pk"))
    keys = {area.path: area.pk for area in areas}
    depth = areas[0].path.count(".")
    found: Counter[int] = Counter()
    for path, number in rows:
        found[keys[".".join(path.split(".")[:depth]) + "."]] += number
    yield from found.items()
