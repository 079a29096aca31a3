"""Eight weeks of cases, written through the actions with a moved clock.

First all cases are reported, in the order of time, so that their numbers grow with it. Then every
case is a generator that acts and says when it acts next; the earliest goes first. What lies
after the moment of installation never happens: so the last days are full of open cases.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from liren.apps.cases import actions
from liren.apps.cases.rules import State
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.clock import local, moved_to, now
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import calendar
from liren.site.example import pictures
from liren.site.example.geometry import community_code
from liren.site.example.people import Town
from liren.site.example.plans import Plan
from liren.site.example.texts import Writer, time_slots

if TYPE_CHECKING:
    import random

    from liren.apps.cases.models import Case

LATE = 0.05  # share of steps that come after their time
REJECTED, RETURNED, FAILED, REOPENED = 0.05, 0.07, 0.07, 0.035
CURT = 0.008  # share of outcomes that are too short at first, and refused
NOTED = 0.62  # share of steps with a note where none is due
RATED = 0.5
DAYTIME = range(7, 21)
SAID_AGAIN = ("estate", "address", "road", "b", "c", "u", "f", "r", "co", "surname", "call")
THIN = ("已处理", "办好了", "已清理", "已联系", "已整改")
RATINGS = {"satisfied": 78, "fair": 14, "unsatisfied": 8}


@dataclass
class Life:
    """One case in the making."""

    town: Town
    writer: Writer
    plan: Plan
    end: datetime
    rounds: int = 0

    def __post_init__(self) -> None:
        self.community = community_code(self.plan.spot.estate.grid.community)
        self.area = self.town.areas[self.plan.spot.grid]
        self.slots = {name: self.plan.slots[name] for name in SAID_AGAIN} | {
            "it": self.plan.told.topic.it,
            "kind": self.plan.kind.zh,
            "community": self.town.areas[self.community].name,
        }
        self.case: Case

    @property
    def luck(self) -> "random.Random":
        """The luck of whoever writes."""
        return self.writer.luck

    def course(self) -> Iterator[datetime]:
        """Live on after the report: say when it goes on, act, say when it goes on."""
        if not self.stays():
            yield self.wait()
            if self.rejects():
                self.reject()
            elif self.settles():
                yield from self.settle()
            else:
                yield from self.accept()

    def accept(self) -> Iterator[datetime]:
        """The straight way from acceptance on."""
        self.case = actions.accept(self.desk(), self.case)
        while not self.stays():
            yield self.wait()
            self.dispatch()
            if self.stays():
                return
            yield self.wait()
            if self.returns():
                continue
            yield from self.work()
            if self.case.state != State.ACCEPTED:
                return

    def settle(self) -> Iterator[datetime]:
        """A grid worker settles it on the spot."""
        reporter, left = self.plan.reporter, pictures.left(self.plan.reporter, self.plan)
        self.case = actions.self_handle(reporter, self.case, outcome=self.outcome(), **left)
        yield from self.check()
        if self.case.state == State.ACCEPTED:  # the check failed: now it is dispatched
            yield from self.again()

    def again(self) -> Iterator[datetime]:
        """From acceptance on once more."""
        while not self.stays() and self.case.state == State.ACCEPTED:
            yield self.wait()
            self.dispatch()
            if self.stays():
                return
            yield self.wait()
            yield from self.work()

    def work(self) -> Iterator[datetime]:
        """Sign, handle, feed back, and what follows."""
        worker = self.handler()
        self.case = actions.sign(worker, self.case)
        while not self.stays():
            notes = self.luck.choice((0, 0, 0, 1, 1))
            for _ in range(1 if self.plan.halt == State.HANDLING else notes):
                yield self.wait(part=0.4)
                note = self.write("handle_notes")
                self.case = actions.handle(worker, self.case, note=note)
                if self.stays():
                    return
            yield self.wait()
            if self.luck.random() < CURT:
                with suppress(Refused):
                    actions.feed_back(worker, self.case, outcome=self.luck.choice(THIN))
            left = pictures.left(worker, self.plan, self.case.redone)
            self.case = actions.feed_back(worker, self.case, outcome=self.outcome(), **left)
            yield from self.check()
            if self.case.state != State.HANDLING:
                break
        yield from self.after()

    def check(self) -> Iterator[datetime]:
        """Somebody else looks at it; then the desk closes it."""
        if self.case.state == State.HANDLED and not self.stays():
            yield self.wait()
            failed = self.rounds == 0 and not self.plan.halt and self.luck.random() < FAILED
            self.rounds += failed
            note = self.write("fail_notes" if failed else "check_notes", due=failed)
            self.case = actions.verify(self.checker(), self.case, passed=not failed, note=note)
        if self.case.state == State.VERIFIED and not self.stays():
            yield self.wait()
            note = self.write("close_notes", due=False)
            self.case = actions.close(self.desk(), self.case, note=note)

    def after(self) -> Iterator[datetime]:
        """What the reporter says of it, or that it has to be done again."""
        if self.case.state != State.CLOSED or self.plan.source == "patrol":
            return
        roll = self.luck.random()
        if roll < REOPENED and self.rounds == 0 and not self.plan.halt:
            yield self.later(hours=self.luck.uniform(20, 110))
            self.rounds += 1
            reason = self.write("reopen_notes")
            self.case = actions.reopen(self.plan.reporter, self.case, reason=reason)
            yield from self.again()
        elif roll < RATED:
            yield self.later(hours=self.luck.uniform(0.3, 70))
            self.rate()

    # ── single steps ────────────────────────────────────────────────────────────────────────

    def report(self) -> None:
        """The first step."""
        plan, spot = self.plan, self.plan.spot
        by = self.desk().acting_for(plan.reporter.user) if plan.source == "desk" else plan.reporter
        slots = {**plan.slots, **time_slots(self.luck, local(now()))}
        text = self.writer.report(plan.told, plan.source, slots)
        self.case = actions.report(
            by,
            self.area,
            kind=plan.kind,
            text=text,
            source=plan.source,
            address=spot.address,
            lng=spot.lng,
            lat=spot.lat,
            **pictures.found(by, plan),
        )

    def reject(self) -> None:
        """Decline it."""
        reason = self.write("reject_notes")
        self.case = actions.reject(self.desk(), self.case, reason=reason)

    def dispatch(self) -> None:
        """Send it to a competent body, after a return to another one."""
        body, own = self.body()
        self.slots["body"] = body.name
        note = self.write("dispatch_notes", due=not own)
        self.case = actions.dispatch(self.desk(), self.case, handler=body, note=note)

    def returns(self) -> bool:
        """Perhaps the body gives it back."""
        if self.case.returned or self.plan.halt or self.luck.random() > RETURNED:
            return False
        if self.handling.kind == "community":
            return False
        reason = self.write("return_notes")
        self.case = actions.return_(self.handler(), self.case, reason=reason)
        return True

    def rate(self) -> None:
        """Say how content one is; who had to wait or to ask again is less so."""
        rating = self.luck.choices(list(RATINGS), list(RATINGS.values()))[0]
        if self.rounds and rating == "satisfied" and self.luck.random() < 0.5:
            rating = "fair"
        note = self.write(f"rate_{rating}", due=rating == "unsatisfied")
        self.case = actions.rate(self.plan.reporter, self.case, rating=rating, note=note)

    # ── who, when, how ──────────────────────────────────────────────────────────────────────

    def stays(self) -> bool:
        """Whether the case has come as far as it goes."""
        return self.case.state == self.plan.halt

    def rejects(self) -> bool:
        """Whether the desk declines it."""
        told = self.plan.source != "patrol" and not self.plan.halt and not self.case.urgent
        return told and self.luck.random() < REJECTED

    def settles(self) -> bool:
        """Whether the grid worker settles it alone."""
        able = self.plan.source == "patrol" and self.plan.kind.self_handle
        return able and self.plan.halt in {"", State.HANDLED} and self.luck.random() < 0.6

    def desk(self) -> Actor:
        """Who receives: the subdistrict's desk, or the community."""
        post = f"desk:{self.community[:9]}"
        if self.luck.random() < 0.45:
            post = f"worker:{self.community}"
        return self.luck.choice(self.town.actors[post])

    def body(self) -> tuple[Body, bool]:
        """A competent body, and True; without one the subdistrict looks after it, and False."""
        wanted = self.plan.kind.competent
        known = [self.town.by_function(one, self.plan.spot.estate) for one in wanted]
        found = [body for body in known if body]
        if not found:
            return self.town.bodies[f"sq{self.community[:9]}"], False
        place = min(self.case.returned, len(found) - 1)
        if not self.plan.halt and self.luck.random() < 0.2:
            place = self.luck.randrange(len(found))
        return found[place], True

    @property
    def handling(self) -> Body:
        """The body to which it was dispatched."""
        if self.case.handler is None:
            raise ValueError(f"{self.case} was sent to nobody")
        return self.case.handler

    def handler(self) -> Actor:
        """Somebody of the body to which it was dispatched."""
        code = self.handling.code
        for start, post in (("wy", "company:"), ("rc", "worker:"), ("sq", "manage:")):
            if code.startswith(start):
                key = code if start == "wy" else code[2:]
                return self.luck.choice(self.town.actors[f"{post}{key}"])
        return self.luck.choice(self.town.actors[f"clerk:{code}"])

    def checker(self) -> Actor:
        """The grid worker on the spot, or somebody of the community who did not handle it."""
        actors, other = self.town.actors, self.case.handled_by_id
        posts = [f"member:{self.community}", f"worker:{self.community}"]
        if self.plan.kind.verify_by == "patrol":
            posts.insert(0, f"grid:{self.plan.spot.grid}")
        able = [one for post in posts for one in actors[post] if one.user.pk != other]
        return able[0]

    def wait(self, part: float = 1.0) -> datetime:
        """The moment of the next step: inside its time, in office hours where that can be."""
        if self.plan.hurry:
            return now() + (self.end - now()) * self.luck.uniform(0.08, 0.3)
        due = self.case.due_at or now()
        left = max(due - now(), timedelta(minutes=30))
        if part == 1.0 and self.luck.random() < LATE:
            return due + left * self.luck.uniform(0.1, 1.2)
        urgent = self.case.urgent
        for attempt in range(24):
            share = self.luck.betavariate(1.4, 3 if urgent else 2.2) * part
            moment = now() + left * share
            if urgent or in_office(moment):
                break
            if attempt > 12 and local(moment).hour in DAYTIME:
                break
        return moment

    def later(self, hours: float) -> datetime:
        """A moment that many hours on, in the daytime."""
        moment = local(now() + timedelta(hours=hours))
        if not 7 <= moment.hour <= 21:
            moment = moment.replace(hour=8) + timedelta(days=moment.hour > 21)
        return max(moment, now() + timedelta(minutes=5))

    def now_slots(self) -> dict[str, str]:
        """The slots of a text that is written now."""
        return self.slots | time_slots(self.luck, local(now()))

    def write(self, pool: str, *, due: bool = True) -> str:
        """A sentence from a pool; where none is due, often nothing."""
        if not due and self.luck.random() > NOTED:
            return ""
        sort = self.plan.told.topic.sort
        return self.writer.line(pool, self.now_slots(), caller=self.called, sort=sort)

    def outcome(self) -> str:
        """What came of it."""
        told = self.plan.told
        return self.writer.done(told.topic, told.opening, self.now_slots(), caller=self.called)

    @property
    def called(self) -> bool:
        """Whether a resident asked for it."""
        return self.plan.source != "patrol"


def in_office(moment: datetime) -> bool:
    """Whether offices are open at a moment."""
    opens, _ = next(calendar().stretches(moment))
    return opens <= moment


def open_all(lives: list[Life]) -> None:
    """Report all cases in the order of time."""
    for life in sorted(lives, key=lambda life: life.plan.start):
        with moved_to(life.plan.start):
            life.report()


def play(lives: list[Life], end: datetime, tell: Callable[[int, datetime], None]) -> int:
    """Let all cases live on until the end; the number of steps."""
    steps = 0
    coming = [(life.plan.start, order, life.course()) for order, life in enumerate(lives)]
    heapq.heapify(coming)
    while coming and coming[0][0] < end:
        moment, order, course = heapq.heappop(coming)
        with moved_to(moment):
            following = next(course, None)
        if following is not None:
            heapq.heappush(coming, (following, order, course))
        steps += 1
        if steps % 1000 == 0:
            tell(steps, moment)
    return steps
