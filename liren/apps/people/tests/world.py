"""The whole register as it stands, to be compared."""

from typing import Any

from liren.apps.people.models import Household, Person, Stay, Tag, Tenant

LEFT_OUT = ("id_number", "phone", "version")
MODELS = (Household, Person, Stay, Tag, Tenant)


def state() -> dict[str, list[dict[str, Any]]]:
    """Every row of the register, without what is sealed, and how often it changed."""
    return {
        model.__name__: [
            {
                name: value
                for name, value in row.items()
                if name not in ("id_number", "phone", "version")
            }
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in MODELS
    }
