"""`kill -9` of web, database and everything under load: what was acknowledged is there, once."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from liren.site.folders import place
from liren.site.postgres import OWNER
from tests.site.test_server import Site, server_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="only the embedded server is ours"),
]
CLIENTS = 8
SECONDS_BETWEEN = 3.0
PATIENCE = 120  # on a machine that does much else
SECRET = "lr_kill"
MAKE = f"""
from liren.kernel.access.models import Area, Grant, Token, User
from liren.kernel.api.tokens import digest
from liren.kernel.base.clock import now, today
person = User.objects.create(username="reporter", name="r", password="!")
top = Area.objects.get(code="330421000000")
Grant.objects.create(user=person, role="resident", area=top)
Token.objects.create(user=person, name="t", digest=digest("{SECRET}"), made_at=now(),
                     scopes=["cases.report", "cases.view"], until=today())
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real territory, a resident and a token."""
    home = tmp_path_factory.mktemp("killed")
    for part in (home, home.parent, home.parent.parent):
        part.chmod(part.stat().st_mode | 0o011)
    run = {**os.environ, "LIREN_HOME": str(home), "LIREN_DATABASE": "liren"}
    server = server_of(home, fsync="off")  # to make it quickly; it serves with fsync
    with server.lease():
        for words in (["migrate"], ["pack", "apply", "jiashan"], ["manage", "shell", "-c", MAKE]):
            subprocess.run([sys.executable, "-m", "liren", *words], env=run, check=True)
    return home


@dataclass
class Load:
    """Clients that report again and again, and repeat what was not acknowledged."""

    port: int
    told: threading.Event = field(default_factory=threading.Event)
    acknowledged: dict[str, str] = field(default_factory=dict)  # key → id
    tried: set[str] = field(default_factory=set)
    seen: Counter[int] = field(default_factory=Counter)

    def run(self) -> None:
        """Report under a new key; the same key again until the answer came."""
        while not self.told.is_set():
            key = str(uuid4())
            self.tried.add(key)
            while not self.told.is_set():
                status, answer = self.send(key)
                self.seen[status] += 1
                if status == 201:
                    self.acknowledged[key] = answer["id"]
                    break
                time.sleep(0.1)

    def send(self, key: str) -> tuple[int, dict[str, str]]:
        """One attempt; status 0 when there was no answer."""
        facts = {"kind": "corridor_clutter", "text": f"楼道堆放纸箱，挡住消火栓。{key}"}
        body = json.dumps({**facts, "area": "330421001001"})
        headers = {"Authorization": f"Bearer {SECRET}", "Idempotency-Key": key}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers |= {"Content-Type": "application/json"}
            link.request("POST", "/api/v1/cases", body.encode(), headers)
            answer = link.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            link.close()


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def goes_on(load: Load) -> None:
    """Wait until new reports are acknowledged."""
    before = len(load.acknowledged)
    until(lambda: len(load.acknowledged) > before + CLIENTS)


def stored(home: Path) -> list[tuple[str, str]]:
    """Identifier and text of every case, read past the platform."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIREN_HOME", str(home))
        socket = str(place().socket)
    with psycopg.connect(host=socket, port=5432, user=OWNER, dbname="liren") as link:
        rows = link.execute("SELECT uid::text, text FROM cases_case").fetchall()
        (steps,) = link.execute("SELECT count(*) FROM cases_step").fetchone() or (0,)
        (entries,) = link.execute(
            "SELECT count(*) FROM audit_entry WHERE verb = 'cases.report' AND outcome = 'done'"
        ).fetchone() or (0,)
        assert (steps, entries) == (len(rows), len(rows)), "half of something was written"
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert (link.execute(f"SHOW {name}").fetchone() or ("",))[0] == "on", name
    return rows


def kill_all(site: Site, home: Path) -> None:
    """The plug is pulled."""
    victims = [site.process.pid, *site.children().values()]
    for pid in [*victims, server_of(home).pid()]:
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
    site.process.wait(10)


def test_what_was_acknowledged_is_there_once(city: Path) -> None:
    site = Site(city)
    load = Load(site.port)
    threads = [threading.Thread(target=load.run) for _client in range(CLIENTS)]
    try:
        until(site.is_ready)
        for thread in threads:
            thread.start()
        goes_on(load)
        time.sleep(SECONDS_BETWEEN)
        os.kill(site.children()["web"], signal.SIGKILL)
        goes_on(load)
        time.sleep(SECONDS_BETWEEN)
        database = server_of(city).pid()
        assert database is not None
        os.kill(database, signal.SIGKILL)
        goes_on(load)
        time.sleep(SECONDS_BETWEEN)
        kill_all(site, city)
        site = Site(city)
        load.port = site.port
        until(site.is_ready)
        goes_on(load)
        load.told.set()
        for thread in threads:
            thread.join(20)
        check(load, stored(city))
    except AssertionError:
        print(load.seen, site.said())
        raise
    finally:
        load.told.set()
        site.process.terminate()
        site.process.wait(40)


def check(load: Load, rows: list[tuple[str, str]]) -> None:
    """Every acknowledged report once; what was tried without an answer at most once."""
    by_key = Counter(text[-36:] for _uid, text in rows)
    assert set(by_key) <= load.tried
    assert [key for key, times in by_key.items() if times > 1] == []
    ids = {text[-36:]: uid for uid, text in rows}
    lost = {key for key, uid in load.acknowledged.items() if ids.get(key) != uid}
    assert lost == set()
    assert len(load.acknowledged) > 4 * CLIENTS
    assert set(load.seen) <= {0, 201, 429, 503}, f"only clear answers: {load.seen}"
