"""The number that the database gives to a transaction, as a column."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Field = models.Field[int, int]
else:
    Field = models.Field


class Xact(Field):
    """`xid8`: 64 bits, so that it never comes round; as whole numbers in Python."""

    def db_type(self, connection: Any) -> str:
        """The type in the database."""
        return "xid8"

    def get_prep_value(self, value: Any) -> Any:
        """The database reads it from text."""
        return str(value) if isinstance(value, int) else value

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Text becomes a transaction number only when told so."""
        return "%s::xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        """A whole number."""
        return None if value is None else int(value)


class CurrentXact(models.Func):
    """The number of the transaction in which the row is written, given by the database."""

    function = "pg_current_xact_id"
    output_field = Xact()
