"""Yearly runs: two at the same moment, a thousand communities, and a worker that is killed."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from liren.apps.money.actions import runs as actions
from liren.apps.money.models import Claim, Entitlement, Run
from liren.apps.standards.models import Declared
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger.proof import check
from liren.kernel.policy import packs
from liren.kernel.policy.values import changed
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DISTRICT, STREET = "990101.", "990101.001."
YEAR = today().year
COMMUNITIES, BATCH = 1000, 250
PATIENCE, BEAT = 90, "0.3"
CLAIMS = COMMUNITIES * 2 + 500  # base and award of each, the bonus of half of them


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    """The queue's tables are not Django's, so what is committed in a test stays in them."""
    yield
    changed()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def people(count: int = 2) -> list[Actor]:
    """The district's office and its finance."""
    roles = ("district_office", "district_finance")
    return [world.actor(f"d{n}", roles[n % 2], DISTRICT) for n in range(count)]


def grounds(pack: str = "jiashan") -> Body:
    """Rules, a subdistrict with residents, and who owes."""
    packs.apply(pack, leave_out=frozenset({"areas.csv"}))
    changed()
    street = world.area(STREET)
    stated(street, "residents", 100_000)
    return world.body("财政局", "department", DISTRICT, "finance")


def stated(area: Area, key: str, value: int) -> None:
    """A confirmed number."""
    one, other = world.user("one"), world.user("other")
    Declared.objects.create(
        area=area, area_path=area.path, key=key, value=Decimal(value), day=date(YEAR - 1, 12, 31),
        document="统计年报", declared_by=one, declared_at=now(),
        confirmed_by=other, confirmed_at=now(),
    )  # fmt: skip


def counted(actor: Actor) -> Run:
    """A run that waits for its first consent."""
    run = actions.count_run(actor, Area.objects.get(path=DISTRICT), year=YEAR)
    actions.count(run)
    run.refresh_from_db()
    return run


def codes(found: list[Run | Exception]) -> Counter[str]:
    """The refusals by code."""
    return Counter(one.code for one in found if isinstance(one, Refused))


def test_two_runs_at_once_are_one() -> None:
    grounds()
    areas = [Area.objects.get(path=DISTRICT), Area.objects.get(path=STREET)]

    def begin(who: Actor, area: Area) -> Callable[[], Run]:
        return lambda: actions.count_run(who, area, year=YEAR)

    found = at_once([begin(who, areas[n % 2]) for n, who in enumerate(people(6))])
    assert codes(found) == {"money.run-open": 5}
    assert Run.objects.count() == 1


def test_many_second_consents_are_one_and_the_claims_are_raised_once() -> None:
    bureau = grounds()
    first, *others = people(6)
    run = actions.consent_run(first, counted(first))

    def agree(who: Actor) -> Callable[[], Run]:
        return lambda: actions.consent_run(who, run)

    found = at_once([agree(who) for who in [first, *others]])
    assert codes(found) == {"flow.wrong-state": 4, "access.own-work": 1}
    fresh = [Run.objects.select_related("second_by", "area").get() for _ in range(4)]
    at_once([lambda one=one: actions.post(one, 1) for one in fresh])  # type: ignore[misc]
    assert Claim.objects.get().fen == 20 * 100_000 * 100
    assert Claim.objects.get().debtor == bureau
    assert check().faults == []


def test_two_first_consents_at_once_make_one_half() -> None:
    grounds()
    one, other = people()
    run = counted(one)
    found = at_once([lambda: actions.consent_run(one, run)] * 2)
    assert sum(isinstance(one, PermissionDenied | Refused) for one in found) == 1
    run.refresh_from_db()
    assert run.state == "half"
    assert actions.consent_run(other, run).state == "consented"


def a_thousand() -> None:
    """Communities of one subdistrict, with facts that differ."""
    grounds("district000")
    street = Area.objects.get(path=STREET)
    areas = Area.objects.bulk_create(
        Area(
            path=f"{STREET}{n:04d}.",
            code=f"9901019{n:05d}",
            name=f"社区{n}",
            level="community",
            parent=street,
        )
        for n in range(COMMUNITIES)
    )
    one, other = world.user("one"), world.user("other")
    facts = {"document": "考核结果", "declared_by": one, "confirmed_by": other}
    moments = {"declared_at": now(), "confirmed_at": now(), "day": today()}
    Declared.objects.bulk_create(
        Declared(area=area, area_path=area.path, key=key, value=value, **facts, **moments)
        for n, area in enumerate(areas)
        for key, value in (("award_decided", 30_000 + n), ("office_area_m2", 500 + n))
    )


def test_a_killed_worker_is_followed_by_one_that_ends_the_run_once() -> None:
    """A thousand communities; the worker dies while it counts, and again while it books."""
    a_thousand()
    office, finance = people()
    run = actions.count_run(office, Area.objects.get(path=DISTRICT), year=YEAR)
    killed(lambda: Entitlement.objects.count() >= BATCH)
    half = Entitlement.objects.count()
    assert half % BATCH == 0, "a batch is there whole or not at all"
    ended(lambda: Run.objects.get().state == "proposed")
    whole = COMMUNITIES * 5
    assert run.entitlements.count() == whole
    assert half < whole
    run.refresh_from_db()
    actions.consent_run(finance, actions.consent_run(office, run))
    killed(lambda: Claim.objects.count() >= BATCH // 5)
    assert 0 < Claim.objects.count() < CLAIMS
    ended(lambda: Run.objects.get().state == "posted")
    claims = Claim.objects.all()
    assert claims.count() == CLAIMS
    assert {claim.fen for claim in claims.filter(kind="base")} == {5_000_000}
    assert claims.values("area").distinct().count() == COMMUNITIES
    assert Entry.objects.filter(verb="money.consent_run", facts__claims=CLAIMS).count() == 1
    assert check().faults == []


def killed(holds: Callable[[], object]) -> None:
    """A worker is killed as soon as something holds."""
    first = worker(0.2)
    until(holds)
    first.send_signal(signal.SIGKILL)
    first.wait()
    time.sleep(4 * float(BEAT))


def ended(holds: Callable[[], object]) -> None:
    """Another worker takes it up and ends it."""
    second = worker(0)
    try:
        until(holds)
    finally:
        second.kill()
        second.wait()


def worker(rest: float) -> "subprocess.Popen[bytes]":
    """A worker of its own, with the rights of the lesser role."""
    environment = {**os.environ, "LIREN_DB_ROLE": "app", "LIREN_BEAT": BEAT, "PYTHONPATH": "."}
    program = Path(__file__).with_name("slow_runs.py")
    line = [sys.executable, str(program), str(rest), str(BATCH)]
    return subprocess.Popen(line, env=environment)


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fail when it does not come."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
