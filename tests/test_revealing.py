"""A masked number is shown for a reason, to who may see it, on record, and not too often."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from liren.apps.cases import actions as cases
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Look, User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now
from liren.kernel.base.errors import Refused, TooOften
from liren.kernel.doors.actions.revealing import show
from liren.kernel.policy.values import value
from liren.kernel.testing import world
from tests.threads import at_once

OWN, SISTER = "990101.001.001.", "990101.001.002."
PHONE, MASK, FIELD = "13800138000", "138****8000", "reporter.phone"
WHY = "联系本人核实情况"


@pytest.fixture
def case(db: None) -> Case:
    """A case whose reporter has a number."""
    return reported()


def reported() -> Case:
    """A case whose reporter has a number."""
    world.rules()
    reporter = world.actor("wang", "resident", OWN)
    reporter.user.phone = PHONE
    reporter.user.save()
    kind = kinds_in_force()["corridor_clutter"]
    grid = world.area(OWN + "01.")
    text = "3栋2单元楼道堆放纸箱，挡住消火栓。"
    return cases.report(reporter, grid, kind=kind, text=text, source="resident")


def desk(place: str = OWN) -> Actor:
    """Who takes reports in."""
    return world.actor(f"desk-{place}", "community_worker", place)


def client_of(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, "liren.kernel.doors.passwords.PasswordBackend")
    return client


def url(case: Case, field: str = FIELD) -> str:
    """The page that asks why."""
    return reverse("access.reveal", args=["cases.case", case.uid, field])


def test_access_reveal_shows_the_number_for_a_reason_and_puts_it_on_record(case: Case) -> None:
    who = desk()
    assert show(who, case, FIELD, WHY) == PHONE
    look = Look.objects.get()
    assert (look.by, look.whose, look.field, look.reason) == (
        who.user,
        case.reporter,
        FIELD,
        WHY,
    )
    entry = history(case)[0]
    assert (entry.verb, entry.actor) == ("access.reveal", who.user)
    assert entry.facts == {
        "field": FIELD,
        "reason": WHY,
        "whose": f"access.user:{case.reporter.pk}",
    }
    assert PHONE not in str(entry.facts)


def test_the_page_asks_first_and_shows_it_in_one_answer_that_nobody_keeps(case: Case) -> None:
    client = client_of(desk().user)
    asks = client.get(url(case))
    assert MASK in asks.content.decode()
    assert PHONE not in asks.content.decode()
    empty = client.post(url(case), {"why": "other", "text": ""})
    assert empty.status_code == 422
    assert PHONE not in empty.content.decode()
    shown = client.post(url(case), {"why": "ask", "text": "回访"})
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Look.objects.get().reason == "联系本人核实情况：回访"
    assert PHONE not in client.get(url(case)).content.decode()
    assert PHONE not in client.get(case.get_absolute_url()).content.decode()


def test_a_number_in_the_reason_is_masked(case: Case) -> None:
    show(desk(), case, FIELD, f"{PHONE}打来电话")
    assert PHONE not in Look.objects.get().reason


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("resident", OWN),
        ("rc_member", OWN),
        ("supervisor", OWN),
        ("auditor", OWN),
        ("community_worker", SISTER),
        ("security_administrator", "990101."),
    ],
)
def test_who_may_not_finds_nothing(case: Case, role: str, place: str) -> None:
    other = world.actor("other", role, place)
    client = client_of(other.user)
    assert client.get(url(case)).status_code == 404
    assert client.post(url(case), {"why": "ask"}).status_code == 404
    given = {"subject": "cases.case", "key": str(case.uid), "field": FIELD, "reason": WHY}
    answer = client.post("/api/v1/reveals", given, content_type="application/json")
    assert answer.status_code == 404
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    ("label", "key", "field"),
    [
        ("cases.case", "x", FIELD),
        ("cases.case", "00000000-0000-7000-8000-000000000000", FIELD),
        ("cases.case", "", "reporter.password"),
        ("access.user", "1", "phone"),
        ("nothing", "1", "x"),
    ],
)
def test_what_is_not_listed_is_not_there(case: Case, label: str, key: str, field: str) -> None:
    client = client_of(desk().user)
    asked = reverse("access.reveal", args=[label, key or case.uid, field])
    assert client.get(asked).status_code == 404
    given = {"subject": label, "key": key or str(case.uid), "field": field, "reason": WHY}
    answer = client.post("/api/v1/reveals", given, content_type="application/json")
    assert answer.status_code == 404


def test_reasons_are_sentences_and_looks_are_few(case: Case) -> None:
    who = desk()
    with pytest.raises(Refused, match="至少"):
        show(who, case, FIELD, "看")
    most = value("access.reveals_per_hour")
    for _time in range(most):
        show(who, case, FIELD, WHY)
    with pytest.raises(TooOften, match=str(most)):
        show(who, case, FIELD, WHY)
    answer = client_of(who.user).post(url(case), {"why": "ask"})
    assert (answer.status_code, PHONE in answer.content.decode()) == (422, False)
    show(desk("990101.001."), case, FIELD, WHY)
    with moved_to(now() + timedelta(hours=1, minutes=1)):
        assert show(actor_of(who.user), case, FIELD, WHY) == PHONE


def test_programs_get_it_by_the_same_rules(case: Case) -> None:
    who = desk()
    client = client_of(who.user)
    given = {"subject": "cases.case", "key": str(case.uid), "field": FIELD, "reason": WHY}
    for _time in range(2):  # under one key it is shown again, and counts again
        answer = client.post(
            "/api/v1/reveals",
            given,
            content_type="application/json",
            headers={"Idempotency-Key": "a"},
        )
        assert (answer.status_code, answer.json()["value"]) == (200, PHONE)
        assert "no-store" in answer["Cache-Control"]
    assert Look.objects.count() == 2
    short = client.post(
        "/api/v1/reveals", {**given, "reason": "x"}, content_type="application/json"
    )
    assert (short.status_code, short.json()["type"]) == (409, "access.reason-short")


def test_access_looks_tells_the_person_who_looked_and_nobody_else(case: Case) -> None:
    who = desk()
    show(who, case, FIELD, WHY)
    mine = client_of(case.reporter)
    text = mine.get(reverse("access.looks")).content.decode()
    assert who.user.name in text
    assert WHY in text
    assert reverse("access.looks") in mine.get(reverse("doors.account")).content.decode()
    (look,) = mine.get("/api/v1/me/looks").json()["items"]
    assert (look["by"], look["reason"]) == (who.user.name, WHY)
    assert WHY not in client_of(who.user).get(reverse("access.looks")).content.decode()
    assert client_of(who.user).get("/api/v1/me/looks").json()["items"] == []


def test_a_broken_seal_is_a_sentence(case: Case) -> None:
    with connection.cursor() as cursor:
        change = "UPDATE access_user SET phone = left(phone, -8) || 'AAAAAAA=' WHERE id = %s"
        cursor.execute(change, [case.reporter_id])
    client = client_of(desk().user)
    assert client.get(url(case)).status_code == 200
    answer = client.post(url(case), {"why": "ask"})
    assert answer.status_code == 422
    assert "解不开" in answer.content.decode()
    assert client.get(case.get_absolute_url()).status_code == 200


def test_nobody_looks_where_nothing_is_hidden(case: Case) -> None:
    User.objects.filter(pk=case.reporter_id).update(phone="", phone_hash=None)
    with pytest.raises(Refused, match="没有可以查看"):
        show(desk(), Case.objects.get(), FIELD, WHY)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_see_no_more_than_one_after_another() -> None:
    case = reported()
    who = desk()
    most = value("access.reveals_per_hour")
    tried: list[Any] = at_once([lambda: show(who, case, FIELD, WHY)] * (most + 8), width=8)
    assert tried.count(PHONE) == most
    assert len([one for one in tried if isinstance(one, TooOften)]) == 8
