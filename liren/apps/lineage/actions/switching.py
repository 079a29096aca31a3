"""Carrying out: on its day the tree changes in one transaction, the rows follow afterwards."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from shapely import force_2d, union_all
from shapely.geometry import mapping, shape

from liren.apps.lineage import rules
from liren.apps.lineage.actions.course import give_codes
from liren.apps.lineage.actions.custody import begin_custody
from liren.apps.lineage.actions.grants import hand_on
from liren.apps.lineage.models import Change, Custody, Descent, Edition, Part
from liren.apps.lineage.queries.past import begun
from liren.apps.lineage.queries.plan import Plan, plan_of
from liren.apps.lineage.rules import COURSE, ChangeKind
from liren.apps.places.actions import add_area
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Shape
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.later import later


@action("lineage.carry_out")
def carry_out(actor: Actor, change: Change) -> Change:
    """Switch the tree: what was ends the day before, what will be begins on the day."""
    change.state = COURSE.after("lineage.carry_out", change.state)
    rules.check_day_has_come(change.effective, today())
    change.carried_out_at = now()
    if change.kind == ChangeKind.CUSTODY:
        begin_custody(change)
        change.followed_at = change.carried_out_at
    else:
        switch(plan_of(change))
        later("lineage.follow", change=change.pk)
    change.save(update_fields=["state", "carried_out_at", "followed_at"])
    return change


def switch(plan: Plan) -> None:
    """All areas of a change at once, so that nobody ever sees half of it."""
    give_codes(plan.change)
    plan = plan_of(plan.change)
    remember_editions(plan)
    goes = {area.pk: plan.of_area(area) for area in plan.inner}
    heirs = {area.pk: plan.heirs(area) for area in plan.predecessors}
    for part in plan.parts:
        part.area = successor(plan.change, part)
        part.grids = [area.code for area in plan.inner if goes[area.pk] == part]
        part.save(update_fields=["area", "grids"])
    for area in plan.inner:
        if (part := goes[area.pk]).continues_id != area.parent_id:
            move_area(plan.change, area, home_of(part))
    close(plan)
    for part in plan.parts:
        draw(home_of(part), part.geometry)
    for area in plan.predecessors:
        link(plan.change, area, [home_of(part) for part in heirs[area.pk]])
    hand_on(plan, heirs)
    move_custodies(plan)


def home_of(part: Part) -> Area:
    """The area that a part has become."""
    if part.area is None:
        raise LookupError(part.pk)
    return part.area


def remember_editions(plan: Plan) -> None:
    """Keep name and border of the communities that go on under their code."""
    day = plan.change.effective
    for part in plan.parts:
        if (area := part.continues) is not None:
            border = Shape.objects.filter(area=area).values_list("geometry", flat=True).first()
            Edition.objects.create(
                area=area, change=plan.change, name=area.name, name_en=area.name_en,
                geometry=border, valid_from=begun(area), valid_to=day - timedelta(days=1),
            )  # fmt: skip


def successor(change: Change, part: Part) -> Area:
    """The community of a part: the one that goes on, under its new name, or a new one."""
    if part.continues is None:
        day, english = change.effective, part.name_en
        level = rules.COMMUNITY
        return add_area(part.code, part.name, level, part.parent, name_en=english, since=day)
    area = part.continues
    if area.name != part.name:
        area.name, area.name_en = part.name, part.name_en
        area.save(update_fields=["name", "name_en"])
    return area


def move_area(change: Change, area: Area, home: Area) -> Area:
    """A grid goes to another community: it ends under its old code and begins under a new one."""
    taken = Area.objects.filter(code__startswith=home.code).values_list("code", flat=True)
    code = rules.free_inner_code(home.code, list(taken))
    border = Shape.objects.filter(area=area).values_list("geometry", flat=True).first()
    day = change.effective
    english, name = area.name_en, free_name(area, home)
    new = add_area(code, name, area.level, home, name_en=english, shape=border, since=day)
    if not border:
        new.lng, new.lat = area.lng, area.lat
        new.save(update_fields=["lng", "lat"])
    for inner in Area.objects.valid().filter(parent=area).order_by("path"):
        move_area(change, inner, new)
    shut(area, day)
    Descent.objects.create(change=change, predecessor=area, successor=new, day=day)
    return new


def free_name(area: Area, home: Area) -> str:
    """A grid keeps its name unless another of the community bears it already."""
    siblings = Area.objects.valid().filter(parent=home, name=area.name)
    if area.parent is None or not siblings.exists():
        return area.name
    return str(_("%(name)s（原%(old)s）") % {"name": area.name, "old": area.parent.name})


def shut(area: Area, day: date) -> None:
    """The last day of an area is the one before the change."""
    area.valid_to = day - timedelta(days=1)
    area.save(update_fields=["valid_to"])


def close(plan: Plan) -> None:
    """End the communities whose code goes on nowhere."""
    kept = {part.continues_id for part in plan.parts}
    for area in plan.predecessors:
        if area.pk not in kept:
            shut(area, plan.change.effective)


def draw(area: Area, drawn: Any | None) -> None:
    """The border of a community: as drawn in the plan, else around its grids."""
    inside = Shape.objects.filter(area__parent=area, area__valid_to=None)
    grids = [shape(one.geometry) for one in inside]
    if not drawn and not grids:
        return
    whole = shape(drawn) if drawn else union_all(grids)
    border = mapping(force_2d(whole))
    Shape.objects.update_or_create(area=area, defaults={"geometry": border})
    middle = whole.representative_point()
    area.lng, area.lat = middle.x, middle.y
    area.save(update_fields=["lng", "lat"])


def link(change: Change, area: Area, homes: Sequence[Area]) -> None:
    """Write down what came of a community."""
    rows: Iterable[Descent] = (
        Descent(change=change, predecessor=area, successor=home, day=change.effective)
        for home in homes
    )
    Descent.objects.bulk_create(rows)


def move_custodies(plan: Plan) -> None:
    """A custody goes on with the area that is kept, and with the community that keeps it."""
    made = Descent.objects.filter(change=plan.change)
    for custody in Custody.objects.filter(until__gte=plan.change.effective):
        changed = False
        if new := made.filter(predecessor=custody.area).exclude(successor=custody.area).first():
            custody.area, changed = new.successor, custody.area.valid_to is not None
        if any(custody.keeper_id == area.pk for area in plan.predecessors):
            custody.keeper, changed = home_of(plan.rest(custody.keeper_id)), True
        if changed:
            custody.save(update_fields=["area", "keeper"])
