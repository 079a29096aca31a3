"""What a security administrator sees and does."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.log import history
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions, queries
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.testing import world


@pytest.fixture
def admin() -> User:
    return person("admin", "security_administrator")


def fail(name: str, times: int) -> None:
    for _ in range(times):
        Client().post("/login/", {"username": name, "password": "wrong-7-password"})


def test_access_view_accounts_shows_people_roles_and_failures(admin: User) -> None:
    person("li", "subdistrict_desk", "990101.001.")
    person("shen", "resident")
    fail("li", 2)
    client = browser(admin)
    text = client.get("/accounts/").content.decode()
    for word in ("li", "街道受理席", "街道001", "2 次"):
        assert word in text
    assert "shen" not in text
    assert "shen" in client.get("/accounts/?tab=residents").content.decode()
    assert "没有被锁定" in client.get("/accounts/?tab=locked").content.decode()


def test_accounts_are_searched_filtered_and_paged(admin: User) -> None:
    for n in range(60):
        person(f"grid{n:02d}", "grid_worker", "990101.001.002.01.")
    person("li", "subdistrict_desk", "990101.001.")
    actor = actor_of(admin)
    assert [u.username for u in queries.accounts(actor, q="grid0", limit=200).rows][-1] == "grid00"
    assert len(queries.accounts(actor, role="subdistrict_desk").rows) == 1
    first = queries.accounts(actor)
    rest = queries.accounts(actor, cursor=first.older)
    assert (len(first.rows), len(rest.rows), rest.older) == (50, 12, "")
    assert not {u.pk for u in first.rows} & {u.pk for u in rest.rows}
    client = browser(admin)
    assert client.get(f"/accounts/?cursor={first.older}").status_code == 200
    assert client.get("/accounts/?cursor=nonsense").status_code == 409


def test_access_unlock_lets_a_person_in_again(admin: User, settings: Any) -> None:
    li = person("li", "subdistrict_desk", "990101.001.")
    fail("li", settings.AXES_FAILURE_LIMIT)
    given = {"username": "li", "password": world.PASSWORD}
    assert Client().post("/login/", given).status_code == 429
    client = browser(admin)
    assert "li" in client.get("/accounts/?tab=locked").content.decode()
    assert "已锁定" in client.get(f"/accounts/{li.pk}/").content.decode()
    assert client.get(f"/accounts/{li.pk}/unlock/").status_code == 200
    assert client.post(f"/accounts/{li.pk}/unlock/").status_code == 302
    assert Client().post("/login/", given).status_code == 302
    assert (history(li)[0].verb, history(li)[0].actor) == ("access.unlock", admin)
    with pytest.raises(Refused) as no:
        actions.unlock(actor_of(admin), li)
    assert no.value.code == "access.not-locked"


def test_access_end_sessions_signs_a_person_out_everywhere(admin: User) -> None:
    li = person("li", "subdistrict_desk", "990101.001.")
    theirs = [browser(li) for _ in range(2)]
    for client in theirs:
        client.get("/account/")
    client = browser(admin)
    assert "Chrome" in client.get(f"/accounts/{li.pk}/").content.decode()
    client.post(f"/accounts/{li.pk}/end-sessions/")
    assert [one.get("/account/").status_code for one in theirs] == [302, 302]
    assert (history(li)[0].verb, history(li)[0].actor) == ("access.end_sessions", admin)
    with pytest.raises(Refused) as no:
        actions.end_sessions(actor_of(admin), admin)
    assert no.value.code == "access.own-account"


@pytest.mark.parametrize(
    "role", ["system_administrator", "audit_administrator", "district_office"]
)
def test_other_roles_may_nothing_of_it(role: str) -> None:
    li, other = person("li", "subdistrict_desk"), person("other", role)
    client = browser(other)
    assert client.get("/accounts/").status_code == 403
    for url in ("", "unlock/", "end-sessions/"):
        assert client.post(f"/accounts/{li.pk}/{url}").status_code in (404, 405)
    for act in (actions.unlock, actions.end_sessions):
        with pytest.raises(PermissionDenied):
            act(actor_of(other), li)


def test_the_system_is_no_account_and_unknown_ones_do_not_exist(admin: User) -> None:
    User.objects.create(username="system", name="系统", is_system=True)
    client = browser(admin)
    assert "系统</a>" not in client.get("/accounts/?tab=residents").content.decode()
    assert client.get("/accounts/99999999999999999999/").status_code == 404


def test_the_record_of_failures_holds_no_password() -> None:
    fail("li", 1)
    assert "wrong-7-password" not in str(AccessAttempt.objects.values_list().get())
