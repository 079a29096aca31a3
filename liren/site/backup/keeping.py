"""Which backups there are, how many are kept, when the next is due, and how the last one went."""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from liren.kernel.base.clock import local, now
from liren.site import database
from liren.site.backup import manifest
from liren.site.backup.making import HALF, NAME
from liren.site.backup.manifest import Manifest
from liren.site.folders import home
from liren.site.terminal import Stop, _

OFF = frozenset({"none", "off"})
LATE = timedelta(hours=26)  # a day, and time to make it
AGAIN = timedelta(hours=1)  # after a fault
FAULT = "last-fault.json"


@dataclass(frozen=True)
class Plan:
    """Where backups go, at what time of the day, and how many are kept."""

    folder: Path
    at: time
    keep: int
    off: bool = False

    @classmethod
    def given(cls) -> "Plan":
        """From `LIREN_BACKUP`, `LIREN_BACKUP_AT`, `LIREN_BACKUP_KEEP`."""
        where = os.environ.get("LIREN_BACKUP", "")
        off = where in OFF or (not where and database.is_example())
        folder = home() / "backups" if off or not where else Path(where).expanduser()
        return cls(folder, _clock(), _count(), off)


def _clock() -> time:
    said = os.environ.get("LIREN_BACKUP_AT") or "03:10"
    try:
        return time.fromisoformat(said).replace(tzinfo=None)
    except ValueError as fault:
        raise Stop(_("LIREN_BACKUP_AT 应是几点几分，例如 03:10。")) from fault


def _count() -> int:
    said = os.environ.get("LIREN_BACKUP_KEEP") or "14"
    if not said.isdecimal() or int(said) < 1:
        raise Stop(_("LIREN_BACKUP_KEEP 应是保留的份数，至少为 1。"))
    return int(said)


# ── what there is ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Kept:
    """A folder that has the name of a backup; without a manifest it cannot be used."""

    folder: Path
    made: Manifest | None

    @property
    def is_whole(self) -> bool:
        """Whether all parts are there in their size; `check` reads every byte."""
        return self.made is not None and all(
            _size(self.folder / name) == part.size for name, part in self.made.parts.items()
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def kept(folder: Path) -> list[Kept]:
    """All backups in a folder, newest first."""
    return [_kept(one) for one in sorted(folder.glob(f"{NAME}*"), reverse=True)]


def _kept(folder: Path) -> Kept:
    try:
        return Kept(folder, manifest.read(folder))
    except Stop:
        return Kept(folder, None)


def prune(folder: Path, keep: int, keys: Mapping[str, str]) -> list[Path]:
    """Remove the oldest backups of this installation beyond a number; those removed."""
    name = database.own_name()
    ours = [one for one in kept(folder) if one.made and one.made.is_of(name, keys)]
    gone = [one.folder for one in ours[keep:]]
    for one in gone:
        away = one.with_name(f"{HALF}{one.name}")  # from now on nobody takes it for a backup
        one.rename(away)
        shutil.rmtree(away, ignore_errors=True)
    return gone


# ── how it goes ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Standing:
    """How it stands with backups."""

    plan: Plan
    last: Manifest | None
    failed_at: datetime | None = None
    why: str = ""

    @property
    def age(self) -> timedelta | None:
        """Since the last whole backup was made."""
        return now() - self.last.at if self.last else None

    @property
    def is_late(self) -> bool:
        """Whether there should be a newer one."""
        return not self.plan.off and (self.age is None or self.age > LATE)

    @property
    def has_failed(self) -> bool:
        """Whether the last attempt came to nothing."""
        return self.failed_at is not None and not (self.last and self.last.at > self.failed_at)

    @property
    def is_due(self) -> bool:
        """Whether the worker is to make one now: once a day, an hour after a fault again."""
        if self.plan.off or (self.has_failed and now() - (self.failed_at or now()) < AGAIN):
            return False
        moment = local(now())
        since = moment.replace(hour=self.plan.at.hour, minute=self.plan.at.minute, second=0)
        since -= timedelta(days=int(since > moment))
        return self.last is None or self.last.at < since


def standing() -> Standing:
    """How it stands with the backups of this installation."""
    plan = Plan.given()
    whole = (one.made for one in kept(plan.folder) if one.is_whole and one.made)
    failed_at, why = _fault(plan.folder)
    return Standing(plan, next(whole, None), failed_at, why)


def _fault(folder: Path) -> tuple[datetime | None, str]:
    try:
        said = json.loads((folder / FAULT).read_text(encoding="utf-8"))
        return datetime.fromisoformat(said["at"]), str(said["why"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""


def note_fault(folder: Path, why: str) -> None:
    """Write down beside the backups why the last attempt came to nothing."""
    text = json.dumps({"at": now().isoformat(), "why": why}, ensure_ascii=False)
    fresh = folder / f".{FAULT}.{os.getpid()}"
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(folder / FAULT)
    except OSError:  # the folder is away: that the last backup grows old says so
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
