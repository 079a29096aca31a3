"""Three administrators are three people, and no door of the accounts leads around that."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from liren.apps.offices.actions import give
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions
from liren.kernel.doors.models import Recovery
from liren.kernel.doors.tests.conftest import person
from liren.kernel.testing import world
from liren.site import administrators
from liren.site.giving import ADMINISTRATORS, GIVES
from liren.site.roles import ROLES
from liren.site.terminal import Stop

THREE = sorted(ADMINISTRATORS)


@pytest.fixture(autouse=True)
def _city(db: None) -> None:
    world.rules()
    world.area("990101.")


@pytest.fixture
def keeper() -> Actor:
    return actor_of(person("keeper", "security_administrator"))


def no(act: Any) -> None:
    """It is refused, or not permitted at all."""
    with pytest.raises((Refused, PermissionDenied)):
        act()


def test_nobody_alone_makes_an_administrator_and_opens_his_account() -> None:
    for role in ADMINISTRATORS:
        makes = GIVES.get(role, frozenset()) & ADMINISTRATORS
        assert not (makes and "access.create_account" in ROLES[role])
        assert role not in makes


@pytest.mark.parametrize("role", THREE)
def test_one_person_never_holds_two_of_them(role: str) -> None:
    from liren.kernel.access.who import system

    one, where = person("one", role), world.area("990101.")
    for other in {*THREE, "community_worker"} - {role}:
        no(lambda other=other: give(system(), where, person=one, role=other, basis="试试"))


@pytest.mark.parametrize("role", THREE)
def test_a_keeper_alone_takes_over_no_administrator(keeper: Actor, role: str) -> None:
    lost = person("lost", role)
    no(lambda: actions.reset_password(keeper, lost, password="x"))
    no(lambda: actions.link_login(keeper, lost, provider="sso", uid="mine"))
    no(lambda: actions.deactivate(keeper, lost, reason="x"))
    no(lambda: actions.deactivate(keeper, lost, reason="x", dormant=True))
    no(lambda: actions.change_password(keeper, lost, password="chang-feng-wan-li-42"))
    no(lambda: actions.drop_second_factor(keeper, lost))
    secret, digest = actions.new_link()
    actions.open_recovery(keeper, lost, reason="x", digest=digest)
    assert actions.alive(secret) is None
    row = Recovery.objects.get(user=lost)
    no(lambda: actions.agree_recovery(keeper, row, person=lost, digest="x"))
    no(lambda: actions.agree_recovery(actor_of(lost), row, person=lost, digest="x"))


def test_a_puppet_does_not_agree(keeper: Actor) -> None:
    lost, where = person("lost", "audit_administrator"), world.area("990101.")
    puppet = actions.create_account(
        keeper, keeper.user, username="puppet", name="木偶", password="k7mq-2xwf-9dtz"
    )
    for role in THREE:
        no(lambda role=role: give(keeper, where, person=puppet, role=role, basis="试试"))
    give(keeper, where, person=puppet, role="auditor", basis="试试")
    actions.open_recovery(keeper, lost, reason="x", digest="d")
    row = Recovery.objects.get(user=lost)
    no(lambda: actions.agree_recovery(actor_of(puppet), row, person=lost, digest="x"))


def test_the_database_keeps_a_link_of_two_from_one(keeper: Actor) -> None:
    lost = person("lost", "system_administrator")
    facts = {"user": lost, "opened_by": keeper.user, "opened_at": now(), "until": now()}
    with pytest.raises(IntegrityError):
        together(lambda: Recovery.objects.create(two=True, digest="x", **facts))


def test_the_command_line_joins_no_roles_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    person("zhang.wei", "audit_administrator")
    monkeypatch.setenv("LIREN_ADMIN_PASSWORD", "chang-feng-wan-li-42")
    with pytest.raises(Stop):
        administrators.create(administrators.Wanted("security_administrator", "zhang.wei", "张伟"))
    held = User.objects.get(username="zhang.wei").grants.values_list("role", flat=True)
    assert list(held) == ["audit_administrator"]
