"""Checks of the chain, asked for in pages and by programs."""

from dataclasses import dataclass
from typing import Any

from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.audit import checks
from liren.kernel.audit.models import Check
from liren.kernel.audit.written import read
from liren.kernel.base.clock import ago
from liren.kernel.base.later import later
from liren.kernel.doors import record
from liren.kernel.doors.queries import require

LOST_HOURS = 6  # after which a check that did not end is asked for anew


def ask(actor: Actor, published: str = "") -> Check:
    """Have the worker check the chain; while the same check runs, that one is given."""
    require(actor, "audit.verify")
    same = Check.objects.filter(published=read(published), asked_at__gt=ago(hours=LOST_HOURS))
    running = same.filter(ended_at=None).first()
    if running:
        return running

    def work() -> Check:
        made = checks.ask(actor.user.pk, published)
        record.note(actor, "audit.verify", compared=len(made.published))
        later("audit.check", check=made.pk)
        return made

    return together(work)


@dataclass(frozen=True)
class Shown:
    """A check as pages and programs show it."""

    row: Check
    percent: int
    found: dict[str, Any]

    @property
    def is_sound(self) -> bool:
        """Whether it ended and found nothing."""
        return bool(self.row.ended_at and not self.found.get("faults"))

    @property
    def count(self) -> int:
        """How many things are wrong."""
        return len(self.found.get("faults", [])) + int(self.found.get("more", 0))


def shown(row: Check) -> Shown:
    """How far it is and what it found."""
    done = 100 if row.ended_at else 100 * row.done // row.total if row.total else 0
    return Shown(row, done, row.found or {})
