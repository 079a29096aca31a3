"""Purposes come from the pack, each with its ground and where this is written."""

import pytest

from liren.apps.people.models import Purpose
from liren.apps.people.rules.rights import Ground
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def test_every_purpose_has_a_ground_and_a_source() -> None:
    world.rules()
    found = list(Purpose.objects.all())
    assert {one.ground for one in found} == set(Ground)
    assert all(one.source.startswith("《") for one in found)
    assert [one.code for one in found][:2] == ["register", "matter"]


def test_people_are_looked_for_under_duties_only() -> None:
    world.rules()
    searching = Purpose.objects.filter(searching=True)
    assert searching.count() >= 5
    assert not searching.filter(ground=Ground.CONSENT).exists()
