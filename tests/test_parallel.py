"""Many at the same moment: one wins, the others are told so, nothing is done twice."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Step
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.actor import Actor
from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import OWN, TEXT, token_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50
BASE = "/api/v1/cases"


@pytest.fixture(autouse=True)
def rules() -> None:
    """The rules in force."""
    world.rules()


def new_case() -> Case:
    """A report that waits for the desk."""
    grid, kind = world.area(OWN + "01."), kinds_in_force()["corridor_clutter"]
    reporter = world.actor("reporter", "resident", OWN)
    return actions.report(reporter, grid, kind=kind, text=TEXT, source="resident")


def desks(number: int) -> list[Actor]:
    """Several people at the desk."""
    return [world.actor(f"desk-{n}", "subdistrict_desk", "990101.001.") for n in range(number)]


def check_accepted_once(case: Case, refused: int) -> None:
    """One step, one record of it, and one of every refusal."""
    case.refresh_from_db()
    assert case.state == "accepted"
    assert Step.objects.filter(case=case, verb="cases.accept").count() == 1
    entries = Entry.objects.filter(verb="cases.accept", subject_id=str(case.pk))
    counted = Counter(entries.values_list("outcome", flat=True))
    assert counted == {Outcome.DONE: 1, Outcome.REFUSED: refused}


def test_fifty_transitions_of_one_case() -> None:
    case, people = new_case(), desks(5)

    def accept(actor: Actor) -> Callable[[], str]:
        return lambda: actions.accept(actor, case).state

    found = at_once([accept(people[n % 5]) for n in range(MANY)], width=16)
    assert found.count("accepted") == 1
    no = [one for one in found if isinstance(one, Exception)]
    assert {type(one) for one in no} == {Refused}
    assert {one.code for one in no if isinstance(one, Refused)} == {"flow.wrong-state"}
    check_accepted_once(case, MANY - 1)


def test_fifty_transitions_through_the_api() -> None:
    case, people = new_case(), desks(5)
    for number, actor in enumerate(people):
        token_of(actor.user, "cases.view", "cases.accept", secret=f"lr_{number}")

    def accept(number: int) -> Callable[[], int]:
        def send() -> int:
            client = Client(raise_request_exception=False)
            headers = {"Authorization": f"Bearer lr_{number % 5}"}
            path = f"{BASE}/{case.uid}/accept"
            answer = client.post(path, {}, "application/json", headers=headers)
            if answer.status_code == 409:
                assert answer.json()["type"] == "flow.wrong-state"
                assert "待派遣" in answer.json()["detail"]
            return answer.status_code

        return send

    found = Counter(map(str, at_once([accept(n) for n in range(MANY)], width=16)))
    assert found == {"200": 1, "409": MANY - 1}
    check_accepted_once(case, MANY - 1)


def test_accept_and_reject_at_the_same_moment() -> None:
    """Two different verbs: whoever comes first decides."""
    grid, kind = world.area(OWN + "01."), kinds_in_force()["corridor_clutter"]
    one, other = desks(2)
    why = "不属于受理范围，请联系物业。"
    for _round in range(5):
        case = actions.report(one, grid, kind=kind, text=TEXT, source="desk")
        accept, reject = partial(actions.accept, one, case), partial(actions.reject, other, case)
        found = at_once([accept, partial(reject, reason=why)])
        assert sorted(type(answer).__name__ for answer in found) == ["Case", "Refused"], found
        assert Step.objects.filter(case=case).count() == 2


@pytest.mark.parametrize("key", ["0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a", "键"])
def test_a_double_submit_is_one_case(key: str) -> None:
    area = world.area(OWN + "01.")
    token_of(world.actor("reporter", "resident", OWN).user, "cases.report", "cases.view")
    facts = {"kind": "corridor_clutter", "text": TEXT, "area": area.code}
    headers = {"Authorization": "Bearer lr_town", "Idempotency-Key": key}

    def send() -> tuple[int, str]:
        client = Client(raise_request_exception=False)
        answer = client.post(BASE, facts, "application/json", headers=headers)
        return answer.status_code, answer.json().get("id", answer.content.decode())

    found = at_once([send] * 12)
    assert len(set(found)) == 1, found
    assert found[0][0] == 201  # type: ignore[index]
    assert Case.objects.count() == 1
    assert Step.objects.count() == 1


def test_one_key_for_two_requests_is_refused() -> None:
    area = world.area(OWN + "01.")
    token_of(world.actor("reporter", "resident", OWN).user, "cases.report", "cases.view")
    headers = {"Authorization": "Bearer lr_town", "Idempotency-Key": "k"}
    texts = [f"{TEXT}第{n}处。" for n in range(6)]

    def send(text: str) -> Callable[[], int]:
        facts = {"kind": "corridor_clutter", "text": text, "area": area.code}
        return lambda: Client(raise_request_exception=False).post(
            BASE, facts, "application/json", headers=headers
        ).status_code  # fmt: skip

    found = Counter(map(str, at_once([send(text) for text in texts])))
    assert found == {"201": 1, "409": 5}
    assert Case.objects.count() == 1


def test_many_reports_get_numbers_of_their_own() -> None:
    kind, grid = kinds_in_force()["corridor_clutter"], world.area(OWN + "01.")
    reporter = world.actor("reporter", "resident", OWN)

    def send() -> str:
        case = actions.report(reporter, grid, kind=kind, text=TEXT, source="resident")
        return case.number

    found = at_once([send] * 40, width=10)
    assert len(set(map(str, found))) == 40
