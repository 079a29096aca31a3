"""The table of the tests' own model."""

from collections.abc import Iterator

import pytest
from django.db import connection

from liren.kernel.sealed.tests.person import Neighbour


@pytest.fixture
def table(db: None) -> Iterator[None]:
    """The table, for one test."""
    with connection.schema_editor() as editor:
        editor.create_model(Neighbour)
    yield
    if not connection.in_atomic_block:
        with connection.schema_editor() as editor:
            editor.delete_model(Neighbour)
