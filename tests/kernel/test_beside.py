"""A row read with its neighbours is the row that Django would have read."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from liren.apps.cases.models import Case
from liren.kernel.access.beside import beside, whole
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.who import actor_of
from tests.town import Town

GUARDED = [model for model in apps.get_models() if issubclass(model, Guarded)]


def keys(model: Any) -> list[str]:
    """What stands beside a row, and beside that: two steps of foreign keys."""
    first = [field for field in model._meta.concrete_fields if field.many_to_one]
    return [field.name for field in first] + [
        f"{field.name}__{further.name}"
        for field in first
        for further in field.related_model._meta.concrete_fields
        if further.many_to_one
    ]


def reached(row: Any, path: str) -> Any:
    """The row at the end of a path; None where it breaks off."""
    for name in path.split("__"):
        row = row and getattr(row, name)
    return row


def values(row: Any) -> dict[str, Any]:
    """All columns of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.label)
def test_it_is_what_django_reads(town: Town, model: Any) -> None:
    paths = keys(model)
    rows = model.objects.select_related(*paths)
    near = beside(rows)
    assert len(near) == len(paths)
    for right in rows.order_by("?")[:3]:
        found = whole(model, right.pk, near)
        assert values(found) == values(right)
        with CaptureQueriesContext(connection) as asked:
            for path in paths:
                ours, theirs = reached(found, path), reached(right, path)
                assert ours == theirs
                assert ours is None or values(ours) == values(theirs)
        assert not asked.captured_queries, "all neighbours were in place"


def test_who_may_not_see_it_finds_no_row(town: Town) -> None:
    case = town.cases["cases.accept"]
    near, far = (actor_of(town.people["community_head", at]) for at in ("own", "foreign"))
    rows = Case.objects.allowed(near, "cases.view").select_related("kind", "area__parent")
    assert reached(rows.get(uid=case.uid), "area__parent").level == "community"
    with pytest.raises(Case.DoesNotExist):
        Case.objects.allowed(far, "cases.view").select_related("kind").get(uid=case.uid)
    with pytest.raises(Case.DoesNotExist):
        rows.get(uid=uuid4())
    with pytest.raises(Case.MultipleObjectsReturned):
        rows.get()


def test_a_row_that_went_in_between_is_gone(town: Town) -> None:
    near = beside(Case.objects.select_related("kind"))
    with pytest.raises(Case.DoesNotExist):
        whole(Case, 0, near)


def test_what_asks_for_more_is_left_to_django(town: Town) -> None:
    rows = Case.objects.select_related("kind")
    assert beside(rows)
    for other in (
        Case.objects.all(),
        rows.select_for_update(),
        rows.annotate(n=Count("pk")),
        rows.only("kind", "text"),
        rows.values("text"),
        rows.distinct(),
        rows.prefetch_related("area"),
        rows[:1],
        Case.objects.select_related(),
    ):
        assert beside(other) == ()
