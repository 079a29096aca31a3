"""The second factor: asked for after the password, each code once, set up before anything else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from liren.kernel.access.models import Token, User
from liren.kernel.access.who import actor_of
from liren.kernel.api.tokens import digest
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions, limits, second
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.policy.values import value
from liren.kernel.tell.models import Delivery, Notice
from liren.kernel.testing import world

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with moved_to(now().replace(minute=5, second=5, microsecond=0)):
        yield


def code(steps: int = 0, secret: str = SECRET) -> str:
    """What the phone shows now, or so many steps later."""
    step = int(now().timestamp()) // second.STEP_SECONDS + steps
    return str(format_hotp_value(hotp_value(secret, step)))


def bare(name: str, role: str) -> User:
    """Somebody who has no second factor."""
    user = person(name, role)
    user.second_factor = False
    user.save()
    return user


def with_factor(name: str = "li", role: str = "security_administrator") -> User:
    """Somebody with a second factor, set up a while ago."""
    user = bare(name, role)
    before = now() - timedelta(minutes=10)
    with moved_to(before):
        return actions.set_second_factor(actor_of(user), user, secret=SECRET, code=code())


def sign_in(client: Client, name: str = "li") -> Any:
    return client.post(
        "/login/", {"username": name, "password": world.PASSWORD, "next": "/roles/"}
    )


def refused(act: Any, code: str) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


def test_log_in_asks_for_the_code_and_then_goes_where_one_wanted() -> None:
    with_factor()
    client = Client()
    assert sign_in(client)["Location"] == "/login/second/"
    assert client.get("/account/").status_code == 302, "the password alone opens nothing"
    page = client.get("/login/second/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    before = client.session.session_key
    assert client.post("/login/second/", {"code": code()})["Location"] == "/roles/"
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200


def test_a_code_of_the_phone_opens_once() -> None:
    user = with_factor()
    assert actions.spend(user, code()) == "totp"
    refused(lambda: actions.spend(user, code()), "accounts.wrong-code")
    refused(lambda: actions.spend(user, code(-1)), "accounts.wrong-code")
    assert actions.spend(user, code(1)) == "totp"
    refused(lambda: actions.spend(user, code(3)), "accounts.wrong-code")


def test_a_recovery_code_opens_once_and_says_how_many_are_left() -> None:
    user = with_factor()
    codes = actions.recovery_codes(user)
    assert (len(codes), len(set(codes))) == (10, 10)
    client = Client()
    sign_in(client)
    client.post("/login/second/", {"code": codes[0]})
    assert "还剩 9 个" in client.get("/account/").content.decode()
    refused(lambda: actions.spend(user, codes[0]), "accounts.wrong-code")
    assert second.left(user) == 9


@pytest.mark.parametrize("typed", ["一二三四五六", "é" * 20, "００００００", "' OR 1=1 --"])
def test_whatever_is_typed_is_a_wrong_code(typed: str) -> None:
    with_factor()
    client = Client()
    sign_in(client)
    assert client.post("/login/second/", {"code": typed}).status_code == 422
    client = browser(bare("wang", "grid_worker"))
    assert client.post("/account/second/", {"code": typed}).status_code == 422


def test_guesses_are_limited_and_a_right_code_begins_anew() -> None:
    user = with_factor()
    for _one in range(value("limits.second_factor") - 1):
        refused(lambda: actions.spend(user, "000000"), "accounts.wrong-code")
    assert actions.spend(user, code())
    for _one in range(value("limits.second_factor")):
        refused(lambda: actions.spend(user, "000000"), "accounts.wrong-code")
    refused(lambda: actions.spend(user, code(1)), "limits.too-often")
    client = Client()
    sign_in(client)
    page = client.post("/login/second/", {"code": code(1)})
    assert (page.status_code, "次数太多" in page.content.decode()) == (422, True)


def test_access_set_second_factor_binds_the_phone_and_shows_ten_codes_once() -> None:
    user = bare("li", "security_administrator")
    here, there = browser(user), browser(user)
    there.get("/account/")
    page = here.get("/account/second/").content.decode()
    assert "<svg" in page
    secret = page.split('<code class="secret">')[1].split("<")[0].replace(" ", "")
    assert here.post("/account/second/", {"code": "000000"}).status_code == 422
    done = here.post("/account/second/", {"code": code(secret=secret)}).content.decode()
    assert done.count("<li><code>") == 10
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302, "other devices go out"
    assert "<li><code>" not in here.get("/account/second/").content.decode()
    entry = Entry.objects.get(verb="access.set_second_factor", outcome="done")
    assert secret not in str(entry.facts)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert Notice.objects.filter(user=user, kind="doors.factor-set").exists()


def test_the_person_is_told_by_every_channel_whatever_was_chosen() -> None:
    user = bare("li", "community_worker")
    user.email = "li@example.org"
    user.phone = "13800000009"
    user.save()
    with_code = actions.set_second_factor(actor_of(user), user, secret=SECRET, code=code())
    sent = Delivery.objects.filter(notice__user=with_code).values_list("channel", flat=True)
    assert set(sent) == {"email", "sms"}


def test_who_needs_one_and_has_none_sets_it_up_before_anything_else() -> None:
    user = bare("li", "auditor")
    client = browser(user)
    for path in ("/", "/cases/", "/account/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/account/second/"), path
    api = client.get("/api/v1/me")
    assert (api.status_code, api.json()["type"]) == (403, "access.second-factor-first")
    assert "两步验证" in api.json()["detail"]
    assert client.get("/account/second/").status_code == 200


def test_a_token_opens_nothing_while_its_owner_lacks_one() -> None:
    user = bare("li", "auditor")
    Token.objects.create(
        user=user, name="t", digest=digest("lr_t"), scopes=["cases.view"], made_at=now(),
        until=today(),
    )  # fmt: skip
    program = Client(headers={"Authorization": "Bearer lr_t"})
    answer = program.get("/api/v1/me")
    assert (answer.status_code, answer.json()["type"]) == (403, "access.second-factor-first")
    actions.set_second_factor(actor_of(user), user, secret=SECRET, code=code())
    assert program.get("/api/v1/me").status_code == 200


def test_roles_that_do_not_need_one_may_have_one_and_drop_it() -> None:
    """access.drop_second_factor"""
    user = with_factor("wang", "community_worker")
    client = browser(user)
    assert client.post("/account/second/drop/", {"code": "000000"}).status_code == 422
    assert client.post("/account/second/drop/", {"code": code()}).status_code == 302
    user.refresh_from_db()
    assert (user.second_factor, second.is_set(user)) == (False, False)
    refused(lambda: actions.drop_second_factor(actor_of(user), user), "access.no-factor")


def test_roles_that_need_one_keep_it() -> None:
    user = with_factor()
    refused(lambda: actions.drop_second_factor(actor_of(user), user), "access.factor-needed")


def test_access_renew_recovery_codes_ends_the_old_ones() -> None:
    user = with_factor()
    old = actions.recovery_codes(user)
    page = browser(user).post("/account/second/codes/", {"code": code()}).content.decode()
    new = actions.recovery_codes(user)
    assert new[0] in page
    assert not set(old) & set(new)
    refused(lambda: actions.spend(user, old[0]), "accounts.wrong-code")
    bare_one = bare("wang", "grid_worker")
    refused(lambda: actions.renew_recovery_codes(actor_of(bare_one), bare_one), "access.no-factor")


def test_another_phone_takes_over_when_it_is_confirmed() -> None:
    user = with_factor()
    old, client = second.left(user), browser(user)
    assert "换手机" in client.get("/account/second/").content.decode()
    assert client.post("/account/second/", {"code": code(1)}).status_code == 422
    assert client.post("/account/second/move/", {"code": "000000"}).status_code == 422
    assert client.post("/account/second/move/", {"code": code()}).status_code == 302
    page = client.get("/account/second/").content.decode()
    new = page.split('<code class="secret">')[1].split("<")[0].replace(" ", "")
    assert actions.spend(user, code(1)) == "totp", "the old one holds until then"
    done = client.post("/account/second/", {"code": code(secret=new)}).content.decode()
    assert done.count("<li><code>") == 10 == old
    refused(lambda: actions.spend(user, code(2)), "accounts.wrong-code")
    assert actions.spend(user, code(1, new)) == "totp"
    assert client.get("/account/").status_code == 200


def test_who_comes_by_phone_or_from_the_example_sets_up_none() -> None:
    resident = bare("shen", "resident")
    resident.set_unusable_password()
    resident.save()
    facts: dict[str, Any] = {"secret": SECRET, "code": code()}
    refused(
        lambda: actions.set_second_factor(actor_of(resident), resident, **facts),
        "access.no-password",
    )
    User.objects.filter(pk=resident.pk).update(example=True)
    refused(
        lambda: actions.set_second_factor(actor_of(resident), resident, **facts),
        "access.example-password",
    )


def test_nobody_sets_up_anothers() -> None:
    from django.core.exceptions import PermissionDenied

    keeper, li = actor_of(person("keeper", "security_administrator")), bare("li", "auditor")
    acts: list[Any] = [
        lambda: actions.set_second_factor(keeper, li, secret=SECRET, code=code()),
        lambda: actions.drop_second_factor(keeper, li),
        lambda: actions.renew_recovery_codes(keeper, li),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_the_api_sets_up_renews_and_drops() -> None:
    client = browser(bare("wang", "grid_worker"))
    facts = {"secret": SECRET, "code": code(), "password": world.PASSWORD}
    wrong = client.post("/api/v1/me/second_factor", {**facts, "password": "x"}, "application/json")
    assert wrong.status_code == 409
    made = client.post("/api/v1/me/second_factor", facts, "application/json")
    assert len(made.json()["recovery_codes"]) == 10
    again = client.post("/api/v1/me/second_factor", facts, "application/json")
    assert again.json()["type"] == "access.factor-set"
    with moved_to(now() + timedelta(seconds=60)):
        new = client.post("/api/v1/me/recovery_codes", {"code": code()}, "application/json").json()
    assert new != made.json()
    last = {"code": new["recovery_codes"][3]}
    gone = client.post("/api/v1/me/second_factor/drop", last, "application/json")
    assert gone.json() == {"is_set": False, "left": 0}


def test_a_step_is_found_within_half_a_minute_only() -> None:
    for steps, found in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        assert bool(actions.factor.right_step(SECRET, code(steps))) is found
    assert isinstance(now(), datetime)
    assert limits.tries("second_factor", 1) == 0
