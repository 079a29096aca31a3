"""Making an actor: of a person, or of the platform itself."""

from collections.abc import Iterator
from typing import Any

from liren.kernel.access.actor import Actor
from liren.kernel.access.joined import joined
from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.base.clock import today

HELD = """
SELECT {g}, {a}, {b} FROM access_grant g
LEFT JOIN access_area a ON a.id = g.area_id LEFT JOIN access_body b ON b.id = g.body_id
WHERE g.user_id = %s AND g.taken_at IS NULL
AND (g.since IS NULL OR g.since <= %s) AND (g.until IS NULL OR g.until >= %s) ORDER BY g.id
"""
SYSTEM_USER = {"is_system": True, "name": "系统", "is_active": False, "password": "!"}


def actor_of(user: User, **limits: Any) -> Actor:
    """This person with the grants that hold today: one query."""
    return Actor(user, tuple(_held(user)), **limits)


def _held(user: User) -> Iterator[Grant]:
    found = joined(HELD, [user.pk, today(), today()], g=Grant, a=Area, b=Body)
    for grant, grant.area, grant.body in found:
        grant.user = user
        yield grant


def system() -> Actor:
    """The platform itself, for what the worker does by the clock."""
    user, _ = User.objects.get_or_create(username="system", defaults=SYSTEM_USER)
    return Actor(user)
