"""Reporting without an account, and following by number and code; guessing leads nowhere."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liren.apps.cases import actions, rules
from liren.apps.cases.models import Case, CaseKind, Receipt
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.tests.conftest import GOOD, TEXT
from liren.apps.cases.tests.test_voices import QUESTION, facts_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, User
from liren.kernel.access.who import actor_of, system
from liren.kernel.audit.log import history
from liren.kernel.base.errors import Refused
from liren.kernel.files.tests import samples
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN = "/api/v1/open"
CODE = "ABCDE-FGHJK"


@pytest.fixture
def open_case(town: Area, kind: CaseKind) -> Case:
    return actions.report_open(system(), town, kind=kind, text=TEXT, code=CODE)


def post(path: str, client: Client | None = None, **facts: Any) -> Any:
    """Send facts to an operation, as nobody."""
    return (client or Client()).post(OPEN + path, facts, content_type="application/json")


def slip(page: str) -> tuple[str, str]:
    """Number and code as they stand on the page."""
    number = re.search(r"data-number>([^<]+)<", page)
    code = re.search(r"data-code>([^<]+)<", page)
    assert number
    assert code
    return number[1], code[1]


# ── the reporter without a name ─────────────────────────────────────────────────────────────


def test_each_case_has_a_reporter_of_its_own_who_opens_this_one_only(
    open_case: Case, town: Area, kind: CaseKind
) -> None:
    """cases.report_open"""
    other = actions.report_open(system(), town, kind=kind, text=TEXT, code="KKKKK-KKKKK")
    person = open_case.reporter
    assert person != other.reporter
    assert (person.is_active, person.may_log_in, person.has_usable_password()) == (False,) * 3
    assert open_case.source == "stranger"
    assert set(Case.objects.allowed(Actor(person), "cases.view")) == {open_case}
    assert set(Case.objects.allowed(actor_of(person), "cases.view")) == {open_case}
    assert history(open_case)[0].verb == "cases.report_open"
    assert CODE not in str(history(open_case)[0].facts)


def test_only_the_hash_of_the_code_is_kept(open_case: Case) -> None:
    kept = Receipt.objects.get()
    assert "ABCDE" not in kept.digest
    assert actions.opened(open_case.number, CODE) == open_case
    assert actions.opened(open_case.number, " abcde fghjk ") == open_case
    assert actions.opened(f"{open_case.pk:06d}", CODE) == open_case
    for number, code in (
        (open_case.number, "ABCDE-FGHJL"),
        (open_case.number, ""),
        ("990101009-2020-" + f"{open_case.pk:06d}", CODE),
        ("990101001-2026-999999", CODE),
        ("", CODE),
    ):
        assert actions.opened(number, code) is None


def test_codes_are_long_and_by_chance() -> None:
    assert len(rules.LETTERS) ** rules.CODE_LENGTH >= 2**49
    codes = {actions.new_code() for _time in range(200)}
    assert len(codes) == 200
    key = "0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a"
    assert actions.new_code(key) == actions.new_code(key), "a form sent twice"
    assert actions.new_code(key) != actions.new_code(key[:-1] + "b")


def test_kinds_say_whether_strangers_may(town: Area) -> None:
    closed = [kind for kind in kinds_in_force().values() if "stranger" not in kind.open_to]
    assert {kind.code for kind in closed} >= {"neighbour_dispute", "group_rent", "elderly_alone"}
    assert not any(kind.public for kind in closed)
    with pytest.raises(Refused) as no:
        actions.report_open(system(), town, kind=closed[0], text=TEXT, code=CODE)
    assert no.value.code == "cases.not-open"
    assert not User.objects.filter(username__startswith="v-").exists()


def test_nobody_with_an_account_comes_in_that_way(resident: Actor, town: Area) -> None:
    with pytest.raises(Exception, match="report_open"):
        actions.report_open(
            resident, town, kind=kinds_in_force()["road_surface"], text=TEXT, code=CODE
        )
    with pytest.raises(Refused):
        actions.report(
            resident, town, kind=kinds_in_force()["road_surface"], text=TEXT, source="stranger"
        )


# ── the pages ───────────────────────────────────────────────────────────────────────────────


def test_from_report_to_rating_without_an_account(
    town: Area, desk: Actor, clerk: Actor, patrol: Actor, company: Body
) -> None:
    client = Client()
    photo = SimpleUploadedFile("a.jpg", samples.with_place())
    answer = client.post("/open/report/", facts_of(town, pictures=photo))
    assert (answer.status_code, answer["Location"]) == (302, "/open/done/")
    number, code = slip(client.get("/open/done/").content.decode())
    case = Case.objects.get()
    assert (case.number, case.picture_count) == (number, 1)
    assert client.get("/open/done/?noted=1")["Location"] == "/follow/"
    assert client.get("/open/done/")["Location"] == "/follow/", "shown once"

    other = Client()  # another day, another telephone
    assert other.get(f"/follow/{case.uid}/").status_code == 404
    answer = other.post("/follow/", {"number": number, "code": code.lower()})
    assert answer["Location"] == f"/follow/{case.uid}/"
    actions.ask(desk, case, note=QUESTION)
    page = other.get(f"/follow/{case.uid}/").content.decode()
    assert QUESTION in page
    picture = re.search(rf'src="(/follow/{case.uid}/pictures/[^"]+)"', page)
    assert picture
    assert other.get(picture[1]).status_code == 200
    assert Client().get(picture[1]).status_code == 404
    assert other.post(f"/follow/{case.uid}/answer/", {"note": "在三楼"}).status_code == 302
    way: list[Callable[[], Case]] = [
        lambda: actions.accept(desk, case),
        lambda: actions.dispatch(desk, case, handler=company),
        lambda: actions.sign(clerk, case),
        lambda: actions.feed_back(clerk, case, outcome=GOOD),
        lambda: actions.verify(patrol, case, passed=True),
        lambda: actions.close(desk, case),
    ]
    for act in way:
        act()
    assert GOOD in other.get(f"/follow/{case.uid}/").content.decode()
    assert other.post(f"/follow/{case.uid}/rate/", {"rating": "fair"}).status_code == 302
    case.refresh_from_db()
    assert case.rating == "fair"
    assert other.post(f"/follow/{case.uid}/dispatch/", {}).status_code == 404


def test_what_was_pressed_twice_is_one_report_with_one_code(town: Area) -> None:
    slips = []
    for _time in range(2):
        client = Client()
        assert client.post("/open/report/", facts_of(town)).status_code == 302
        slips.append(slip(client.get("/open/done/").content.decode()))
    assert slips[0] == slips[1]
    assert Case.objects.count() == 1


def test_a_key_of_somebody_else_does_not_open_a_case(town: Area) -> None:
    Client().post("/open/report/", facts_of(town, key="1"))
    client = Client()
    client.post("/open/report/", facts_of(town, key="1", text="另一个人的另一件事。", sure="1"))
    assert Case.objects.count() == 2
    first = Case.objects.order_by("pk")[0]
    assert client.get(f"/follow/{first.uid}/").status_code == 404


def test_who_is_signed_in_reports_with_the_account(resident: Actor) -> None:
    client = Client()
    client.force_login(resident.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert client.get("/open/report/")["Location"].startswith("/cases/report/")


def test_a_case_with_an_account_is_not_opened_by_the_session(case: Case) -> None:
    client = Client()
    session = client.session
    session["cases.followed"] = {str(case.uid): 9e12}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    assert client.get(f"/follow/{case.uid}/").status_code == 404


def test_the_session_gets_a_new_name_when_a_code_opens_a_case(open_case: Case) -> None:
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    client.post("/follow/", {"number": open_case.number, "code": CODE})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key


# ── guessing ────────────────────────────────────────────────────────────────────────────────


def limit(kind: str, most: int) -> None:
    """Another limit than the pack's."""
    Parameter.objects.filter(key=f"limits.{kind}").update(value=most)
    changed()


