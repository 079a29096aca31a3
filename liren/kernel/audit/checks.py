"""Checks of the chain that people ask for in the pages; the worker does them."""

from dataclasses import asdict
from typing import Any

from liren.kernel.audit import roots
from liren.kernel.audit.models import Check
from liren.kernel.audit.verify import Fault, Report, verify
from liren.kernel.audit.written import read
from liren.kernel.base.clock import now

EVERY = 10_000  # entries after which the progress is noted


def ask(person: int, published: str = "") -> Check:
    """Note that somebody asks for a check, and against which roots."""
    return Check.objects.create(asked_by_id=person, asked_at=now(), published=read(published))


def carry_out(key: int) -> None:
    """Check the chain and keep what was found; a check that is done stays as it is."""
    check = Check.objects.get(pk=key)
    if check.ended_at:
        return
    said = {int(number): hash_ for number, hash_ in check.published.items()}
    report = verify({**roots.written(), **said}, lambda *far: _note(check, *far))
    check.done, check.total = report.entries, report.entries
    check.ended_at, check.found = now(), _facts(report)
    check.save()


def _note(check: Check, done: int, total: int) -> None:
    if done - check.done >= EVERY:
        check.done, check.total = done, total
        check.save(update_fields=["done", "total"])


def _facts(report: Report) -> dict[str, Any]:
    facts = asdict(report)
    for fault in facts["faults"]:
        fault["day"] = fault["day"].isoformat() if fault["day"] else None
    return facts


def faults(check: Check) -> list[Fault]:
    """What a check found, as it can be said."""
    return [Fault(**fault) for fault in (check.found or {}).get("faults", [])]
