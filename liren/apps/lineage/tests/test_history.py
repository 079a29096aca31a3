"""After any sequence of changes every grid and every row has one community on every day."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change, Edition
from liren.apps.lineage.queries import area_on, named_on
from liren.apps.lineage.queries.past import periods
from liren.kernel.access.models import Area, Body
from liren.kernel.access.transaction import together
from liren.kernel.access.who import actor_of, system
from liren.kernel.base.clock import moved_to, today
from liren.kernel.testing import world

from .conftest import OFFICE, noon, wish

STEP = 7
Draw = Any


class Undone(Exception):  # noqa: N818 — takes an example back
    """Every example starts from the same town."""


def split(draw: Draw, living: list[Area], turn: int) -> tuple[str, list[Area], list[Any]] | None:
    """One community keeps its code and gives some grids to a new one."""
    found = [one for one in living if one.children.filter(valid_to=None).count() >= 2]
    if not found:
        return None
    area = draw(st.sampled_from(found))
    grids = list(area.children.filter(valid_to=None).order_by("code"))
    given = draw(st.integers(1, len(grids) - 1))
    kept = wish(area.name, continues=area.code)
    if draw(st.booleans()):  # or it is dissolved into two
        kept = wish(f"甲{turn}社区")
    return "split", [area], [kept, wish(f"乙{turn}社区", *(g.code for g in grids[:given]))]


def merge(draw: Draw, living: list[Area], turn: int) -> tuple[str, list[Area], list[Any]] | None:
    """Two become one, under the code of one of them or a new one."""
    if len(living) < 2:
        return None
    one, other = draw(st.permutations(living))[:2]
    keeps = {"continues": one.code} if draw(st.booleans()) else {}
    return "merge", [one, other], [wish(f"丙{turn}社区", **keeps)]


def rename(draw: Draw, living: list[Area], turn: int) -> tuple[str, list[Area], list[Any]]:
    """One bears another name."""
    area = draw(st.sampled_from(living))
    return "rename", [area], [wish(f"丁{turn}社区", continues=area.code)]


def redraw(draw: Draw, living: list[Area], turn: int) -> tuple[str, list[Area], list[Any]] | None:
    """A grid goes from one to another, where the first has two."""
    rich = [one for one in living if one.children.filter(valid_to=None).count() >= 2]
    if not rich or len(living) < 2:
        return None
    one = draw(st.sampled_from(rich))
    other = draw(st.sampled_from([area for area in living if area.pk != one.pk]))
    grid = one.children.filter(valid_to=None).order_by("code").first()
    assert grid
    parts = [wish(one.name, continues=one.code), wish(other.name, grid.code, continues=other.code)]
    return "redraw", [one, other], parts


def carry(kind: str, before: list[Area], parts: list[Any], day: date) -> None:
    """From the draft to the last row, on the eve and on the day."""
    office = Area.objects.get(path=OFFICE)
    with moved_to(noon(day - timedelta(days=1))):
        head = actor_of(world.user("head"))
        change = actions.draft(
            head, office, kind=kind, title="调整", document="甲1号", effective=day,
            predecessors=before, parts=parts,
        )  # fmt: skip
        actions.propose(head, change)
        actions.consent(actor_of(world.user("district")), change)
    with moved_to(noon(day)):
        actions.carry_out(system(), change)
        actions.follow(Change.objects.get(pk=change.pk), batch=2)


def check(rows: list[Body], first: date, last: date) -> None:
    """One community for every row on every day; no gap and no overlap in any life."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        valid = {area.pk: area for area in Area.objects.valid_on(day)}
        for row in rows:
            lies = area_on(Body.objects.get(pk=row.pk), day)
            assert lies.pk in valid, (row, day, lies, lies.valid_from, lies.valid_to)
            home = lies if lies.level == "community" else lies.parent
            assert home is not None
            assert home.pk in valid
            assert home.level == "community"
        for area in valid.values():
            assert area.parent_id is None or area.parent_id in valid, "nothing hangs in the air"
        names = [
            str(one)
            for one in named_on((a for a in valid.values() if a.level == "community"), day)
        ]
        assert len(names) == len(set(names)), "one name, one community"
        grids = [area for area in valid.values() if area.level == "grid"]
        assert len(grids) == 9
    for area in Area.objects.filter(level="community"):
        life = periods(area)
        for old, new in pairwise(life):
            assert old.until is not None
            assert new.since == old.until + timedelta(days=1)
    assert not Edition.objects.filter(valid_from__isnull=False, valid_to__lt=first).exists()


@pytest.mark.slow
@given(st.data())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_row_has_one_community_on_every_day(db: None, data: st.DataObject) -> None:
    def work() -> None:
        world.rules()
        world.actor("head", "subdistrict_head", OFFICE)
        world.actor("district", "district_office", "990101.")
        rows = []
        for number in range(3):
            for grid in range(3):
                path = f"{OFFICE}{number + 1:03d}.{grid + 1:02d}."
                rows.append(world.body(f"b{number}{grid}", "department", path))
            rows.append(world.body(f"c{number}", "department", f"{OFFICE}{number + 1:03d}."))
        first = day = today()
        for turn in range(data.draw(st.integers(1, 4), label="changes")):
            living = list(Area.objects.valid().filter(level="community").order_by("code"))
            kind = data.draw(st.sampled_from([split, merge, rename, redraw]), label="kind")
            if (plan := kind(data.draw, living, turn)) is not None:
                day += timedelta(days=STEP)
                what, before, parts = plan
                carry(what, before, parts, day)
        check(rows, first, day + timedelta(days=1))
        codes = list(Area.objects.values_list("code", flat=True))
        assert len(codes) == len(set(codes))
        raise Undone

    with pytest.raises(Undone):
        together(work)
