"""People whom others bring in: a caller at the desk becomes known by the number."""

from django.db import IntegrityError
from django.db.models import QuerySet

from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.access.roles import roles
from liren.kernel.access.transaction import together
from liren.kernel.base.ids import uuid7

RESIDENT = "resident"


def person_with_phone(phone: str, name: str) -> User:
    """The person of a number; unknown ones are made residents, who may sign in with it later."""
    found: User | None = User.objects.with_phone(phone).first()
    if found:
        return found
    try:
        return together(lambda: _new(phone, name))
    except IntegrityError:  # the same number came in at the same moment
        known: User = User.objects.with_phone(phone).get()
        return known


def _new(phone: str, name: str) -> User:
    person = User(username=f"r-{uuid7().hex}", name=name[:60])
    person.phone = phone
    person.set_unusable_password()
    person.save()
    tops = Area.objects.filter(parent=None, valid_to=None)
    Grant.objects.bulk_create(Grant(user=person, role=RESIDENT, area=top) for top in tops)
    return person


def holders(verb: str, *, body: Body | None = None, path: str = "") -> QuerySet[User]:
    """Who holds a verb today for a body, or in exactly the areas on the way to a path."""
    able = [role for role, verbs in roles().items() if verb in verbs]
    grants = Grant.objects.holding().filter(role__in=able)
    parts = path.rstrip(".").split(".")
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    grants = grants.filter(body=body) if body else grants.filter(area__path__in=paths)
    found: QuerySet[User] = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return found
