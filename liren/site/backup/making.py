"""Making a backup: the dump first, then every file that the same moment knew of."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

from liren import VERSION
from liren.kernel.audit import roots
from liren.kernel.audit.written import read
from liren.kernel.base.clock import local, now
from liren.kernel.files.models import File
from liren.kernel.files.shelf import Folder, shelf
from liren.site import database
from liren.site.backup import dumping, manifest
from liren.site.backup.manifest import CHUNK, Manifest, Part, Shelved
from liren.site.terminal import Stop, _

if TYPE_CHECKING:
    from django.core.files.storage import Storage

NAME = "liren-"
HALF = ".half-"
LOCK = ".lock"
ROWS = "SELECT name, kind, sha256, size FROM files_file WHERE gone_at IS NULL ORDER BY name"
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
LISTED_FAULTS = 100


def make(to: Path) -> tuple[Path, Manifest]:
    """Write a whole backup into a folder and return it; on any fault nothing is left."""
    with _alone(to) as lock:
        half = to / f"{HALF}{os.getpid()}"
        half.mkdir(mode=0o700)
        try:
            made = Making(half, latest_files(to)).run(lock)
            return _named(half, to, made), made
        except OSError as fault:
            says = _("备份没有写成：{reason}。没有留下半份备份。请检查 {folder} 的空间和权限。")
            raise Stop(says.format(reason=fault.strerror or fault, folder=to)) from fault
        except psycopg.Error as fault:
            says = _("备份没有写成，数据库不能读取：{reason}")
            raise Stop(says.format(reason=str(fault).strip())) from fault
        finally:
            shutil.rmtree(half, ignore_errors=True)


@contextmanager
def _alone(to: Path) -> Iterator[IO[bytes]]:
    """The folder for this process alone; what a killed one left half-done is removed."""
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(to / LOCK, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as fault:
        says = _("备份目录 {folder} 不能写入：{reason}。请用 --to 或 LIREN_BACKUP 另选一个。")
        raise Stop(says.format(folder=to, reason=fault.strerror)) from fault
    with os.fdopen(handle, "wb") as lock:
        try:
            # pg_dump inherits the lock: as long as it lives the folder is taken
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Stop(_("另一个备份正在写入 {folder}，请等它结束。").format(folder=to)) from fault
        for left in to.glob(f"{HALF}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield lock


def _named(half: Path, to: Path, made: Manifest) -> Path:
    """Give the folder its name, now that all of it is on the disk."""
    stem = folder_name(made.at)
    whole = to / stem
    for number in range(2, 100):
        if not whole.exists():
            break
        whole = to / f"{stem}-{number}"
    half.rename(whole)
    manifest.sync(to)
    return whole


def latest_files(to: Path) -> "Before | None":
    """The newest backup in the folder, whose copies of the same files are used again."""
    for folder in sorted(to.glob(f"{NAME}*"), reverse=True):
        try:
            if manifest.read(folder).where == manifest.COPIED:
                return Before(folder, {one.name: one for one in manifest.listed(folder)})
        except (Stop, OSError, ValueError):
            continue
    return None


class Before:
    """An earlier backup beside this one."""

    def __init__(self, folder: Path, files: dict[str, Shelved]) -> None:
        self.folder, self.files = folder, files

    def link(self, name: str, size: int, into: Path) -> Shelved | None:
        """The same copy once more under a second name, after reading all of it."""
        kept = self.files.get(name)
        copy = self.folder / manifest.SHELF / name
        if kept is None or kept.size != size:
            return None
        try:
            if manifest.measured(copy) != Part(kept.size, kept.sha256):
                return None
            os.link(copy, into)
        except OSError:  # another disk, or one without links
            return None
        return kept


class Making:
    """One backup while it is made."""

    def __init__(self, half: Path, before: Before | None) -> None:
        self.half, self.before = half, before
        self.store: Storage = shelf()
        self.copies = isinstance(self.store, Folder)
        self.files = self.bytes = 0
        self.missing: list[str] = []
        self.damaged: list[str] = []

    def run(self, lock: IO[bytes]) -> Manifest:
        """All parts, and the manifest last."""
        address = readers_address()
        with psycopg.connect(address) as link:
            facts = self._begin(link)
            snapshot = _one(link, "SELECT pg_export_snapshot()")
            dumping.dump(address, snapshot, self.half / manifest.DUMP, [lock.fileno()])
            self._list_files(link)
        self._write_roots(facts.seal)
        return self._close(facts)

    def _begin(self, link: psycopg.Connection[Any]) -> Manifest:
        """Fix the moment: everything that is read from now on is as it was then."""
        link.execute("SET idle_in_transaction_session_timeout = 0")
        link.execute("SET statement_timeout = 0")
        link.commit()
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            seal = int(_one(link, "SELECT coalesce(max(number), 0) FROM audit_seal"))
        except psycopg.errors.UndefinedTable as fault:
            raise Stop(
                _("数据库还没有建立，没有可以备份的内容。请先运行 liren migrate。")
            ) from fault
        sealing = settings.LIREN_SEAL_KEYS
        return Manifest(
            made_at=now().isoformat(),
            version=VERSION,
            postgres=_one(link, "SHOW server_version"),
            database=link.info.dbname,
            example=database.is_example(),
            migrations=[name for (name,) in link.execute(MIGRATIONS)],
            key=settings.LIREN_KEYS.ring().current("seal").id,
            keys={name: manifest.fingerprint(key) for name, key in sealing.items()},
            seal=seal,
        )

    # ── files ───────────────────────────────────────────────────────────────────────────

    def _list_files(self, link: psycopg.Connection[Any]) -> None:
        out = os.fdopen(manifest.new_file(self.half / manifest.LISTED), "w", encoding="utf-8")
        with out, link.cursor("shelved") as rows:
            rows.execute(ROWS)
            for name, kind, digest, size in rows:
                whole = File(name=name, kind=kind, sha256=digest, size=size)
                for one in whole.names:
                    self.take(one, digest if one == name else "", out)
            out.flush()
            os.fsync(out.fileno())

    def take(self, name: str, known: str, out: IO[str]) -> None:
        """Keep one file, and write it into the list."""
        try:
            kept = self._copied(name) if self.copies else self._looked_at(name, known)
        except FileNotFoundError:
            self.missing.append(name)
            return
        if known and kept.sha256 != known:
            self.damaged.append(name)
        self.files += 1
        self.bytes += kept.size if self.copies else 0
        out.write(kept.line)

    def _looked_at(self, name: str, known: str) -> Shelved:
        """A file in an object store stays there; that it is there is looked at."""
        if not self.store.exists(name):
            raise FileNotFoundError(name)
        return Shelved(name, self.store.size(name), known)

    def _copied(self, name: str) -> Shelved:
        into = self.half / manifest.SHELF / name
        into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        size = self.store.size(name)
        if self.before and (linked := self.before.link(name, size, into)):
            return linked
        found, size = sha256(), 0
        with self.store.open(name) as source, os.fdopen(manifest.new_file(into), "wb") as out:
            while chunk := source.read(CHUNK):
                found.update(chunk)
                out.write(chunk)
                size += len(chunk)
            out.flush()
            os.fsync(out.fileno())
        return Shelved(name, size, found.hexdigest())

    # ── the end ─────────────────────────────────────────────────────────────────────────

    def _write_roots(self, seal: int) -> None:
        kept = roots.kept()
        lines = kept.read_text(encoding="utf-8") if kept.exists() else ""
        manifest.write(self.half / manifest.ROOTS, until(lines, seal)[0])

    def _close(self, facts: Manifest) -> Manifest:
        names = (manifest.DUMP, manifest.LISTED, manifest.ROOTS)
        _sync_all(self.half / manifest.DUMP)
        made = replace(
            facts,
            parts={name: manifest.measured(self.half / name) for name in names},
            files=self.files,
            shelved=self.bytes,
            where=manifest.COPIED if self.copies else manifest.ELSEWHERE,
            store="" if self.copies else os.environ.get("LIREN_FILES", "").partition("?")[0],
            missing=self.missing[:LISTED_FAULTS],
            damaged=self.damaged[:LISTED_FAULTS],
        )
        text = made.written(settings.LIREN_SEAL_KEYS)
        manifest.write(self.half / manifest.FILE, text)
        for folder, _folders, _files in os.walk(self.half):
            manifest.sync(Path(folder))
        return made


def until(lines: str, seal: int) -> tuple[str, str]:
    """Published roots up to a seal, and those after it."""
    kept: list[str] = []
    later: list[str] = []
    for line in lines.splitlines(keepends=True):
        found = read(line)
        (later if any(number > seal for number in found) else kept).append(line)
    return "".join(kept), "".join(later)


def readers_address() -> str:
    """As the owner, or where only web and worker run as the lesser role, which may read all."""
    address = database.owners_address(database.name() if database.is_embedded() else "")
    if not database.is_embedded():
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            return make_conninfo(os.environ.get("DATABASE_APP_URL", ""))
    return address


def _one(link: psycopg.Connection[Any], query: str) -> str:
    (value,) = link.execute(query.encode()).fetchone() or ("",)
    return str(value)


def _sync_all(file: Path) -> None:
    file.chmod(0o600)
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder_name(moment: datetime) -> str:
    """What a backup of this moment is called."""
    return f"{NAME}{local(moment):%Y%m%d-%H%M%S}"
