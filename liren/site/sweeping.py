"""Logs: for how long they lie about, and what is swept when (docs/reference/security.md)."""

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from liren.kernel.base.clock import now
from liren.site import database
from liren.site.folders import home, place
from liren.site.logs import LOG_NAME, OFF

DAY = re.compile(r"(\d{4})(\d{2})(\d{2})\.(?:jsonl|log)(?:\.gz)?$")
BEHIND = timedelta(days=2)  # a file of yesterday may still be written to


def sweep_files(keep_days: int) -> int:
    """Make older log files small, and remove those that were kept long enough; how many."""
    today, gone = now().astimezone(UTC).date(), 0
    for file, day in log_files():
        if day < today - timedelta(days=keep_days):
            file.unlink(missing_ok=True)
            gone += 1
        elif day <= today - BEHIND and file.suffix != ".gz":
            with suppress(OSError):
                _squeeze(file)
    return gone


def log_files() -> Iterator[tuple[Path, date]]:
    """Every log file of this installation, and the day it is of."""
    for folder, start in _folders():
        for file in folder.glob(f"{start}*"):
            if found := DAY.search(file.name):
                with suppress(ValueError):
                    yield file, date(*map(int, found.groups()))


def _folders() -> Iterator[tuple[Path, str]]:
    named = os.environ.get("LIREN_LOGS", "")
    if named not in OFF:
        yield Path(named) if named else home() / "logs", LOG_NAME
    if database.is_embedded():
        yield place().data / "log", "postgresql-"


def _squeeze(file: Path) -> None:
    """The same lines in a tenth of the room; whole, or as it was."""
    small, half = file.with_name(f"{file.name}.gz"), file.with_name(f".{file.name}.half")
    with file.open("rb") as source, gzip.open(half, "wb") as out:
        shutil.copyfileobj(source, out)
    shutil.copystat(file, half)
    half.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(half, file.stat().st_uid, file.stat().st_gid)
    half.replace(small)
    file.unlink()


def moment_before(keep_days: int) -> datetime:
    """What is older than this was kept long enough."""
    return now() - timedelta(days=keep_days)
