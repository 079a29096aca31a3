"""Many at once, and a worker that is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change, Descent, Moved
from liren.apps.lineage.tests.conftest import OFFICE, wish
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Grant
from liren.kernel.access.who import actor_of, system
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 12
PATIENCE = 60
BEAT = "0.3"


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    """The queue's tables are not Django's, so what is committed in a test stays in them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def proposed() -> Change:
    """A merge of two communities with bodies in them, proposed by a head."""
    world.rules()
    head = world.actor("head", "subdistrict_head", OFFICE)
    before = [world.area(f"{OFFICE}{n:03d}.") for n in (1, 2)]
    for number in range(ROWS):
        world.body(
            f"b{number}", "department", f"{OFFICE}{number % 2 + 1:03d}.{number % 3 + 1:02d}."
        )
    world.actor("worker", "community_worker", f"{OFFICE}001.")
    change = actions.draft(
        head, Area.objects.get(path=OFFICE), kind="merge", title="合并", document="甲1号",
        effective=today() + timedelta(days=1), predecessors=before, parts=[wish("丙社区")],
    )  # fmt: skip
    return actions.propose(actor_of(head.user), change)


def consented() -> Change:
    """The same, agreed to, on its day."""
    change = actions.consent(world.actor("district", "district_office", "990101."), proposed())
    Change.objects.filter(pk=change.pk).update(effective=today())
    change.refresh_from_db()
    return change


def test_one_of_many_agrees_and_never_the_proposer() -> None:
    change = proposed()
    world.grant(world.user("head"), "district_office", "990101.")
    proposer = actor_of(world.user("head"))
    others = [world.actor(f"d{n}", "district_office", "990101.") for n in range(4)]

    def agree(who: Actor) -> Callable[[], str]:
        return lambda: actions.consent(who, change).state

    found = at_once([agree(who) for who in [proposer, *others] * 2])
    assert found.count("consented") == 1
    no = Counter(one.code for one in found if isinstance(one, Refused))
    assert no == {"access.own-work": 2, "flow.wrong-state": 7}
    change.refresh_from_db()
    assert change.consenter_id != change.proposer_id


def test_two_clocks_carry_out_once() -> None:
    change, actor = consented(), system()
    found = at_once([(lambda: actions.carry_out(actor, change).state) for _ in range(4)])
    assert found.count("carried_out") == 1
    assert Area.objects.filter(name="丙社区").count() == 1
    assert Descent.objects.filter(predecessor__level="community").count() == 2
    at_once([(lambda: actions.follow(Change.objects.get(pk=change.pk), 3)) for _ in range(3)])
    check(change)


def test_a_killed_worker_is_followed_by_one_that_ends_the_work() -> None:
    change = consented()
    actions.carry_out(system(), change)
    first = worker(0.4)
    until(lambda: Moved.objects.count() >= 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    half = Moved.objects.count()
    assert 0 < half < ROWS, "it died in the middle"
    there = Body.objects.filter(area__valid_to=None).count()
    assert there == half, "a row and what is written of it stand or fall together"
    assert Grant.objects.kept().filter(user__username="worker").count() == 2, "nobody loses sight"
    time.sleep(4 * float(BEAT))
    second = worker(0)
    try:
        until(lambda: Change.objects.get(pk=change.pk).followed_at)
    finally:
        second.kill()
        second.wait()
    check(change)


def check(change: Change) -> None:
    """Every row has followed once, every old office ended, and the record says so."""
    new = Area.objects.get(name="丙社区")
    assert Body.objects.filter(area_path__startswith=new.path).count() == ROWS
    assert Moved.objects.count() == ROWS
    assert {body.area.path for body in Body.objects.all()} == set(
        Body.objects.values_list("area_path", flat=True)
    )
    held = Grant.objects.kept().get(user__username="worker")
    assert held.area == new
    entries = Entry.objects.filter(verb="lineage.carry_out", subject_id=str(change.pk))
    assert sum(entry.facts.get("moved", {}).get("access.body", 0) for entry in entries) <= ROWS
    assert Change.objects.get(pk=change.pk).followed_at


def worker(rest: float) -> "subprocess.Popen[bytes]":
    """A worker of its own, with the rights of the lesser role."""
    environment = {**os.environ, "LIREN_DB_ROLE": "app", "LIREN_BEAT": BEAT, "PYTHONPATH": "."}
    program = Path(__file__).with_name("slow_follow.py")
    return subprocess.Popen([sys.executable, str(program), str(rest)], env=environment)


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fail when it does not come."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
