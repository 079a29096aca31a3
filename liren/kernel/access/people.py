"""People whom others bring in: a caller at the desk becomes known by the number."""

from django.db import IntegrityError

from liren.kernel.access.models import Area, Grant, User
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
    person.set_phone(phone)
    person.set_unusable_password()
    person.save()
    tops = Area.objects.filter(parent=None, valid_to=None)
    Grant.objects.bulk_create(Grant(user=person, role=RESIDENT, area=top) for top in tops)
    return person
