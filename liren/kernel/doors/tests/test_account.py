"""One's own account: settings, password, devices."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Entry
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions
from liren.kernel.doors.tests.conftest import CHROME, browser, person
from liren.kernel.testing import world

NEW = "another-horse-8-staple"


@pytest.fixture
def li() -> User:
    return person("li", "subdistrict_desk", "990101.001.")


def change(client: Client, **given: str) -> Any:
    fields = {"old": world.PASSWORD, "password": NEW, "again": NEW, **given}
    return client.post("/account/password/", fields)


def test_the_page_says_who_one_is_and_what_the_roles_allow(li: User) -> None:
    page = browser(li).get("/account/").content.decode()
    for word in ("街道受理席", "街道001", "派遣", "Chrome · Windows", "本机"):
        assert word in page


def test_access_change_settings_keeps_language_and_size(li: User) -> None:
    client = browser(li)
    answer = client.post("/account/settings/", {"language": "en", "large": "on"})
    assert answer.status_code == 302
    assert answer.cookies["liren_language"].value == "en"
    assert answer.cookies["liren_size"].value == "large"
    li.refresh_from_db()
    assert (li.language, li.large) == ("en", True)
    again = Client().post("/login/", {"username": "li", "password": world.PASSWORD})
    assert again.cookies["liren_language"].value == "en"


def test_residents_choose_their_name_and_officials_do_not(li: User) -> None:
    shen = person("shen", "resident")
    facts: dict[str, Any] = {"language": "", "large": False}
    assert actions.change_settings(actor_of(shen), shen, name="沈阿姨", **facts).name == "沈阿姨"
    with pytest.raises(Refused) as no:
        actions.change_settings(actor_of(li), li, name="区长", **facts)
    assert no.value.code == "access.fixed-name"


def test_nobody_changes_another_persons_account(li: User) -> None:
    other = actor_of(person("wang", "security_administrator"))
    asked: list[Any] = [
        lambda: actions.change_settings(other, li, language="en", large=False),
        lambda: actions.change_password(other, li, password=NEW),
        lambda: actions.end_session(other, li, sessions=[1]),
        lambda: actions.issue(other, name="x", scopes=[], area=None, until=None),
    ]
    for ask in asked[:3]:
        with pytest.raises(PermissionDenied):
            ask()
    assert set(history(li).values_list("outcome", flat=True)) == {"denied"}


def test_access_change_password_signs_out_all_other_devices(li: User) -> None:
    here, there = browser(li), browser(li)
    there.get("/account/")
    assert change(here)["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    li.refresh_from_db()
    assert li.check_password(NEW)
    assert UserSession.objects.filter(user=li).count() == 1
    facts = Entry.objects.get(verb="access.change_password").facts
    assert (facts["password"], set(facts["changes"])) == ("•", {"password_at"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong-7-password"}, "当前密码不对"),
        ({"again": "something-else-9"}, "不一样"),
        ({"password": "short", "again": "short"}, "10"),
        ({"password": "1234567890123", "again": "1234567890123"}, "数字"),
    ],
)
def test_a_password_needs_the_old_one_and_has_to_be_good(
    li: User, given: dict[str, str], said: str
) -> None:
    page = change(browser(li), **given)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_guessing_the_old_password_locks_too(li: User, settings: Any) -> None:
    client = browser(li)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = change(client, old="wrong-7-password")
    assert page.status_code == 429


def test_example_accounts_keep_their_password(li: User, settings: Any) -> None:
    User.objects.filter(pk=li.pk).update(example=True)
    settings.LIREN_EXAMPLE = True
    page = change(browser(li))
    assert "不能修改" in page.content.decode()


def test_access_end_session_signs_out_one_device_or_all_others(li: User) -> None:
    clients = [browser(li) for _ in range(4)]
    for client in clients:
        client.get("/account/")
    keys = {one.session_key: one.pk for one in UserSession.objects.filter(user=li)}
    here, first = clients[0], clients[1]
    one = keys[str(first.session.session_key)]
    asked = here.get(f"/account/sessions/end/?session={one}")
    assert "Chrome · Windows" in asked.content.decode()
    assert first.get("/account/").status_code == 200  # asking ends nothing
    here.post(f"/account/sessions/end/?session={one}")
    assert [c.get("/account/").status_code for c in clients] == [200, 302, 200, 200]
    here.post("/account/sessions/end/", {"session": "others"})
    assert set(history(li).values_list("verb", flat=True)) == {"access.end_session"}
    assert [c.get("/account/").status_code for c in clients] == [200, 302, 302, 302]


def test_a_device_of_another_person_cannot_be_ended(li: User) -> None:
    wang = Client(headers={"user-agent": CHROME})
    wang.force_login(person("wang", "grid_worker"))
    wang.get("/account/")
    theirs = UserSession.objects.get(user__username="wang").pk
    answer = browser(li).post(f"/account/sessions/end/?session={theirs}")
    assert answer.status_code == 409
    assert wang.get("/account/").status_code == 200


def test_residents_see_the_portal_around_their_account() -> None:
    page = browser(person("shen", "resident")).get("/account/").content.decode()
    assert 'class="portal"' in page
    assert "接口令牌" not in page
