"""Rows written by a statement that is written once hold what Django would have written."""

from typing import Any

import pytest
from django.db.models import TextChoices

from liren.kernel.access.models import Area, User
from liren.kernel.access.written import insert, read, update
from liren.kernel.testing import world


class Tongue(TextChoices):
    """A choice is a text of a type of its own."""

    ENGLISH = "en", "English"


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", "王小明", "王小明"),
        ("name", 12, "12"),  # a number for a text, as Django takes it
        ("language", Tongue.ENGLISH, "en"),
        ("is_active", 0, False),
        ("is_active", True, True),
        ("large", False, False),
    ],
)
def test_what_is_written_is_what_django_writes(
    db: None, field: str, given: Any, kept: Any
) -> None:
    ours, theirs = User(username="ours"), User(username="theirs")
    for one in (ours, theirs):
        setattr(one, field, given)
    insert(ours)
    theirs.save()
    assert getattr(read(User, ours.pk), field) == kept
    assert getattr(User.objects.get(pk=theirs.pk), field) == kept


def test_points_and_relations_are_written(db: None) -> None:
    area = world.area("990101.001.001.")
    area.lng, area.lat = 120, 30.5  # a whole number for a fraction
    update(area, ("lng", "lat"))
    again = Area.objects.get(pk=area.pk)
    assert (again.lng, again.lat, again.parent_id) == (120.0, 30.5, area.parent_id)
