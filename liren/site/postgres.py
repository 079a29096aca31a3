"""The embedded database: a small supervisor over the programs of PostgreSQL.

Only the account that owns it gets in (peer authentication, a socket in a closed folder, no
network). Whoever uses the server holds a lease; when the last one leaves, it stops.
"""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO

from liren.site.folders import (
    SOCKET,
    Account,
    Place,
    note_place,
    open_for,
    place,
    private_folder,
    programs_for,
    server_account,
)
from liren.site.terminal import Stop, _

OWNER, APP = "liren", "liren_app"
ROLES = ("postgres", OWNER, APP)
KEEPER = "keep"
FIRST_LOCALE_PROVIDER = 17
STARTS_WITHIN = 300  # seconds: recovery after a power cut reads the whole log
STOPS_WITHIN = 60
LINGERS = 5

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "5min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # a file a day, swept by the worker; no statement and no detail: both can hold personal facts
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%Y%m%d.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}

FIRST_ROLES = f"""
CREATE ROLE {OWNER} LOGIN CREATEDB;
CREATE ROLE {APP} LOGIN;
GRANT {APP} TO {OWNER};
GRANT pg_signal_backend TO {OWNER};
"""


class Cluster:
    """One embedded server: made once, started, found again after a crash, stopped."""

    def __init__(self, at: Place, settings: Mapping[str, str] | None = None) -> None:
        self.at = at
        self.settings = {**SETTINGS, **(settings or {})}
        self.account = server_account(at)
        self._started: subprocess.Popen[bytes] | None = None
        other = self.account.uid != os.geteuid()
        self._user = self.account.uid if other else None
        self._group = self.account.gid if other else None
        self._groups: list[int] | None = [] if other else None

    # ── in use ──────────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def lease(self) -> Iterator[None]:
        """Use the server: start it if need be, and stop it when the last user leaves."""
        self._prepare()
        with self._file("users") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start()
            try:
                yield
            finally:
                self._leave(users)

    def _leave(self, users: IO[bytes]) -> None:
        if not (self.at.root / KEEPER).exists() and _locked_alone(users):
            self.stop()

    def in_use(self) -> bool:
        """Whether a program holds a lease on the server."""
        with self._file("users") as users:
            return not _locked_alone(users)

    def keep(self) -> None:
        """Start the server and leave it running without users."""
        self.start()
        with self._file(KEEPER):
            pass

    def release(self) -> None:
        """Stop the server that was told to stay; with users left, the last one stops it."""
        (self.at.root / KEEPER).unlink(missing_ok=True)
        if not self.in_use():
            self.stop()

    # ── start and stop ──────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Make the server if it is new, and start it unless it runs."""
        self._prepare()
        with self._alone():
            if not self._version_file.exists():
                self._create()
            admitted = self._admit()
            pid = self.pid()
            if pid is None:
                self._launch()
            elif admitted:
                os.kill(pid, signal.SIGHUP)

    def stop(self) -> None:
        """End all connections and shut the server down in good order."""
        with self._alone():
            pid = self.pid()
            if pid is None:
                return
            os.kill(pid, signal.SIGINT)
            if not _wait(lambda: self.pid() is None, STOPS_WITHIN):
                os.kill(pid, signal.SIGQUIT)
                _wait(lambda: self.pid() is None, LINGERS)
            with contextlib.suppress(OSError):  # not empty after a hard end: used again
                self.at.socket.rmdir()

    def pid(self) -> int | None:
        """The postmaster's number while it lives.

        A killed postmaster can stay behind as a zombie, and its number can belong to another
        program by now: only a process that works in the data folder counts.
        """
        try:
            pid = int((self.at.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        if self._started is not None:
            self._started.poll()
        return pid if _works_in(pid, self.at.data) else None

    def size(self) -> int:
        """The version of PostgreSQL with which the cluster was made."""
        return int(self._version_file.read_text())

    @property
    def _version_file(self) -> Path:
        return self.at.data / "PG_VERSION"

    def _launch(self) -> None:
        self._clear_away()
        self._write_settings()
        private_folder(self.at.socket, self.account)
        programs = programs_for(self.account, self.at)
        self._check_version(programs)
        log = self.at.root / "start.log"
        with open_for(self.account, log, os.O_TRUNC) as output:
            self._started = subprocess.Popen(
                [programs / "postgres", "-D", self.at.data],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                env=ENVIRONMENT,
                user=self._user,
                group=self._group,
                extra_groups=self._groups,
            )
        self._await_ready(self._started, log)

    def _await_ready(self, server: subprocess.Popen[bytes], log: Path) -> None:
        pid_file = self.at.data / "postmaster.pid"

        def ready() -> bool:
            return server.poll() is not None or _status(pid_file, server.pid) == "ready"

        if not _wait(ready, STARTS_WITHIN) or server.poll() is not None:
            said = log.read_text(errors="replace").strip()[-2000:]
            raise Stop(
                _("数据库没有启动起来，请按下面的说明处理后重试（数据目录 {path}）：").format(
                    path=self.at.root
                )
                + f"\n{said}"
            )

    def _clear_away(self) -> None:
        """Wait for the children of a killed server: a new one beside them would harm the data."""
        if not _wait(lambda: not _workers_in(self.at.data), LINGERS):
            for pid in _workers_in(self.at.data):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            _wait(lambda: not _workers_in(self.at.data), LINGERS)
        # both name the dead server, whom its successor may take for alive while it is a zombie
        (self.at.data / "postmaster.pid").unlink(missing_ok=True)
        (self.at.socket / f"{SOCKET}.lock").unlink(missing_ok=True)

    # ── making ──────────────────────────────────────────────────────────────────────────

    def _prepare(self) -> None:
        if self.at.root.parent.name == "liren":
            self.at.root.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        private_folder(self.at.root, self.account)
        note_place(self.at)

    def _create(self) -> None:
        programs = programs_for(self.account, self.at)
        half = self.at.root / "data.new"  # a half-made cluster is thrown away
        shutil.rmtree(half, ignore_errors=True)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        if _version(programs) >= FIRST_LOCALE_PROVIDER:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.settings["fsync"] == "off":
            options += ["--no-sync"]
        self._run(programs / "initdb", "-D", half, "-U", "postgres", "--auth=reject", *options)
        with (half / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'liren.conf'\n")
        self._write(half / "pg_hba.conf", "local all all peer map=liren\n")
        self._write(half / "liren.conf", "")
        self._run(programs / "postgres", "--single", "-D", half, "postgres", text=FIRST_ROLES)
        half.rename(self.at.data)

    def _write_settings(self) -> None:
        values = {**self.settings, "unix_socket_directories": _listed(self.at.socket)}
        lines = [f"{key} = {_quoted(value)}\n" for key, value in values.items()]
        self._write(self.at.data / "liren.conf", "".join(lines))

    def _admit(self) -> bool:
        """Let this account in beside the server's own; True when that is new."""
        ident = self.at.data / "pg_ident.conf"
        names = sorted({Account.of(os.geteuid()).name, self.account.name})
        wanted = "".join(f'liren "{name}" {role}\n' for name in names for role in ROLES)
        if ident.read_text() == wanted:
            return False
        self._write(ident, wanted)
        return True

    def _check_version(self, programs: Path) -> None:
        have, made = _version(programs), self.size()
        if have != made:
            raise Stop(
                _(
                    "数据是用 PostgreSQL {made} 建立的，现有程序是 {have}，不能直接打开。"
                    "请用 PG_BINDIR 指明 {made} 版的 bin 目录，或先备份再升级。"
                ).format(made=made, have=have)
            )

    # ── small tools ─────────────────────────────────────────────────────────────────────

    def _write(self, path: Path, text: str) -> None:
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with open_for(self.account, fresh, os.O_EXCL) as file:
            file.write(text.encode())
        fresh.replace(path)

    @contextlib.contextmanager
    def _file(self, name: str) -> Iterator[IO[bytes]]:
        with open_for(self.account, self.at.root / name, os.O_APPEND) as opened:
            yield opened

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._file("lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run(self, program: Path, *arguments: object, text: str = "") -> None:
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            user=self._user,
            group=self._group,
            extra_groups=self._groups,
        )
        if done.returncode:
            said = done.stdout.decode(errors="replace").strip()[-2000:]
            raise Stop(
                _("建立数据库时 {program} 失败：").format(program=program.name) + f"\n{said}"
            )


def embedded() -> Cluster:
    """The server of this data folder."""
    return _cluster(place())


@cache
def _cluster(at: Place) -> Cluster:
    return Cluster(at)  # one for each process: who started the server must also bury it


def _locked_alone(opened: IO[bytes]) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str(folder)
    except OSError:
        return False


def _workers_in(folder: Path) -> list[int]:
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if _works_in(pid, folder)]


def _status(pid_file: Path, pid: int) -> str:
    """What the postmaster says of itself in the last line of its file."""
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return ""
    return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else ""


def _version(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True)
    return int(re.findall(rb"\d+", said.stdout)[0])


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _listed(path: Path) -> str:
    """A path as the only member of a list that PostgreSQL splits at commas."""
    return '"' + str(path).replace('"', '""') + '"'
