"""A subdistrict with communities that are changed, and the people who do it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.who import actor_of, system
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.testing import world

OFFICE = "990101.001."
NAMES = ("南门社区", "江南社区", "泗洲社区")
GRIDS = 4


@pytest.fixture
def rules(db: None) -> None:
    """The rules in force."""
    world.rules()


@pytest.fixture
def communities(rules: None) -> list[Area]:
    """Three communities with four grids each, side by side on the map."""
    found = []
    for row, name in enumerate(NAMES):
        path = f"{OFFICE}{row + 1:03d}."
        for column in range(GRIDS):
            world.square(
                world.area(f"{path}{column + 1:02d}."), 120.9 + column / 100, 30.8 + row / 100
            )
        area = world.area(path)
        area.name = name
        area.save()
        found.append(area)
    return found


@pytest.fixture
def head(rules: None) -> Actor:
    """The head of the subdistrict, who drafts and proposes."""
    return world.actor("head", "subdistrict_head", OFFICE)


@pytest.fixture
def district(rules: None) -> Actor:
    """Somebody of the district's office, who agrees."""
    return world.actor("district", "district_office", "990101.")


def noon(day: date) -> datetime:
    """Noon of a day on the city's clock."""
    return datetime.combine(day, time(12), zone())


def wish(name: str, *grids: str, **more: Any) -> dict[str, Any]:
    """A successor as a form says it."""
    return {"name": name, "grids": list(grids), **more}


Through = Callable[..., Change]


@pytest.fixture
def through(head: Actor, district: Actor) -> Through:
    """Bring a change from the draft to the day on which all rows have followed."""

    def go(kind: str, before: list[Area], parts: list[Any], **more: Any) -> Change:
        effective = more.pop("effective", today() + timedelta(days=10))
        office = Area.objects.get(path=OFFICE)
        facts = {"title": "调整", "document": "和政发〔2026〕8号", "effective": effective}
        change: Change = actions.draft(
            head, office, kind=kind, predecessors=before, parts=parts, **facts | more
        )
        actions.propose(actor_of(head.user), change)
        actions.consent(actor_of(district.user), change)
        with moved_to(noon(effective)):
            done: Change = actions.carry_out(system(), change)
            actions.follow(done)
        return Change.objects.get(pk=change.pk)

    return go
