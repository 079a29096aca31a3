"""For migrations: facts that were kept otherwise are sealed for their row."""

from collections.abc import Callable
from typing import Any

from liren.kernel.base.seal import mark, seal

ROWS = 1000


def seal_anew(
    editor: Any,
    table: str,
    column: str,
    *,
    purpose: str,
    bound_to: str,
    opened: Callable[[str], str] = str,
    hashed: str = "",
) -> int:
    """Seal every value of a column for its row, and write its hash; the number of rows.

    `opened` says what the column held in clear: itself, or what an older seal held.
    """
    names = [editor.quote_name(name) for name in (table, column, bound_to, hashed or column)]
    quoted, value, bound, mark_column = names
    pick = f"SELECT id, {value}, {bound} FROM {quoted} WHERE {value} <> '' AND id > %s"  # noqa: S608 — names only
    more = f", {mark_column} = %s" if hashed else ""
    change = f"UPDATE {quoted} SET {value} = %s{more} WHERE id = %s"  # noqa: S608 — names only
    count = last = 0
    with editor.connection.cursor() as cursor:
        while True:
            cursor.execute(f"{pick} ORDER BY id LIMIT {ROWS}", [last])
            rows = cursor.fetchall()
            if not rows:
                return count
            for key, old, row in rows:
                text = opened(old)
                new = [seal(text, purpose, str(row)), *([mark(text, purpose)] if hashed else [])]
                cursor.execute(change, [*new, key])
            last, count = rows[-1][0], count + len(rows)
