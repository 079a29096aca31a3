"""Making an actor: of a person, or of the platform itself."""

from typing import Any

from django.db.models import Q

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.base.clock import today

SYSTEM_USER = {"is_system": True, "name": "系统", "is_active": False, "password": "!"}


def actor_of(user: User, **limits: Any) -> Actor:
    """This person with the grants that hold today: one query."""
    live = Q(until=None) | Q(until__gte=today())
    grants = user.grants.filter(live).select_related("area", "body").order_by("pk")
    return Actor(user, tuple(grants), **limits)


def system() -> Actor:
    """The platform itself, for what the worker does by the clock."""
    user, _ = User.objects.get_or_create(username="system", defaults=SYSTEM_USER)
    return Actor(user)
