"""A subdistrict with a committee, and the people who fill its posts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, Post, PostKind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, User
from liren.kernel.testing import world

DISTRICT, STREET, HOME, SISTER = "990101.", "990101.001.", "990101.001.001.", "990101.001.002."
FOREIGN = "990102.001."
BASIS = "街道党工委会议纪要〔2026〕8号"


@dataclass
class Place:
    """Everything by name."""

    home: Area
    street: Area
    committee: Body
    chief: Actor
    office: Actor
    keeper: Actor
    head: Post
    worker: Post

    def appoint(self, name: str, post: Post | None = None, **facts: Any) -> Appointment:
        """Put somebody on a post; the subdistrict's head does it."""
        person = world.user(name)
        return actions.appoint(self.chief, post or self.worker, person=person, **facts)


def kind(code: str) -> PostKind:
    """A kind of post of the pack."""
    return PostKind.objects.get(code=code)


def post_of(actor: Actor, body: Body, code: str, **facts: Any) -> Post:
    """A new post of a body."""
    facts.setdefault("title", str(kind(code)))
    return actions.create_post(actor, body, kind=kind(code), **facts)


@pytest.fixture
def place(db: None) -> Place:
    """A community's committee with two posts; nobody sits there yet."""
    world.rules()
    home, street = world.area(HOME), world.area(STREET)
    world.area(SISTER)
    committee = world.body("rc", "community", HOME, "community_desk")
    chief = world.actor("chief", "subdistrict_head", STREET)
    return Place(
        home=home,
        street=street,
        committee=committee,
        chief=chief,
        office=world.actor("office", "district_office", DISTRICT),
        keeper=world.actor("keeper", "security_administrator", DISTRICT),
        head=post_of(chief, committee, "secretary_director", role="community_head"),
        worker=post_of(chief, committee, "full_time_worker", role="community_worker", seats=2),
    )


def browser(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


Door = Callable[[User], Client]
