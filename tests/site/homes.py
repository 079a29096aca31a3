"""Data folders with a migrated database: the first of a run is made, the others are its copies."""

import fcntl
import os
import subprocess
import sys
import tempfile
from itertools import takewhile
from pathlib import Path

import pytest

from liren.site.folders import place
from liren.site.postgres import Cluster


def migrated(factory: pytest.TempPathFactory, name: str) -> Path:
    """A new data folder of this name, whose server does not run."""
    own, home = factory.getbasetemp(), factory.mktemp(name)
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept := shared / "migrated").exists():
            _make(shared / "half").rename(kept)
    if (kept / "pg-place").exists():  # its server had to lie elsewhere
        return _make(home)
    # owners and modes as well: the server is particular about its folder
    subprocess.run(["cp", "-a", f"{kept}/.", home], check=True)
    _open(home)
    return home


def server_of(home: Path, **settings: str) -> Cluster:
    """The database server of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIREN_HOME", str(home))
        return Cluster(place(), settings)


def _make(home: Path) -> Path:
    home.mkdir(exist_ok=True)
    _open(home)
    run = {**os.environ, "LIREN_HOME": str(home), "LIREN_DATABASE": "liren"}
    with server_of(home, fsync="off").lease():  # to make it quickly; it serves with fsync
        subprocess.run([sys.executable, "-m", "liren", "migrate"], env=run, check=True)
    return home


def _open(home: Path) -> None:
    """The account of the server passes through the folders above its own."""
    ours = (part for part in (home, *home.parents) if part.stat().st_uid == os.geteuid())
    for part in takewhile(lambda one: one != Path(tempfile.gettempdir()), ours):
        part.chmod(part.stat().st_mode | 0o011)
