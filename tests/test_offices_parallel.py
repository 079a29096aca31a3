"""Many at the same moment: one seat has one holder, one person one side of what stays apart."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, Post, PostKind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Grant, User
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import OWN, token_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 24


@pytest.fixture(autouse=True)
def rules() -> None:
    """The rules in force."""
    world.rules()


def last_seat() -> tuple[Actor, Post]:
    """A post with one free seat."""
    chief = world.actor("chief", "subdistrict_head", "990101.001.")
    kind = PostKind.objects.get(code="full_time_worker")
    body = world.body("rc", "community", OWN)
    return chief, actions.create_post(
        chief, body, kind=kind, title="工作者", role="community_worker"
    )


def codes(found: list[Any]) -> Counter[str]:
    """What came of each: the code of a refusal, or done."""
    return Counter(one.code if isinstance(one, Refused) else type(one).__name__ for one in found)


def test_the_last_seat_goes_to_one() -> None:
    chief, post = last_seat()
    people = [world.user(f"p{n}") for n in range(MANY)]

    def take(person: User) -> Callable[[], Appointment]:
        return lambda: actions.appoint(chief, post, person=person)

    found = codes(at_once([take(one) for one in people], width=8))
    assert found == {"Appointment": 1, "offices.no-seat": MANY - 1}
    assert Grant.objects.holding().filter(role="community_worker").count() == 1


def test_the_last_seat_through_the_api() -> None:
    chief, post = last_seat()
    token_of(chief.user, "offices.view", "offices.appoint", secret="lr_chief")
    for n in range(MANY):
        world.user(f"p{n}")

    def send(n: int) -> Callable[[], int]:
        return lambda: Client(raise_request_exception=False).post(
            f"/api/v1/offices/posts/{post.uid}/appoint",
            {"person": f"p{n}"},
            "application/json",
            headers={"Authorization": "Bearer lr_chief"},
        ).status_code  # fmt: skip

    found = Counter(map(str, at_once([send(n) for n in range(MANY)], width=8)))
    assert found == {"201": 1, "409": MANY - 1}


def test_roles_that_stay_apart_are_not_given_from_two_sides() -> None:
    keeper = world.actor("keeper", "security_administrator", "990101.")
    area, person = world.area(OWN), world.user("li")

    def give(role: str) -> Callable[[], Grant]:
        return lambda: actions.give(keeper, area, person=person, role=role, basis="文件")

    for _round in range(4):
        found = codes(at_once([give("auditor"), give("community_worker")] * 3))
        assert found["Grant"] == 1, found
        assert found["offices.roles-apart"] + found["offices.has-grant"] == 5
        held = Grant.objects.holding().get(user=person)
        actions.take(keeper, held, reason="再试一次")


def test_a_form_sent_twice_is_one_appointment() -> None:
    chief, post = last_seat()
    person = world.user("li")

    def send() -> Appointment:
        return actions.appoint(chief.once("k"), post, person=person)

    found = at_once([send] * 8)
    assert len({one.pk for one in found if isinstance(one, Appointment)}) == 1, found
    assert Appointment.objects.count() == 1


def test_two_accounts_of_one_name_at_the_same_moment() -> None:
    from liren.kernel.doors.actions import create_account, first_password

    world.area(OWN)
    keeper = world.actor("keeper", "security_administrator", "990101.")

    def make() -> User:
        return create_account(
            keeper, keeper.user, username="li.juan", name="李娟", password=first_password(keeper)
        )

    found = codes(at_once([make] * 6))
    assert found == {"User": 1, "accounts.username-taken": 5}
