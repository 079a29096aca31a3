"""Making the example district, from the land to the figures of its desks."""

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context

from django.conf import settings
from django.db import connection, connections

from liren.apps.cases.jobs import count_days
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.action import Reaction, wiring
from liren.kernel.base.clock import now
from liren.kernel.policy.values import calendar
from liren.site.example import estates, geometry, money_cases, pictures, voices
from liren.site.example.furnishing import PARTS
from liren.site.example.notices import tell_all
from liren.site.example.people import LOGINS, Town, settle
from liren.site.example.plans import Plan, Planner
from liren.site.example.story import Life, open_all, play
from liren.site.example.texts import MOST, Writer

NOBODY: Mapping[str, Sequence[Reaction]] = {}
GROUND = "ground.geojson"
Tell = Callable[[int, datetime], None]


class Unfinished(RuntimeError):  # noqa: N818 — says what the district is
    """A hand that wrote a part of the cases broke off."""


def make(seed: int, share: float, hands: int, tell: Tell) -> None:
    """Write all of it, the courses of the cases with one or two hands."""
    hasten()
    land = geometry.draw(seed)
    built = estates.build(land, seed)
    keep_ground(land, built)
    town = settle(land, built, seed)
    for part in PARTS:
        part(town, built)
    writer, end = Writer(seed), now()
    lives = [Life(town, writer, plan, end) for plan in plans(town, writer, end, share)]
    with silence():
        open_all(lives)
        if hands == 1:
            play(lives, end, tell)
        else:
            _together(lives, end, seed, hands, tell)
        pictures.cover_one(town)
        voices.say(town, end)
        money_cases.share(town)
    count_days()
    tell_all(town, end)


@contextmanager
def silence() -> Iterator[None]:
    """Eight weeks are written in a minute: nobody is told of them until they are over."""
    wired, settings.LIREN_WIRING = settings.LIREN_WIRING, f"{__name__}.NOBODY"
    wiring.cache_clear()
    try:
        yield
    finally:
        settings.LIREN_WIRING = wired
        wiring.cache_clear()


def keep_ground(land: geometry.Land, built: tuple[estates.Estate, ...]) -> None:
    """Leave the drawn map where the pages look for it."""
    text = json.dumps(estates.base_map(land, built), ensure_ascii=False)
    (settings.HOME / GROUND).write_text(text, encoding="utf-8")


def hasten() -> None:
    """Wait for no disk: a district that is lost in a power cut is made again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


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
            found += planner.for_body(place)
        elif post == "grid":
            found += planner.for_grid(place)
    return found


def _together(lives: list[Life], end: datetime, seed: int, hands: int, tell: Tell) -> None:
    """Share the cases among processes; each says nothing more often than its share."""
    connections.close_all()  # a connection must not be shared with a child
    gc.freeze()
    context = get_context("fork")
    parts = [lives[hand::hands] for hand in range(hands)]
    children = [
        context.Process(target=_write, args=(part, end, Writer(seed + 1 + n, MOST // hands), tell))
        for n, part in enumerate(parts)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise Unfinished


def _write(lives: list[Life], end: datetime, writer: Writer, tell: Tell) -> None:
    """Write one part, in a process of its own."""
    hasten()
    for life in lives:
        life.writer = writer
    play(lives, end, tell)
    connections.close_all()
