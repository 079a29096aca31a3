"""The portal under many hands: one join each, one answer, one release, one report."""

from functools import partial
from typing import Any

import pytest

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Join
from liren.apps.cases.queries import kinds_in_force
from liren.apps.notices import actions as notices
from liren.apps.notices.models import Bulletin
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.who import system
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import OWN, TEXT

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a"


@pytest.fixture
def grid() -> Area:
    """A grid with the rules of the place."""
    world.rules()
    return world.area(OWN + "01.")


def report(actor: Actor, grid: Area) -> Case:
    """Clutter in a corridor."""
    kind = kinds_in_force()["corridor_clutter"]
    return actions.report(actor, grid, kind=kind, text=TEXT, source="resident")


def refused(tried: list[Any]) -> list[str]:
    """The codes of what was refused."""
    return [one.code for one in tried if isinstance(one, Refused)]


def test_one_person_joins_once_and_many_are_counted(grid: Area) -> None:
    """cases.join"""
    case = report(world.actor("lan", "resident", OWN), grid)
    people = [world.actor(f"n{number}", "resident", OWN) for number in range(5)]
    tried = at_once([partial(actions.join, one, case) for one in people * 2])
    assert refused(tried) == ["cases.joined-already"] * 5
    case.refresh_from_db()
    assert (case.join_count, Join.objects.count()) == (5, 5)


def test_one_question_has_one_answer(grid: Area) -> None:
    """cases.answer"""
    lan = world.actor("lan", "resident", OWN)
    case = actions.ask(
        world.actor("desk", "subdistrict_desk", "990101.001."),
        report(lan, grid),
        note="纸箱堆在几楼？",
    )
    tried = at_once([lambda: actions.answer(lan, case, note="三楼。")] * 6)
    assert refused(tried) == ["cases.no-question"] * 5
    assert case.steps.filter(verb="cases.answer").count() == 1


def test_a_bulletin_is_published_once(grid: Area) -> None:
    """notices.publish"""
    head = world.actor("head", "community_head", OWN)
    said: dict[str, Any] = {
        "kind": "outage",
        "title": "今晚停水八小时",
        "text": TEXT,
        "since": today(),
    }
    draft = notices.draft(head, Area.objects.get(path=OWN), **said)
    tried = at_once([lambda: notices.publish(head, draft)] * 6)
    assert refused(tried) == ["notices.not-draft"] * 5
    assert Bulletin.objects.get().state == "published"


def test_a_strangers_form_sent_many_times_is_one_report(grid: Area) -> None:
    """cases.report_open"""
    kind, code = kinds_in_force()["corridor_clutter"], actions.new_code(KEY)
    platform = system().once(KEY)
    tried = at_once(
        [lambda: actions.report_open(platform, grid, kind=kind, text=TEXT, code=code)] * 5
    )
    assert {one.pk for one in tried if isinstance(one, Case)} == {Case.objects.get().pk}
    assert actions.opened(Case.objects.get().number, code) == Case.objects.get()
