"""Making or upgrading the tables without drawing every model anew at every step.

Django keeps a drawing of all models as they were at each step. After every index and every
constraint it draws the model and its neighbours again, though neither changes a field; and it
makes each field anew from its description, though a copy is the same. Two thirds of the time went
there (docs/adr/0047).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any, cast
from unittest.mock import patch

from django.core.management.commands.migrate import Command as Django
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.utils.functional import cached_property

made_anew = Field.clone


class Command(Django):
    """Django's command, quicker."""

    def handle(self, *args: Any, **options: Any) -> None:
        with drawing_less():
            super().handle(*args, **options)


@contextmanager
def drawing_less() -> Iterator[None]:
    """While this holds, drawings are added to, and fields are copied."""
    with (
        patch.object(ProjectState, "_append_option", append),
        patch.object(Field, "clone", copied),
    ):
        yield


def append(state: ProjectState, app: str, model: str, option: str, added: Any) -> None:
    """Note an index or a constraint in the state, and in its drawing if there is one."""
    options = state.models[app, model].options
    options[option] = [*options[option], added]
    if "apps" in vars(state):
        drawn = state.apps.get_model(app, model)._meta
        setattr(drawn, option, options[option])
        vars(drawn).pop("total_unique_constraints", None)  # what was worked out from them


def copied(field: "Field[Any, Any]") -> "Field[Any, Any]":
    """A copy that knows nothing of a model yet, the last of its model so far."""
    if hasattr(field, "model"):  # it has been drawn, and Django alone knows what that left in it
        return made_anew(field)
    made, sort = deepcopy(field), cast("Any", type(field))
    for name in [name for name in vars(made) if is_worked_out(sort, name)]:
        delattr(made, name)
    if not field.auto_created:  # a key that Django adds stays before all others
        made.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return made


@cache
def is_worked_out(of: object, name: str) -> bool:
    """Whether an attribute is what a field once found out, as to which model it leads."""
    return isinstance(getattr(of, name, None), cached_property)