def test_a_code_cannot_be_guessed(open_case: Case) -> None:
    """Ten tries, and then not even the right one until the window is over."""
    limit("follow_case", 10)
    limit("follow_address", 1000)
    for guess in range(10):
        no = post("/follow", number=open_case.number, code=f"AAAAAAAA{guess:02d}")
        assert (no.status_code, no.json()["type"]) == (409, "cases.wrong-code")
    no = post("/follow", number=open_case.number, code=CODE)
    assert no.status_code == 429
    page = Client().post("/follow/", {"number": open_case.number, "code": CODE})
    assert "试的次数太多" in page.content.decode()
    assert post("/follow", number=f"{open_case.pk:06d}", code=CODE).status_code == 429


def test_an_address_does_not_try_many_numbers(open_case: Case) -> None:
    limit("follow_address", 5)
    said = [post("/follow", number=f"{n + 500:06d}", code=CODE) for n in range(6)]
    assert [one.status_code for one in said] == [409] * 5 + [429]


def test_wrong_number_and_wrong_code_sound_alike(open_case: Case) -> None:
    one = post("/follow", number=open_case.number, code="ZZZZZZZZZZ").json()
    other = post("/follow", number="990101001-2026-777777", code="ZZZZZZZZZZ").json()
    assert one == other


