"""Which figures stand on a rule."""

from liren.kernel.policy.engine.parse import parse
from liren.kernel.policy.models import Formula


def users_of(key: str) -> list[Formula]:
    """Formulas of any pack in which a key stands, or which round as it says; newest of each."""
    found: dict[str, Formula] = {}
    for row in Formula.objects.select_related("pack").order_by(
        "key", "-pack__in_force", "-valid_from"
    ):
        names = {reference.key for reference in parse(row.expression).references}
        if key in names or row.rounding == key:
            found.setdefault(row.key, row)
    return list(found.values())
