"""A community with a worker who drafts, a head who releases, and residents."""

from datetime import timedelta
from typing import Any

import pytest

from liren.apps.notices import actions
from liren.apps.notices.models import Bulletin
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.testing import world

OWN, SISTER = "990101.001.001.", "990101.001.002."
TITLE = "七月九日夜里停水八小时"
TEXT = "因换水管，今晚22点到明早6点停水。请提前接好水。"


@pytest.fixture
def town(db: None) -> Area:
    """Two communities in one subdistrict."""
    world.rules()
    world.area(SISTER + "01.")
    world.area(OWN + "01.")
    return Area.objects.get(path=OWN)


@pytest.fixture
def worker(town: Area) -> Actor:
    return world.actor("worker", "community_worker", OWN)


@pytest.fixture
def head(town: Area) -> Actor:
    return world.actor("head", "community_head", OWN)


@pytest.fixture
def resident(town: Area) -> Actor:
    found = world.actor("resident", "resident", "990101.")
    actions.choose_home(found, found.user, area=town)
    return found


def write(actor: Actor, area: Area, **facts: Any) -> Bulletin:
    """A draft."""
    said: dict[str, Any] = {"kind": "outage", "title": TITLE, "text": TEXT, "since": today()}
    return actions.draft(actor, area, **said | facts)


@pytest.fixture
def draft(worker: Actor, town: Area) -> Bulletin:
    return write(worker, town, until=today() + timedelta(days=3))


@pytest.fixture
def out(head: Actor, draft: Bulletin) -> Bulletin:
    return actions.publish(head, draft)
