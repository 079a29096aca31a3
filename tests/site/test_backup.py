"""Backups of a real town, made while it is written to, broken in every way, and restored."""

import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from liren.site import database
from liren.site.backup import checking, manifest
from liren.site.backup.making import HALF, NAME
from liren.site.backup.manifest import Manifest, Unusable
from liren.site.folders import place
from liren.site.keys import Secrets, keys
from tests.site.backed_up import PHONE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="databases of its own are made"),
]
TOWN, AGAIN = f"test_{os.getpid()}_town", f"test_{os.getpid()}_again"
LITTLE = 200_000  # bytes that one file may have where the disk is full
ROOT = Path(__file__).parents[2]


class House:
    """A database, a shelf of files and a folder for backups, and the program in them."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.shelf, self.backups = folder / f"files-{name}", folder / "backups"
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        # keys and roots of its own, and the server of the other tests
        (self.home / "pg-place").write_text(f"{place().root}\n")

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of this house is given."""
        ours = {"LIREN_DATABASE": self.name, "LIREN_FILES": str(self.shelf), "LIREN_DB_ROLE": ""}
        ours |= {"LIREN_HOME": str(self.home)}
        ours |= {"LIREN_BACKUP": str(self.backups), "LANG": "zh_CN.UTF-8", "LC_ALL": ""}
        return {**os.environ, **ours, **more}

    def liren(
        self, *words: str, typed: str = "", little: bool = False, **more: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run the program."""
        return subprocess.run(
            [sys.executable, "-m", "liren", *words],
            env=self.environment(**more),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_disk_is_full if little else None,
        )

    def keys(self) -> dict[str, bytes]:
        """Its keys by name."""
        source, _secret = keys(self.home)
        return dict(Secrets(source))

    def program(self, verb: str, **more: str) -> "subprocess.Popen[str]":
        """Start one of the programs of `backed_up`."""
        command = [sys.executable, "-m", "tests.site.backed_up", verb]
        given = self.environment(LIREN_DB_ROLE="owner", **more)
        return subprocess.Popen(command, env=given, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def whole(self) -> list[Path]:
        """What looks like a backup."""
        return sorted(self.backups.glob(f"{NAME}*"))

    def back_up(self) -> Path:
        """One more backup."""
        before = set(self.whole())
        done = self.liren("backup")
        assert done.returncode == 0, done.stderr
        (made,) = set(self.whole()) - before
        return made


def _disk_is_full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LITTLE, LITTLE))


ALONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The town in a database of its own."""
    house = House(tmp_path_factory.mktemp("backed up"), TOWN)
    connections.close_all()
    with database.owner_connection("postgres") as link:  # and those that other threads left open
        link.execute(ALONE, [database.name()])
    database.create(TOWN, database.name())
    try:
        assert house.program("build").wait(120) == 0
        yield house
    finally:
        for name in (TOWN, AGAIN):
            database.drop(name)


@pytest.fixture(scope="module")
def busy(house: House) -> Path:
    """A backup made while others report and upload."""
    sign = house.folder / "writing"
    sign.touch()
    writer = house.program("write", WRITE_WHILE=str(sign))
    try:
        assert writer.stdout is not None
        writer.stdout.readline()  # it has begun
        return house.back_up()
    finally:
        sign.unlink()
        assert writer.wait(60) == 0


@pytest.fixture
def copy(busy: Path, tmp_path: Path) -> Path:
    """A backup that a test may spoil."""
    return Path(shutil.copytree(busy, tmp_path / busy.name))


def rows(name: str) -> dict[str, list[Any]]:
    """Every row of every table, as the server prints it."""
    found = {}
    with database.owner_connection(name) as link:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in link.execute(query).fetchall():
            text = f'SELECT t::text FROM "{table}" t ORDER BY 1'
            found[str(table)] = [row for (row,) in link.execute(text.encode()).fetchall()]
    return found


# ── making ──────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_whole_though_others_write(busy: Path, house: House) -> None:
    said = checking.checked(busy)
    assert (said.missing, said.damaged) == ([], [])
    assert said.files >= 3, "a picture and its smaller sizes"
    names = {one.name for one in manifest.listed(busy)}
    assert dumped_files(busy) <= names, "every file that the dump names is there"
    for path in [busy, *busy.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, f"{path} is open to others"


def dumped_files(backup: Path) -> set[str]:
    """The names of files in the dump."""
    from liren.site.backup import dumping

    command = [dumping._program("pg_restore", 0), "--data-only", "--table=files_file", "-f", "-"]
    done = subprocess.run([*command, backup / manifest.DUMP], capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    return {word for line in lines for word in line.split("\t") if word.endswith(".jpg")}


def test_no_key_is_in_it_and_no_session(busy: Path, house: House) -> None:
    secrets = house.keys().values()
    texts = [path.read_bytes() for path in busy.rglob("*") if path.is_file()]
    for secret in secrets:
        assert not any(secret in text or secret.hex().encode() in text for text in texts)
    assert set(manifest.read(busy).keys) == set(house.keys())
    assert PHONE.encode() not in b"".join(texts)


def test_the_next_one_shares_what_did_not_change(busy: Path, house: House) -> None:
    one = next(iter(manifest.listed(busy))).name
    again = house.back_up()
    first, second = (folder / manifest.SHELF / one for folder in (busy, again))
    assert first.stat().st_ino == second.stat().st_ino, "one copy under two names"
    checking.checked(again)
    shutil.rmtree(again)
    checking.checked(busy)


def test_a_killed_backup_looks_like_none(house: House, busy: Path) -> None:
    before = house.whole()
    with database.owner_connection(TOWN) as link, link.transaction():
        link.execute("LOCK TABLE cases_case IN ACCESS EXCLUSIVE MODE")  # the dump waits
        started = subprocess.Popen(
            [sys.executable, "-m", "liren", "backup"], env=house.environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: list(house.backups.glob(f"{HALF}*/database.dump")))
        refused = house.liren("backup")
        assert refused.returncode == 1, "one at a time"
        assert "另一个备份" in refused.stderr
        started.send_signal(signal.SIGKILL)
        started.wait()
        assert house.whole() == before
        assert house.liren("backup", "list").stdout.count(NAME) == len(before)
    until(lambda: is_free(house.backups))
    made = house.back_up()
    assert list(house.backups.glob(f"{HALF}*")) == [], "what was left over is gone"
    shutil.rmtree(made)


def is_free(folder: Path) -> bool:
    """Whether no program holds the folder any more."""
    with (folder / ".lock").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def test_a_full_disk_is_told_and_leaves_nothing(house: House, busy: Path, tmp_path: Path) -> None:
    done = house.liren("backup", "--to", str(tmp_path / "full"), little=True)
    assert done.returncode == 1
    assert "没有" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "full").glob(f"{NAME}*")) == []
    assert list((tmp_path / "full").glob(f"{HALF}*")) == []


# ── believing ───────────────────────────────────────────────────────────────────────────────


def a_file(backup: Path) -> Path:
    """An attached file in a backup."""
    return backup / manifest.SHELF / next(iter(manifest.listed(backup))).name


def cut(path: Path) -> None:
    """The end is missing."""
    os.truncate(path, path.stat().st_size // 2)


def turn(path: Path) -> None:
    """One byte is another."""
    text = bytearray(path.read_bytes())
    text[len(text) // 2] ^= 1
    path.write_bytes(text)


def lead_away(path: Path) -> None:
    """A link to somewhere else."""
    path.unlink()
    path.symlink_to("/etc/hostname")


def say_otherwise(path: Path) -> None:
    """A manifest that somebody rewrote, and whose checksum nobody computed."""
    said = json.loads(path.read_text())
    said["parts"] = {}
    path.write_text(json.dumps(said))


SPOILT: dict[str, Callable[[Path], object]] = {
    "a dump that is cut off": lambda backup: cut(backup / manifest.DUMP),
    "a byte of the dump": lambda backup: turn(backup / manifest.DUMP),
    "no dump": lambda backup: (backup / manifest.DUMP).unlink(),
    "a list that is cut off": lambda backup: cut(backup / manifest.LISTED),
    "a byte of a file": lambda backup: turn(a_file(backup)),
    "a file that is cut off": lambda backup: cut(a_file(backup)),
    "a file that is gone": lambda backup: a_file(backup).unlink(),
    "a file that leads away": lambda backup: lead_away(a_file(backup)),
    "no manifest": lambda backup: (backup / manifest.FILE).unlink(),
    "half a manifest": lambda backup: cut(backup / manifest.FILE),
    "another manifest": lambda backup: say_otherwise(backup / manifest.FILE),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_backup_is_refused_with_a_sentence(copy: Path, fault: str) -> None:
    SPOILT[fault](copy)
    with pytest.raises(Unusable, match="备份"):
        checking.checked(copy)


def test_a_forged_manifest_is_known_by_its_seal(copy: Path, house: House) -> None:
    """Somebody without the key can change a dump and write fitting checksums; no more."""
    said = manifest.read(copy)
    part = said.parts[manifest.DUMP]
    forged = Manifest(**{**said.__dict__, "seal": said.seal + 7})
    assert part.sha256 == manifest.measured(copy / manifest.DUMP).sha256
    text = forged.written({**house.keys(), said.key: b"x" * 32})
    (copy / manifest.FILE).write_text(text)
    assert checking.checked(copy), "the checksums fit"
    keys = checking.keys_for(copy, manifest.read(copy), house.keys())
    assert keys.forged
    assert keys.says


def test_missing_and_other_keys_are_told(busy: Path, house: House) -> None:
    said, have = manifest.read(busy), house.keys()
    assert checking.keys_for(busy, said, have).fine
    name = said.key
    assert checking.keys_for(busy, said, {**have, name: b"y" * 32}).other == [name]
    assert checking.keys_for(busy, said, {}).missing == sorted(have)


# ── restoring ───────────────────────────────────────────────────────────────────────────────


def test_a_refused_restore_touches_nothing(house: House, copy: Path) -> None:
    before = rows(TOWN)
    full = house.liren("restore", str(copy))
    assert full.returncode == 1
    assert "--replace" in full.stderr
    cut(copy / manifest.DUMP)
    spoilt = house.liren("restore", str(copy), "--into", AGAIN)
    assert spoilt.returncode == 1
    assert "损坏" in spoilt.stderr
    assert rows(TOWN) == before
    assert not exists(AGAIN)


def exists(name: str) -> bool:
    """Whether there is such a database, or one that was to become it."""
    with database.owner_connection("postgres") as link:
        query = "SELECT count(*) FROM pg_database WHERE datname LIKE %s"
        return (link.execute(query, [f"{name}%"]).fetchone() or (0,))[0] != 0


def test_what_is_restored_is_what_was_there(house: House) -> None:
    backup, before = house.back_up(), rows(TOWN)
    again = House(house.folder, AGAIN)
    done = again.liren("restore", str(backup), "--into", AGAIN)
    assert done.returncode == 0, done.stderr
    assert "没有发现改动" in done.stdout, "the record was verified, with its roots"
    after = rows(AGAIN)
    changed = {table for table in before if before[table] != after[table]}
    # on record, by the platform itself; and the rules of all packs were read again
    assert changed <= {"audit_entry", "audit_seal", "access_user", "policy_pack"}
    assert set(before["audit_entry"]) < set(after["audit_entry"])
    assert set(before["access_user"]) <= set(after["access_user"])
    looked = again.program("look").communicate(timeout=60)[0].splitlines()
    assert looked[:4] == [f"phone {PHONE}", "found keeper", "known True", "wrong None"]
    assert [line[:11] for line in looked[4:]] == ["picture 200"] * 2
    after = rows(AGAIN)  # who looked has logged in
    refused = again.liren("restore", str(backup), "--replace", typed="yes\n")
    assert refused.returncode == 1
    assert rows(AGAIN) == after


def test_a_restore_that_fails_half_way_leaves_the_old_one(house: House, busy: Path) -> None:
    before = rows(TOWN)
    done = house.liren(
        "restore", str(busy), "--replace", typed=f"{TOWN}\n", LIREN_FILES="/proc/none"
    )
    assert done.returncode == 1
    assert "附件没有写成" in done.stderr
    assert rows(TOWN) == before
    assert not exists(f"{TOWN}_restoring")
