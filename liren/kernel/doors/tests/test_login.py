"""Coming in by name and password, and going out."""

from typing import Any

import pytest
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.testing import world


def sign_in(client: Client, name: str, password: str = world.PASSWORD, **more: str) -> Any:
    return client.post("/login/", {"username": name, "password": password, **more})


def test_a_stranger_is_sent_to_the_log_in_page_and_back() -> None:
    client = Client()
    world.grant(world.user("li"), "subdistrict_desk", "990101.001.")
    asked = client.get("/rules/")
    assert asked.status_code == 302
    assert asked["Location"] == "/login/?next=/rules/"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/rules/"' in page
    assert "工作人员" in page
    assert "居民" in page
    assert sign_in(client, "li", next="/rules/")["Location"] == "/rules/"
    assert client.get("/rules/").status_code == 200


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_a_foreign_address(to: str) -> None:
    world.user("li")
    answer = sign_in(Client(), "li", next=to)
    assert answer["Location"] == "/"


def test_the_session_gets_a_new_key_at_log_in() -> None:
    client = Client()
    world.user("li")
    client.post("/login/phone/", {"phone": "13800000000"})
    before = client.session.session_key
    assert before
    sign_in(client, "li")
    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies["liren_session"] = before
    assert stolen.get("/account/").status_code == 302


def test_wrong_passwords_unknown_names_and_closed_accounts_look_the_same() -> None:
    world.user("li")
    closed = world.user("closed")
    closed.is_active = False
    closed.save()
    asked = [
        ("li", "wrong-7-password"),
        ("nobody", "wrong-7-password"),
        ("closed", world.PASSWORD),
    ]
    pages = [sign_in(Client(), *one) for one in asked]
    assert {page.status_code for page in pages} == {422}
    assert all("登录名或密码不对" in page.content.decode() for page in pages)


def test_an_unknown_name_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda user, password: hashed.append(password))
    sign_in(Client(), "nobody", "wrong-7-password")
    assert hashed == ["wrong-7-password"]


def test_too_many_wrong_passwords_lock_the_name_and_say_for_how_long(settings: Any) -> None:
    world.user("li")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(Client(), "li", "wrong-7-password")
    right = sign_in(Client(), "li")
    for page in (last, right):
        assert page.status_code == 429
        assert page["Retry-After"] == "900"
    text = right.content.decode()
    assert "15 分钟" in text
    assert "安全管理员" in text
    world.user("wang")
    assert sign_in(Client(), "wang").status_code == 302


def test_example_log_ins_open_only_the_example(settings: Any) -> None:
    li = world.user("li")
    li.example = True
    li.save()
    settings.LIREN_EXAMPLE = True
    client = Client()
    assert sign_in(client, "li").status_code == 302
    assert client.get("/account/").status_code == 200
    settings.LIREN_EXAMPLE = False
    assert sign_in(Client(), "li").status_code == 422
    assert client.get("/account/").status_code == 302  # a session from the example ends as well


def logins() -> list[dict[str, str]]:
    one = {"area": "和安区", "username": "li", "password": world.PASSWORD}
    return [{**one, "role": f"受理席 {n % 12}"} for n in range(20)]


def test_example_log_ins_are_shown_only_in_the_example(settings: Any) -> None:
    settings.LIREN_EXAMPLE_LOGINS = f"{__name__}.logins"
    settings.LIREN_EXAMPLE = False
    assert "示例账号" not in Client().get("/login/").content.decode()
    assert Client().get("/login/example/").status_code == 404
    settings.LIREN_EXAMPLE = True
    page = Client().get("/login/").content.decode()
    assert page.count('name="password" value=') == 9
    assert Client().get("/login/example/").content.decode().count("受理席") == 20


def test_logging_out_ends_the_session_and_needs_a_post() -> None:
    client = Client()
    world.user("li")
    sign_in(client, "li")
    assert client.get("/login/out/").status_code == 405
    assert client.get("/account/").status_code == 200
    assert client.post("/login/out/").status_code == 302
    assert client.get("/account/").status_code == 302
