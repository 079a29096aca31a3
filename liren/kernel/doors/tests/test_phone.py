"""Coming in by a code sent to the phone."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import seal
from liren.kernel.doors import codes
from liren.kernel.doors.models import PhoneCode
from liren.kernel.doors.tests.conftest import Sent, code_in, person
from liren.kernel.testing import world

PHONE = "13812345678"
OTHER = "13912345678"


def known(phone: str, role: str = "resident") -> User:
    user = person(f"p{phone[-4:]}", role)
    user.phone = phone
    user.save()
    return user


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def ask(client: Client, phone: str = PHONE) -> Any:
    return client.post("/login/phone/", {"phone": phone})


def test_a_stranger_becomes_a_resident_at_the_first_right_code(inbox: Sent) -> None:
    client = Client()
    asked = client.post("/login/phone/", {"phone": "138 1234 5678", "next": "/account/"})
    assert asked["Location"] == "/login/code/?next=%2Faccount%2F"
    assert inbox[0][0] == PHONE
    assert not User.objects.with_phone(PHONE).exists()
    entered = client.post("/login/code/", {"code": code_in(inbox), "next": "/account/"})
    assert entered["Location"] == "/login/name/?next=%2Faccount%2F"
    user = User.objects.with_phone(PHONE).get()
    assert [(g.role, g.area.path) for g in user.grants.all() if g.area] == [
        ("resident", "990101.")
    ]
    assert PHONE not in user.username
    assert not user.has_usable_password()
    named = client.post("/login/name/", {"name": "王女士", "next": "/account/"})
    assert named["Location"] == "/account/"
    assert "王女士" in client.get("/account/").content.decode()


def test_nothing_tells_a_known_number_from_an_unknown_one(inbox: Sent) -> None:
    known(PHONE)
    answers = [ask(Client(), phone) for phone in (PHONE, OTHER)]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, "/login/code/")}
    assert len({re.sub(r"\d{6}", "", text) for _to, text in inbox}) == 1


def test_a_known_number_goes_straight_on(inbox: Sent) -> None:
    user, client = known(PHONE), Client()
    ask(client)
    assert client.post("/login/code/", {"code": code_in(inbox)})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_session_gets_a_new_key_and_forgets_the_number(inbox: Sent) -> None:
    client = Client()
    ask(client)
    before = client.session.session_key
    assert PHONE not in str(dict(client.session))
    client.post("/login/code/", {"code": code_in(inbox)})
    assert client.session.session_key != before
    assert "doors.phone" not in client.session


def test_neither_number_nor_code_can_be_read_from_the_table(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    kept = PhoneCode.objects.values_list().get()
    assert PHONE not in str(kept)
    assert code_in(inbox) not in str(kept)


def test_a_code_opens_once(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    codes.confirm(PHONE, code_in(inbox))
    with pytest.raises(Refused) as no:
        codes.confirm(PHONE, code_in(inbox))
    assert no.value.code == "accounts.code-dead"


def test_a_code_belongs_to_its_number(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    first = code_in(inbox)
    codes.ask(OTHER, "127.0.0.1")
    if first != code_in(inbox):
        with pytest.raises(Refused):
            codes.confirm(OTHER, first)


def test_a_new_code_ends_the_one_before(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    first = code_in(inbox)
    codes.ask(PHONE, "127.0.0.1")
    assert PhoneCode.objects.filter(live=True).count() == 1
    if first != code_in(inbox):
        with pytest.raises(Refused):
            codes.confirm(PHONE, first)


def test_a_code_lives_a_few_minutes(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    with (
        time_machine.travel(now() + timedelta(minutes=5, seconds=1)),
        pytest.raises(Refused) as no,
    ):
        codes.confirm(PHONE, code_in(inbox))
    assert no.value.code == "accounts.code-dead"


def test_a_code_is_tried_a_few_times(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    right, said = code_in(inbox), []
    for _ in range(5):
        with pytest.raises(Refused) as no:
            codes.confirm(PHONE, wrong(right))
        said.append(no.value.code)
    assert said == ["accounts.code-wrong"] * 4 + ["accounts.code-dead"]
    with pytest.raises(Refused):
        codes.confirm(PHONE, right)


def test_the_page_says_how_many_tries_are_left(inbox: Sent) -> None:
    client = Client()
    ask(client)
    page = client.post("/login/code/", {"code": wrong(code_in(inbox))})
    assert page.status_code == 422
    assert "还可以试 4 次" in page.content.decode()


@pytest.mark.parametrize("code", ["", "abc", "12345", "１２３４５６７８", "0" * 20])
def test_what_is_no_code_is_no_fault_of_ours(inbox: Sent, code: str) -> None:
    client = Client()
    ask(client)
    assert client.post("/login/code/", {"code": code}).status_code == 422


def test_codes_are_sent_rarely_to_one_phone(inbox: Sent) -> None:
    for _ in range(5):
        ask(Client())
    page = ask(Client())
    assert page.status_code == 422
    assert "太频繁" in page.content.decode()
    assert len(inbox) == 5
    assert ask(Client(), OTHER).status_code == 302
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert ask(Client()).status_code == 302


def test_codes_are_sent_rarely_to_one_address(inbox: Sent) -> None:
    for n in range(60):
        codes.ask(f"1380000{n:04d}", "10.0.0.1")
    with pytest.raises(Refused) as no:
        codes.ask(PHONE, "10.0.0.1")
    assert no.value.code == "accounts.too-many-codes"
    codes.ask(PHONE, "10.0.0.2")


def test_an_office_account_needs_its_password(inbox: Sent) -> None:
    known(PHONE, "subdistrict_desk")
    client = Client()
    ask(client)
    page = client.post("/login/code/", {"code": code_in(inbox)})
    assert page.status_code == 422
    assert "工作账户" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_and_an_example_stay_out(inbox: Sent) -> None:
    user = known(PHONE)
    for closed in ({"is_active": False}, {"is_active": True, "example": True}):
        User.objects.filter(pk=user.pk).update(**closed)
        codes.ask(PHONE, "127.0.0.1")
        with pytest.raises(Refused) as no:
            codes.confirm(PHONE, code_in(inbox))
        assert no.value.code == "accounts.closed"


def test_a_code_page_without_a_number_goes_back_to_the_door() -> None:
    client = Client()
    assert client.get("/login/code/")["Location"] == "/login/"
    session = client.session
    session["doors.phone"] = seal(PHONE, "something else")
    session.save()
    assert client.get("/login/code/")["Location"] == "/login/"


def test_old_codes_are_dropped(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    assert codes.forget() == 0
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert codes.forget() == 1


def at_once(work: Callable[[], object], times: int) -> list[object]:
    def one(_: int) -> object:
        try:
            return work()
        except Refused as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_not_more_guesses(inbox: Sent) -> None:
    codes.ask(PHONE, "127.0.0.1")
    said = at_once(lambda: codes.confirm(PHONE, wrong(code_in(inbox))), 12)
    assert said.count("accounts.code-wrong") == 4
    assert said.count("accounts.code-dead") == 8
    assert PhoneCode.objects.get().tries == 5


@pytest.mark.django_db(transaction=True)
def test_a_right_code_sent_many_times_opens_once(inbox: Sent) -> None:
    world.area("990101.")
    codes.ask(PHONE, "127.0.0.1")
    said = at_once(lambda: codes.confirm(PHONE, code_in(inbox)), 8)
    assert said.count("accounts.code-dead") == 7
    assert User.objects.with_phone(PHONE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_send_no_more_codes(inbox: Sent) -> None:
    at_once(lambda: codes.ask(PHONE, "127.0.0.1"), 12)
    assert len(inbox) == 5
    assert PhoneCode.objects.filter(live=True).count() == 1
