"""Two at the same moment: begin a version, release one, release it while a third writes in it."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from liren.apps.duties.actions.entries import add_entry
from liren.apps.duties.actions.lists import add_list, draft_version, publish
from liren.apps.duties.models import Version
from liren.apps.duties.tests.conftest import DISTRICT
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ONE = {"heading0": "民政", "code": "A01", "zh": "高龄津贴受理", "duty_class": "basic"}


@pytest.fixture
def keepers() -> list[Actor]:
    """One who writes and two who release, with the rules in force."""
    world.rules()
    return [world.actor(name, "district_office", DISTRICT) for name in ("writes", "one", "two")]


def drafted(keepers: list[Actor]) -> Version:
    """A draft with one entry."""
    area = world.area(DISTRICT)
    row = add_list(keepers[0], area, kind="tasks", zh="社区工作任务清单", issuer="区社区办")
    draft = row.versions.get()
    add_entry(keepers[0], draft, cells=ONE)
    return draft


def test_two_releases_are_one(keepers: list[Actor]) -> None:
    draft = drafted(keepers)
    acts: list[Any] = [partial(publish, who, draft, valid_from=today()) for who in keepers[1:]]
    found = at_once(acts)
    assert Counter(type(one).__name__ for one in found) == {"Version": 1, "Refused": 1}
    assert next(one for one in found if isinstance(one, Refused)).code == "duties.not-draft"


def test_two_new_versions_are_one(keepers: list[Actor]) -> None:
    version = publish(keepers[1], drafted(keepers), valid_from=today())
    found = at_once([partial(draft_version, who, version.list) for who in keepers[1:]])
    assert Counter(type(one).__name__ for one in found) == {"Version": 1, "Refused": 1}
    assert version.list.versions.count() == 2


def test_nothing_is_written_in_a_version_while_it_is_released(keepers: list[Actor]) -> None:
    draft = drafted(keepers)
    found = at_once(
        [
            partial(publish, keepers[1], draft, valid_from=today()),
            partial(add_entry, keepers[2], draft, cells={**ONE, "code": "A02"}),
        ]
    )
    draft.refresh_from_db()
    assert draft.state == "published"
    written = draft.entries.count() == 2
    assert written == (keepers[2].user.pk in draft.editors)
    assert written == all(isinstance(one, Version) for one in found)
