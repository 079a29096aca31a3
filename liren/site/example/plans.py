"""Which cases the invented district has: what, where, when, reported by whom, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from liren.apps.cases.models import CaseKind
from liren.apps.cases.rules import State
from liren.kernel.access.actor import Actor
from liren.site.example import estates as places
from liren.site.example import names
from liren.site.example.estates import Estate, Spot
from liren.site.example.geometry import community_code
from liren.site.example.people import Town
from liren.site.example.texts import Fill, Line, Told, Topic, Writer, place_of, spot_slots, topics

WEEKS = 8
USUAL = 1060  # cases spread over the weeks
BUSY = 3  # how much more of everything the places have in which people can log in
FRESH = 6  # days of which the fresh cases make up a good part
AWAKE = range(6, 22)  # hours at which officials report
WEEKDAYS = (1.2, 1.05, 1.0, 1.0, 1.1, 0.75, 0.65)
HOURS = {  # when reports come in, by the hour
    "resident": (2, 1, 0, 0, 0, 1, 4, 9, 11, 10, 8, 6, 5, 5, 6, 6, 6, 7, 9, 12, 11, 9, 6, 4),
    "patrol": (0, 0, 0, 0, 0, 0, 1, 6, 12, 14, 12, 4, 1, 5, 12, 12, 9, 5, 3, 2, 1, 0, 0, 0),
    "desk": (0, 0, 0, 0, 0, 0, 0, 1, 8, 14, 12, 6, 0, 2, 12, 11, 9, 4, 0, 0, 0, 0, 0, 0),
    "night": (9, 6, 2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 2, 1, 0, 0, 0, 0, 1, 3, 6, 10, 14, 14),
    "evening": (1, 0, 0, 0, 0, 0, 2, 3, 1, 0, 0, 2, 2, 0, 0, 1, 3, 8, 12, 13, 11, 8, 4, 2),
}
SOURCES = {"resident": 46, "patrol": 34, "desk": 20}
HALTS = {  # the states of the fresh cases, and how many hours ago such a case began
    State.REPORTED: (0.1, 1.9),
    State.ACCEPTED: (0.6, 6),
    State.DISPATCHED: (1, 20),
    State.SIGNED: (2, 40),
    State.HANDLING: (5, 70),
    State.HANDLED: (5, 80),
    State.VERIFIED: (6, 90),
    State.CLOSED: (7, 100),
}

DRAWS = {"home": places.home, "yard": places.yard, "street": places.street, "bank": places.bank}


def fits(topic: Topic, estate: Estate) -> bool:
    """Whether an estate has what the topic is about: a lift, a river."""
    return (estate.lift or not topic.lift) and (estate.waterside or not topic.water)


def surname(actor: Actor) -> str:
    """How somebody is called by others."""
    name = actor.user.name
    return name[:2] if name.startswith(names.COMPOUND) else name[:1]


@dataclass(frozen=True)
class Plan:
    """One case to be lived through; `halt` is the state in which it stays, "" for none."""

    told: Told
    kind: CaseKind
    slots: Mapping[str, str]  # what the title and the spot say
    spot: Spot
    source: str
    reporter: Actor
    start: datetime
    halt: str = ""
    hurry: bool = False  # all steps between the start and the day of installation


class Planner:
    """Draws plans with one seed."""

    def __init__(self, town: Town, writer: Writer, now: datetime, zone: ZoneInfo) -> None:
        self.town, self.writer, self.now, self.zone = town, writer, now.astimezone(zone), zone
        self.luck = writer.luck
        self.kinds: dict[str, CaseKind] = {}
        logged_in = {"990101001003", "990101001004", "990101002003", "990101003003"}
        self.near = [
            BUSY if community_code(e.grid.community) in logged_in else 1 for e in town.estates
        ]

    def all(self, share: float = 1.0) -> list[Plan]:
        """The usual cases, those in every state of today, and those that are overdue."""
        usual = [self.usual() for _ in range(int(USUAL * share))]
        return [*usual, *self.stuck(share), *self.fresh()]

    def usual(self) -> Plan:
        """A case at some time of the last weeks."""
        topic = self._topic()
        source = self._source(topic)
        return self.plan(topic, source, self._moment(source, topic.when))

    def fresh(self) -> Iterator[Plan]:
        """Today's cases: every state in every place where somebody can log in."""
        for estate in self._shown()[::2]:
            for halt in HALTS:
                yield self._staged(estate, halt)

    def stuck(self, share: float) -> Iterator[Plan]:
        """Cases that should have moved on since days."""
        for _ in range(int(28 * share)):
            estate = self.luck.choices(self.town.estates, self.near)[0]
            start = self.now - timedelta(hours=self.luck.randint(30, 260))
            topic = self._topic("", estate)
            source = self._source(topic)
            halt = self.luck.choice(list(HALTS)[1:-1])
            yield self.plan(topic, source, start, estate=estate, halt=halt)

    def for_body(self, body: str) -> Iterator[Plan]:
        """Work on the desk of a body whose people can log in."""
        functions = self.town.bodies[body].functions
        fitting = [
            topic
            for topic in topics().values()
            if set(self.kinds[topic.code].competent[:1]) & set(functions)
        ]
        homes = [e for e in self.town.estates if self._serves(body, e)]
        for halt in (State.DISPATCHED, State.SIGNED, State.HANDLING, State.HANDLING):
            if fitting:
                start = self._ago(halt)
                topic = self.luck.choice(fitting)
                estate = self.luck.choice([e for e in homes if fits(topic, e)] or homes)
                source = self._source(topic)
                yield self.plan(topic, source, start, estate=estate, halt=halt, hurry=True)

    def for_grid(self, grid: str) -> Iterator[Plan]:
        """Outcomes that a grid worker who can log in has to check."""
        estate = next(e for e in self.town.estates if e.grid.code == grid)
        for _ in range(5):  # some are checked by others before the day is over
            yield self._staged(estate, State.HANDLED)

    def for_resident(self, reporter: Actor, grid: str) -> Iterator[Plan]:
        """The own cases of a resident who can log in."""
        estate = next(e for e in self.town.estates if e.grid.code == grid)
        for halt, days in (("", 40), ("", 12), (State.CLOSED, 2), (State.HANDLING, 1), ("", 0)):
            start = self.now - timedelta(days=days, minutes=self.luck.randint(30, 600))
            topic = self._topic("resident", estate)
            yield self.plan(
                topic, "resident", start, estate=estate, halt=halt, hurry=days < 3, who=reporter
            )

    def _serves(self, body: str, estate: Estate) -> bool:
        companies = body.startswith("wy")
        return not companies or self.town.by_function("property", estate) == self.town.bodies[body]

    def _shown(self) -> list[Estate]:
        """The estates of the grids and communities in which somebody can log in."""
        return [e for e, weight in zip(self.town.estates, self.near, strict=True) if weight > 1]

    def _ago(self, halt: str) -> datetime:
        """When a fresh case began that has come this far."""
        return self.now - timedelta(hours=self.luck.uniform(*HALTS[State(halt)]))

    def _staged(self, estate: Estate, halt: str) -> Plan:
        for _ in range(20):
            topic = self._topic("", estate)
            checked = self.kinds[topic.code].verify_by != "none"
            if halt != State.HANDLED or checked:
                break
        source = self._source(topic)
        return self.plan(topic, source, self._ago(halt), estate=estate, halt=halt, hurry=True)

    def plan(
        self,
        topic: Topic,
        source: str,
        start: datetime,
        *,
        estate: Estate | None = None,
        halt: str = "",
        hurry: bool = False,
        who: Actor | None = None,
    ) -> Plan:
        """Choose place, first words and reporter of a case."""
        found: list[tuple[Line, Spot, Fill]] = []

        def title() -> str:
            opening = self.luck.choice(topic.lines["open"])
            draw = DRAWS["bank" if topic.water else place_of(opening.text, topic)]
            spot = draw(self.luck, estate or self._estate(topic))
            fill = Fill(self.luck, spot_slots(self.luck, spot))
            found[:] = [(opening, spot, fill)]
            return opening.text.format_map(fill)

        words = self.writer.once(title)
        opening, spot, fill = found[0]
        kind = self.kinds[topic.code]
        told = Told(topic, opening, words)
        if start.astimezone(self.zone).hour not in AWAKE and "resident" in kind.open_to:
            source = "resident"
        reporter = who or self._reporter(source, spot.grid)
        fill.update(surname=surname(reporter), call=fill["call"])  # from here on the same
        return Plan(told, kind, dict(fill), spot, source, reporter, start, halt=halt, hurry=hurry)

    def _topic(self, source: str = "", estate: Estate | None = None) -> Topic:
        found = [
            topic
            for topic in topics().values()
            if (not source or source in self.kinds[topic.code].open_to)
            and (estate is None or fits(topic, estate))
        ]
        return self.luck.choices(found, [topic.weight for topic in found])[0]

    def _estate(self, topic: Topic) -> Estate:
        weights = [
            weight if fits(topic, estate) else 0
            for estate, weight in zip(self.town.estates, self.near, strict=True)
        ]
        return self.luck.choices(self.town.estates, weights)[0]

    def _source(self, topic: Topic) -> str:
        opened = [one for one in SOURCES if one in self.kinds[topic.code].open_to]
        return self.luck.choices(opened, [SOURCES[one] for one in opened])[0]

    def _reporter(self, source: str, grid: str) -> Actor:
        actors = self.town.actors
        if source == "patrol":
            return actors[f"grid:{grid}"][0]
        return self.luck.choice(actors[f"resident:{grid}"])

    def _moment(self, source: str, when: str) -> datetime:
        """A day by its weekday; an hour as such reports come in."""
        days: Sequence[int] = range(WEEKS * 7 + 1)
        today = self.now.date()
        weights = [
            WEEKDAYS[(today - timedelta(days=back)).weekday()] * (1 if back > FRESH else 0.4)
            for back in days
        ]
        while True:
            day = today - timedelta(days=self.luck.choices(days, weights)[0])
            hours = HOURS[when if source == "resident" and when != "day" else source]
            hour = self.luck.choices(range(24), hours)[0]
            clock = time(hour, self.luck.randrange(60), self.luck.randrange(60))
            moment = datetime.combine(day, clock, self.zone)
            if moment < self.now:
                return moment
