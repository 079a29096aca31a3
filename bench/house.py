"""A platform of its own for one run: temporary folder, durable database, real web server."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

CHECKOUT = Path(__file__).resolve().parents[1]
PACK = "jiashan"
WORKERS = 2
STARTS_WITHIN = 60
# on disk by the rules of the file system: on a RAM disk durable writes would cost nothing
DISK = "/var/tmp"  # noqa: S108 — mkdtemp makes a folder of our own in it
MEASURING = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.max": "5000",
}
MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass
class House:
    """Where the running platform is reached, from in front and from behind."""

    port: int
    dsn: str
    serve: "subprocess.Popen[bytes] | None" = None

    def link(self, user: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection past the platform, which commits each statement."""
        return psycopg.connect(self.dsn, user=user, autocommit=True)

    def get(self, path: str) -> int:
        """The status of one page."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as got:
                return int(got.status)
        except urllib.error.HTTPError as no:
            return no.code
        except OSError:
            return 0


@contextlib.contextmanager
def house(port: int = 0, home: str = "") -> Iterator[House]:
    """A migrated platform under the pack; the database runs, the web server does not yet."""
    folder = Path(home) if home else Path(tempfile.mkdtemp(prefix="liren-bench-", dir=DISK))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)  # the database's account passes through, when run as root
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "LIREN_DATABASE", "LIREN_DB_POOL"):
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="liren.site.settings",
        LIREN_HOME=str(folder),
        LIREN_DB_ROLE="owner",
        LIREN_LOG="json",
    )
    from liren.site.folders import place
    from liren.site.postgres import Cluster

    at = place()
    try:
        with Cluster(at, MEASURING).lease():
            yield _furnished(House(port or _free_port(), f"host={at.socket} dbname=liren"))
    finally:
        if not home:
            shutil.rmtree(at.root, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def _furnished(made: House) -> House:
    import django

    from liren.site import database, start

    django.setup()
    database.ensure_database()
    if start.is_behind():
        start.migrate()
        start.apply_pack(PACK)
    with made.link() as link:
        link.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        for name in MUST_BE_ON:
            (value,) = link.execute(f"SHOW {name}").fetchone() or ("",)
            assert value == "on", f"{name} is {value}: this would not be a durable benchmark"
    return made


@contextlib.contextmanager
def serving(made: House) -> Iterator[None]:
    """Web and worker run, as `liren serve` starts them."""
    command = [sys.executable, "-m", "liren", "serve"]
    options = ["--port", str(made.port), "--workers", str(WORKERS)]
    log = Path(os.environ["LIREN_HOME"], "serve.log")
    with log.open("ab") as output:
        made.serve = subprocess.Popen(
            command + options, stdout=output, stderr=output, cwd=CHECKOUT, start_new_session=True
        )
        try:
            _await_ready(made, log)
            yield
        finally:
            made.serve.send_signal(signal.SIGTERM)
            made.serve.wait(30)
            made.serve = None


def _await_ready(made: House, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while made.get("/readyz") != 200:
        assert made.serve
        if made.serve.poll() is not None or time.monotonic() > until:
            sys.exit(f"the server did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
