"""Making the example district, from the land to the figures of its desks."""

from collections.abc import Callable
from datetime import datetime

from liren.apps.cases.jobs import count_days
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.base.clock import now
from liren.kernel.policy.values import calendar
from liren.site.example import estates, geometry
from liren.site.example.people import LOGINS, Town, settle
from liren.site.example.plans import Plan, Planner
from liren.site.example.story import Life, play
from liren.site.example.texts import Writer


def make(seed: int, share: float, tell: Callable[[int, datetime], None]) -> int:
    """Write all of it; the number of steps."""
    land = geometry.draw(seed)
    town = settle(land, estates.build(land, seed), seed)
    writer = Writer(seed)
    end = now()
    lives = [Life(town, writer, plan, end) for plan in plans(town, writer, end, share)]
    steps = play(lives, end, tell)
    count_days()
    return steps


def plans(town: Town, writer: Writer, end: datetime, share: float) -> list[Plan]:
    """All cases, with those that every log-in finds on its own desk."""
    planner = Planner(town, writer, end, calendar().zone)
    planner.kinds = dict(kinds_in_force())
    found = planner.all(share)
    for login in LOGINS:
        post, _, place = login.post.partition(":")
        if post == "resident":
            found += planner.for_resident(town.actors[login.post][0], place)
        elif post in {"clerk", "company"}:
            found += planner.for_body(place, share)
    return found
