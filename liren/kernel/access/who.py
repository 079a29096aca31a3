"""Making an actor: of a person, or of the platform itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from liren.kernel.access.actor import Actor
from liren.kernel.access.joined import joined
from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.base.clock import today

# grants of a user `u` that hold on a day, which the statement is given twice
GRANTS = """
LEFT JOIN access_grant g ON g.user_id = u.id AND g.taken_at IS NULL
    AND (g.since IS NULL OR g.since <= %s) AND (g.until IS NULL OR g.until >= %s)
LEFT JOIN access_area a ON a.id = g.area_id LEFT JOIN access_body b ON b.id = g.body_id
"""
HELD = f"SELECT {{g}}, {{a}}, {{b}} FROM access_user u {GRANTS} WHERE u.id = %s ORDER BY g.id"  # noqa: S608
Held = tuple[Grant | None, Area | None, Body | None]
SYSTEM_USER = {"is_system": True, "name": "系统", "is_active": False, "password": "!"}


def actor_of(user: User, **limits: Any) -> Actor:
    """This person with the grants that hold today: one query."""
    found = joined(HELD, [today(), today(), user.pk], g=Grant, a=Area, b=Body)
    return actor_with(user, found, **limits)


def actor_with(user: User, found: Iterable[Held], **limits: Any) -> Actor:
    """The same from grants that were read along with something else."""
    return Actor(user, tuple(_held(user, found)), **limits)


def _held(user: User, found: Iterable[Held]) -> Iterator[Grant]:
    for grant, area, body in found:
        if grant is not None:
            grant.user, grant.area, grant.body = user, area, body
            yield grant


def system() -> Actor:
    """The platform itself, for what the worker does by the clock."""
    user, _ = User.objects.get_or_create(username="system", defaults=SYSTEM_USER)
    return Actor(user)
