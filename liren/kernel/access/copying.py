"""Many rows at once from values as their columns keep them: no row of Django's for each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def copy_in(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows by COPY; a field that is not named gets its default.

    Nothing is sealed, masked or hashed on the way: who calls this has done so.
    """
    named: list[Any] = [model._meta.get_field(name) for name in names]
    rest = [one for one in model._meta.local_concrete_fields if _is_left(one, named)]
    tail = tuple(one.get_db_prep_save(one.get_default(), connection) for one in rest)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column) for one in [*named, *rest])
    sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as into:
        for row in rows:
            into.write_row((*row, *tail))


def _is_left(field: Any, named: Sequence[Any]) -> bool:
    """Whether a field is neither named nor filled in by the database."""
    if field in named or field.generated or field.has_db_default() or field.primary_key:
        return False
    if field.unique and not field.null:
        raise TypeError(f"{field.name} is another in each row: name it")
    return True
