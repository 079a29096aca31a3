"""The operations of the doors, beyond what the other tests ask of them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.audit.models import Entry
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.policy.models import Day
from liren.kernel.testing import world

NEW = "another-horse-8-staple"


def send(client: Client, url: str, given: Any = None, key: str = "") -> Any:
    headers = {"idempotency-key": key} if key else {}
    url = f"/api/v1/{url}"
    return client.post(url, given or {}, content_type="application/json", headers=headers)


def test_access_me_says_who_one_is() -> None:
    me = browser(person("li", "grid_worker", "990101.001.")).get("/api/v1/me").json()
    assert me["username"] == "li"
    assert me["grants"][0]["role"] == "grid_worker"
    assert "cases.report" in me["verbs"]
    assert Client().get("/api/v1/me").status_code == 401


def test_settings_and_sessions() -> None:
    client = browser(person("li", "grid_worker"))
    assert send(client, "me/settings", {"language": "en", "large": True}).json()["large"] is True
    assert send(client, "me/settings", {"language": "xx", "large": False}).status_code == 422
    other = browser(User.objects.get(username="li"))
    other.get("/account/")
    listed = client.get("/api/v1/me/sessions").json()
    mine = other.session.session_key
    assert len(listed) == 2
    assert {one["device"] for one in listed} == {"Chrome · Windows"}
    assert send(client, "me/sessions/end", {"sessions": [10**9]}).status_code == 409
    assert send(client, "me/sessions/end", {"sessions": [10**30]}).status_code == 422
    keys = [one["id"] for one in listed]
    assert send(client, "me/sessions/end", {"sessions": keys}).status_code == 200
    assert mine
    assert other.get("/account/").status_code == 302


def test_a_password_is_changed_with_the_old_one() -> None:
    client = browser(person("li", "grid_worker"))
    wrong = send(client, "me/password", {"old": "x", "password": NEW})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "accounts.wrong-password")
    weak = send(client, "me/password", {"old": world.PASSWORD, "password": "short"})
    assert weak.json()["type"] == "access.weak-password"
    assert send(client, "me/password", {"old": world.PASSWORD, "password": NEW}).status_code == 200
    assert User.objects.get(username="li").check_password(NEW)


def test_a_lock_is_a_problem_for_programs_too(settings: Any) -> None:
    client = browser(person("li", "grid_worker"))
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = send(client, "me/password", {"old": "x", "password": NEW})
    assert (last.status_code, last.json()["type"]) == (429, "accounts.locked")


def test_roles_and_rules() -> None:
    client = browser(person("li", "grid_worker"))
    roles = {one["code"]: one for one in client.get("/api/v1/roles").json()}
    assert "cases.report" in roles["resident"]["verbs"]
    found = client.get("/api/v1/parameters?q=code_minutes").json()
    assert [(one["key"], one["value"], one["verify"]) for one in found] == [
        ("accounts.code_minutes", 5, True)
    ]
    year = client.get("/api/v1/calendar/2026").json()
    assert year["published"]
    assert {"date": "2026-01-01", "works": False, "name": "元旦"} in year["days"]
    assert client.get("/api/v1/calendar/1").status_code == 422


def test_the_calendar_is_edited_once_under_one_key() -> None:
    client = browser(person("office", "district_office"))
    given = {"day": "2031-05-01", "works": False, "name": "劳动节"}
    answers = [send(client, "calendar/2031/days", given, "k1") for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert Entry.objects.filter(verb="policy.set_day").count() == 1
    other = send(client, "calendar/2031/days", {**given, "name": "其他"}, "k1")
    assert other.json()["type"] == "access.key-reused"
    assert send(client, "calendar/2031/publish", {"source": "通知"}).json()["published"]
    assert send(client, "calendar/2031/days/2031-05-01/clear").json()["days"] == []
    assert not Day.objects.filter(date=date(2031, 5, 1)).exists()
    again = send(client, "calendar/2031/days/2031-05-01/clear")
    assert again.json()["type"] == "policy.no-such-day"
    grid = browser(person("grid", "grid_worker"))
    assert send(grid, "calendar/2031/publish", {"source": "通知"}).status_code == 403


def test_accounts_and_their_verbs() -> None:
    li = person("li", "grid_worker")
    admin = browser(person("admin", "security_administrator"))
    Client().post("/login/", {"username": "li", "password": "wrong-7-password"})
    items = {one["username"]: one for one in admin.get("/api/v1/accounts").json()["items"]}
    assert items["li"]["failures"] == 1
    assert send(admin, f"accounts/{li.pk}/unlock").json()["failures"] == 0
    assert send(admin, f"accounts/{li.pk}/unlock").json()["type"] == "access.not-locked"
    assert send(admin, f"accounts/{li.pk}/end_sessions").json()["sessions"] == 0
    assert send(admin, "accounts/999999/unlock").status_code == 404
    assert browser(li).get("/api/v1/accounts").status_code == 403
    assert admin.get("/api/v1/accounts?tab=nonsense").status_code == 422


def test_the_record_is_read_in_pages() -> None:
    reader = browser(person("top", "auditor"))
    for _ in range(3):
        send(reader, "me/settings", {"language": "", "large": False})
    first = reader.get("/api/v1/audit?limit=2").json()
    assert [one["verb"] for one in first["items"]] == ["access.change_settings"] * 2
    rest = reader.get(f"/api/v1/audit?limit=2&cursor={first['next']}").json()
    assert (len(rest["items"]), rest["next"]) == (1, "")
    assert reader.get("/api/v1/audit?outcome=maybe").status_code == 422
    assert reader.get("/api/v1/audit?since=9999-12-31").status_code == 422


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"\\ud800"', '{"language": 1}'])
def test_no_body_is_a_fault_of_ours(body: str) -> None:
    client = browser(person("li", "grid_worker"))
    answer = client.post("/api/v1/me/settings", body, content_type="application/json")
    assert answer.status_code in (400, 422)
