"""Our own `migrate` leaves the tables, and the models as they were, as Django's leaves them."""

from contextlib import nullcontext
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations import operations as ops
from django.db.migrations.state import ModelState, ProjectState

from liren.kernel.base.management.commands.migrate import drawing_less

NAMES = """
SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')
UNION SELECT conname FROM pg_constraint
"""
STEPS = (
    ops.CreateModel("House", [("id", models.BigAutoField(primary_key=True))]),
    ops.CreateModel(
        "Room",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("number", models.CharField(max_length=9)),
            ("house", models.ForeignKey("homes.House", models.CASCADE, related_name="rooms")),
            ("beside", models.ManyToManyField("homes.Room")),
        ],
    ),
    ops.AddIndex("Room", models.Index(fields=["number"], name="room_number")),
    ops.AddConstraint(
        "Room", models.UniqueConstraint(fields=["house", "number"], name="room_once")
    ),
    ops.AddField("House", "name", models.TextField(default="")),
    ops.AlterField("Room", "number", models.CharField(max_length=12, db_index=True)),
)


def test_every_index_and_constraint_of_a_model_is_in_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        there = {name for (name,) in cursor.fetchall()}
    options = [model._meta for model in apps.get_models() if model._meta.managed]
    asked = {one.name for of in options for one in (*of.indexes, *of.constraints)}
    assert len(asked) > 100
    assert asked - there == set()


def test_the_models_of_each_step_are_drawn_as_django_draws_them() -> None:
    for number in range(1, len(STEPS) + 1):
        assert drawn(number, drawing_less()) == drawn(number, nullcontext())


def test_a_model_that_stands_is_noted_as_django_notes_it() -> None:
    """So it is with an app that has models and no steps, as tests have."""
    held = apps.get_model("money", "BudgetLine")
    with drawing_less():
        noted = ModelState.from_model(held)
    assert noted == ModelState.from_model(held)
    assert not any(hasattr(field, "model") for field in noted.fields.values())


def drawn(number: int, way: Any) -> object:
    """What the models look like after so many steps, and what is known of them."""
    with way:
        state = ProjectState()
        assert state.apps  # from now on there is a drawing
        for step in STEPS[:number]:
            state = state.clone()
            step.state_forwards("homes", state)
        every = state.apps.get_models(include_auto_created=True)
        return sorted(map(looks, every)), state


def looks(model: type[models.Model]) -> tuple[str, object]:
    """Everything of a model that a step may ask for."""
    of = model._meta
    fields = [field.deconstruct()[:2] for field in of.local_fields]
    columns = [field.db_parameters(connection) for field in of.local_fields]
    to = [getattr(field.related_model, "_meta", None) for field in of.local_fields]
    told = [(*of.indexes,), (*of.constraints,), (*of.total_unique_constraints,)]
    backwards = sorted(str(one.get_accessor_name()) for one in of.related_objects)
    assert all(field.model is model for field in of.local_fields)
    return of.label, (fields, columns, [str(one) for one in to], told, backwards)
