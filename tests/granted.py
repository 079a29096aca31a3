"""A year counted for the own community of the matrix, and one that two have agreed to."""

from dataclasses import dataclass

from liren.apps.money.actions import runs as actions
from liren.apps.money.models import Entitlement, Run, Scheme
from liren.apps.money.rules.schemes import RunState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now, today
from liren.kernel.testing import world

DISTRICT = "990101."


@dataclass
class Granted:
    """A run that waits, one that is booked, and a line of each."""

    waiting: Run
    booked: Run
    line: Entitlement
    given: Entitlement


def granted(community: Area) -> Granted:
    """What one scheme gives the community this year and gave it the year before."""
    office = world.actor("granting-office", "district_office", DISTRICT)
    finance = world.actor("granting-finance", "district_finance", DISTRICT)
    booked, given = counted(office, community, today().year - 1)
    waiting, line = counted(office, community, today().year)
    booked = actions.consent_run(finance, actions.consent_run(office, booked))
    actions.post(booked)
    return Granted(waiting, booked, line, given)


def counted(office: Actor, community: Area, year: int) -> tuple[Run, Entitlement]:
    """A run of one line."""
    bureau = world.body(f"财政局{year}", "department", DISTRICT, "finance")
    run = Run.objects.create(
        area=community, area_path=community.path, year=year, by=office.user, at=now(),
        state=RunState.PROPOSED, total=1, counted_at=now(),
    )  # fmt: skip
    line = Entitlement.objects.create(
        run=run, area=community, area_path=community.path, debtor=bureau, fen=5_000_000,
        scheme=Scheme.objects.get(code="per_capita"), figure={"key": "funding.year"},
    )  # fmt: skip
    return run, line
