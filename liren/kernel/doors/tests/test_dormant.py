"""Accounts in which nobody comes in: told, then closed; opened again with a reason."""

from datetime import timedelta

import pytest

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Token, User
from liren.kernel.access.who import actor_of, system
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import ago, moved_to, now, today
from liren.kernel.doors import actions, jobs
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.doors.tests.test_second_factor import refused
from liren.kernel.tell.models import Notice


@pytest.fixture
def keeper() -> Actor:
    return actor_of(person("keeper", "security_administrator"))


def asleep(name: str, role: str, days: float = 91) -> User:
    """Somebody who did not come in for so many days."""
    user = person(name, role)
    user.date_joined = ago(days=500)
    user.last_login = ago(days=days)
    user.save()
    return user


def closed() -> set[str]:
    """Who is closed because nobody came in."""
    rows = User.objects.filter(dormant_at__isnull=False, is_active=False)
    return set(rows.values_list("username", flat=True))


def test_who_did_not_come_in_for_long_is_closed_and_it_is_on_record() -> None:
    li = asleep("li", "community_worker")
    asleep("wang", "community_worker", 89)
    inside = browser(li)
    User.objects.filter(pk=li.pk).update(last_login=ago(days=91))
    jobs.sleepers()
    assert closed() == {"li"}
    assert inside.get("/account/").status_code == 302
    entry = Entry.objects.get(verb="access.deactivate")
    assert (entry.actor.is_system, "90 天没有登录" in str(entry.facts)) == (True, True)
    jobs.sleepers()
    assert Entry.objects.filter(verb="access.deactivate").count() == 1


def test_people_are_told_once_before() -> None:
    li = asleep("li", "community_worker", 80)
    assert (actions.warn_sleepers(), actions.warn_sleepers()) == (1, 0)
    assert "14 天会停用" in Notice.objects.get(user=li).text
    li.last_login = now()
    li.save()
    with moved_to(now() + timedelta(days=80)):
        assert actions.warn_sleepers() == 1


def test_programs_newcomers_residents_and_the_example_do_not_sleep() -> None:
    li = asleep("li", "community_worker")
    Token.objects.create(
        user=li, name="t", digest="x", scopes=[], made_at=now(), until=today(), used_at=ago(days=3)
    )
    new = asleep("new", "community_worker")
    new.date_joined, new.last_login = ago(days=5), None
    new.save()
    shen = asleep("shen", "resident")
    shen.set_unusable_password()
    shen.save()
    User.objects.filter(pk=asleep("ex", "grid_worker").pk).update(example=True)
    system()
    User.objects.filter(is_system=True).update(date_joined=ago(days=500))
    actions.close_sleepers()
    assert closed() == set()


def test_the_last_in_an_administrators_role_stays() -> None:
    for role in ("security_administrator", "system_administrator", "audit_administrator"):
        asleep(role, role)
    asleep("second", "audit_administrator", 300)
    actions.close_sleepers()
    assert closed() == {"second"}


def test_the_keeper_sees_them_and_opens_them_again(keeper: Actor) -> None:
    """access.reactivate"""
    li, aud = asleep("li", "community_worker"), asleep("aud", "audit_administrator")
    person("aud2", "audit_administrator")
    actions.close_sleepers()
    client = browser(keeper.user)
    page = client.get("/accounts/?tab=dormant").content.decode()
    assert ">li<" in page
    assert "久未登录，已停用" in page
    listed = client.get("/api/v1/accounts?tab=dormant").json()["items"]
    assert {one["username"] for one in listed} == {"li", "aud"}
    for user in (li, aud):
        done = client.post(f"/accounts/{user.pk}/open/", {"reason": "休假归来"})
        assert done.status_code == 302
    assert closed() == set()
    actions.close_sleepers()
    assert closed() == set(), "opened again is as good as new"
    other = actor_of(person("other", "security_administrator"))
    actions.deactivate(keeper, li, reason="离职")
    assert not actions.reactivate(other, li, reason="复职").dormant_at


def test_who_closed_by_hand_is_not_opened_more_easily(keeper: Actor) -> None:
    aud = person("aud", "audit_administrator")
    User.objects.filter(pk=aud.pk).update(is_active=False)
    refused(lambda: actions.reactivate(keeper, aud, reason="试试"), "access.beyond-you")