def test_the_right_code_takes_the_tries_away(open_case: Case) -> None:
    limit("follow_case", 3)
    for _round in range(3):
        post("/follow", number=open_case.number, code="ZZZZZZZZZZ")
        assert post("/follow", number=open_case.number, code=CODE).status_code == 200


def test_strangers_report_a_few_times_an_hour(town: Area) -> None:
    limit("stranger_report", 2)
    facts: dict[str, Any] = {"kind": "road_surface", "text": TEXT, "area": town.code}
    said = [post("/cases", **facts).status_code for _time in range(3)]
    assert said == [201, 201, 429]
    page = Client().post("/open/report/", facts_of(town))
    assert "试的次数太多" in page.content.decode()
    assert Case.objects.count() == 2


# ── the API ─────────────────────────────────────────────────────────────────────────────────


def test_the_api_without_an_account(town: Area, desk: Actor) -> None:
    made = post("/cases", kind="road_surface", text=TEXT, area=town.code)
    assert made.status_code == 201
    receipt = made.json()
    case = Case.objects.get()
    assert receipt["number"] == case.number
    actions.ask(desk, case, note=QUESTION)
    assert post("/follow", **receipt).json()["question"] == QUESTION
    told = post("/follow/answer", **receipt, note="在路口")
    assert (told.status_code, told.json()["question"]) == (200, "")
    no = post("/follow/rate", **receipt, rating="fair")
    assert (no.status_code, no.json()["type"]) == (409, "flow.wrong-state")
    no = post("/follow/reopen", **receipt, reason="路面又坏了，还是老样子。")
    assert no.json()["type"] == "flow.wrong-state"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>路坏了", "路坏了\u202egnp.exe", "' OR 1=1 --路面坏了"]
)
def test_hostile_words_stay_words(town: Area, text: str) -> None:
    client = Client()
    assert client.post("/open/report/", facts_of(town, text=text)).status_code == 302
    case = Case.objects.get()
    assert "<script>alert" not in client.get(f"/follow/{case.uid}/").content.decode()


def test_a_lying_picture_is_refused_and_nothing_is_left(town: Area) -> None:
    liar = SimpleUploadedFile("a.jpg", b"<?php echo 1; ?>", "image/jpeg")
    answer = Client().post("/open/report/", facts_of(town, pictures=liar))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_officials_see_that_it_came_without_an_account(open_case: Case, desk: Actor) -> None:
    client = Client()
    client.force_login(desk.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    page = client.get(f"/cases/{open_case.uid}/").content.decode()
    assert "未登录上报" in page
    assert "未登录居民" in page
    assert world.actor("desk").user == desk.user
