"""When something may be sent, and when it is tried again; plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True)
class Quiet:
    """Hours in which nobody is disturbed; they may pass midnight."""

    since: time
    until: time

    @classmethod
    def parse(cls, text: str) -> "Quiet":
        """Read `22:00-07:00`."""
        since, until = (time.fromisoformat(part) for part in text.split("-"))
        return cls(since, until)

    def holds(self, clock: time) -> bool:
        """Whether it is quiet at this hour."""
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def after(self, moment: datetime) -> datetime:
        """This moment, or the end of the quiet hours in which it lies; in the city's zone."""
        if not self.holds(moment.time()):
            return moment
        ends = datetime.combine(moment.date(), self.until, moment.tzinfo)
        return ends if ends > moment else ends + timedelta(days=1)


def next_try(tries: int, pauses: Sequence[int], moment: datetime) -> datetime | None:
    """When to try again after so many failed tries; None when it is given up."""
    if tries > len(pauses):
        return None
    return moment + timedelta(minutes=pauses[tries - 1])
