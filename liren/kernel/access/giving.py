"""Who may give which role where, and which roles no person holds together.

Both are data on one page of the site; here they are asked. Permission to give at all is a verb
like any other; this is what keeps it from becoming permission for everything.
"""

from collections.abc import Iterable

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Grant, User
from liren.kernel.access.people import RESIDENT
from liren.kernel.access.roles import SYSTEM, administrators, apart, gives, roles


def may_give(actor: Actor, role: str, path: str) -> bool:
    """Whether this actor may give, and take back, a role at a place."""
    if actor.is_system:
        return role in gives().get(SYSTEM, frozenset())
    if not path.startswith(actor.within):
        return False
    return any(
        role in gives().get(grant.role, frozenset())
        for grant in actor.grants
        if grant.area and path.startswith(grant.area.path)
    )


def givable(actor: Actor) -> list[str]:
    """The roles that this actor may give anywhere, in the order of the page of roles."""
    held = [SYSTEM] if actor.is_system else actor.roles()
    found = {role for one in held for role in gives().get(one, frozenset())}
    return [role for role in roles() if role in found]


def conflict(role: str, held: Iterable[str]) -> str | None:
    """The first of the held roles that must not meet this one in one person."""
    for other in held:
        for some, others in apart():
            meet = (role in some and other in others) or (role in others and other in some)
            if meet and role != other:
                return other
    return None


def offices_of(user: User) -> list[Grant]:
    """What a person holds today by office; being a resident is none."""
    held = Grant.objects.holding().filter(user=user).exclude(role=RESIDENT)
    return list(held.select_related("area", "body").order_by("pk"))


def is_beyond(actor: Actor, user: User) -> bool:
    """Whether a person holds a role that this actor may not give: then hands off the account."""
    return any(not may_give(actor, g.role, g.area_path) for g in offices_of(user))


def is_administrator(user: User) -> bool:
    """Whether a person administers the platform itself: then nobody alone touches the account."""
    return any(grant.role in administrators() for grant in offices_of(user))


def is_last_administrator(user: User) -> bool:
    """Whether a person is the only one left in one of the administrators' roles."""
    held = {grant.role for grant in offices_of(user)} & administrators()
    alive = Grant.objects.holding().filter(role__in=held, user__is_active=True)
    others = set(alive.exclude(user=user).values_list("role", flat=True))
    return bool(held - others)


def is_last_keeper(user: User, verb: str = "access.create_account") -> bool:
    """Whether nobody else who can log in could do what keeps the house open."""
    keeping = [role for role, verbs in roles().items() if verb in verbs and role != SYSTEM]
    held = Grant.objects.holding().filter(role__in=keeping, user__is_active=True)
    return held.filter(user=user).exists() and not held.exclude(user=user).exists()
