"""Web, worker and database as real processes: served, killed, restarted, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liren.site import database
from liren.site.children import Child
from liren.site.server import Door
from liren.site.terminal import Stop
from tests.site.homes import migrated, server_of

PATIENCE = 40


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fail when it does not come."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`liren serve` as a process, and its descendants."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        environment = {**os.environ, "LIREN_DB_ROLE": "app", "LIREN_BEAT": "1"}
        environment |= {"LIREN_HOME": str(home), "LIREN_DATABASE": "liren", "LANG": "zh_CN.UTF-8"}
        self.output = (home / "output").open("wb+")
        command = [sys.executable, "-m", "liren", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=self.output, stderr=subprocess.STDOUT
        )

    def status(self, path: str) -> int:
        """The status of an answer, or 0 when there is none."""
        try:
            address = f"http://127.0.0.1:{self.port}{path}"
            with urllib.request.urlopen(address, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as fault:
            return fault.code
        except OSError:
            return 0

    def is_ready(self) -> bool:
        """Whether database and worker live."""
        return self.status("/readyz") == 200

    def children(self) -> dict[str, int]:
        """The numbers of web and worker."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == self.process.pid and "liren" in words:
                found[words[words.index("liren") + 1]] = int(entry.name)
        return found

    def said(self) -> str:
        """What it printed."""
        self.output.seek(0)
        return self.output.read().decode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated database of its own."""
    return migrated(tmp_path_factory, "served home")


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """The site, ready."""
    site = Site(home)
    try:
        until(site.is_ready)
        yield site
    finally:
        site.process.terminate()
        site.process.wait(PATIENCE)


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="only the embedded server is ours")
def test_whatever_is_killed_comes_back_and_ctrl_c_stops_all(site: Site, home: Path) -> None:
    until(lambda: f"http://127.0.0.1:{site.port}/" in site.said())  # it may answer first
    server, before = server_of(home), site.children()
    for victim in (before["worker"], before["web"], server.pid()):
        assert victim is not None
        os.kill(victim, signal.SIGKILL)
    until(lambda: len(site.children()) == len(before) and server.pid() is not None)
    until(site.is_ready)
    assert not set(site.children().values()) & set(before.values())
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(PATIENCE) == 0
    assert server.pid() is None
    assert site.status("/healthz") == 0


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="only the embedded server is ours")
def test_nothing_outlives_a_killed_supervisor_but_the_data(site: Site, home: Path) -> None:
    children = site.children()
    site.process.kill()
    until(lambda: site.status("/healthz") == 0)
    until(lambda: not any(Path("/proc", str(pid), "exe").exists() for pid in children.values()))
    again = Site(home)
    try:
        until(again.is_ready)
    finally:
        again.process.terminate()
        again.process.wait(PATIENCE)
    assert server_of(home).pid() is None


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop, match=f"PORT={port + 1}"):
            Door(port=port).check()


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    for name in ("cert", "key"):
        (tmp_path / name).write_text("neither")
    door = Door(port=free_port(), certificate=tmp_path / "cert", key=tmp_path / "key")
    with pytest.raises(Stop, match="--tls"):
        door.check()


def test_a_program_that_keeps_dying_is_started_at_growing_intervals() -> None:
    child = Child("short", [sys.executable, "-c", ""], {})
    pauses = []
    for _ in range(3):
        child.start()
        assert child.process is not None
        child.process.wait()
        assert child.look_after()
        pauses.append(child.next_start - time.monotonic())
    assert pauses == sorted(pauses)
    assert pauses[2] > 3 * pauses[0]
    assert not child.look_after()  # not yet
    assert child.process is None


def test_a_program_that_does_not_listen_is_ended_with_all_it_started() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    code = f"{deaf} import os; os.fork(); print('x', flush=True); time.sleep(600)"
    child = Child("deaf", [sys.executable, "-c", code], {})
    child.start()
    assert child.process is not None
    group = child.process.pid
    time.sleep(0.3)
    child.stop(0.1)
    until(lambda: not _members(group))


def _members(group: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def test_names_of_databases_are_quoted(db: None) -> None:
    odd = f'test_{os.getpid()}_"; drop'
    database.create(odd)
    database.drop(odd)
