"""Random `kill -9` of web, worker and database under mixed load: `python -m bench.kills`.

Clients report, take steps, send pictures; the worker tells people and calls a real receiver.
After each kill all that was acknowledged is looked for. At the end the queue runs empty, every
notice is there once, every call came, and the record verifies.
"""

import argparse
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from uuid import uuid4

import psycopg
from PIL import Image

from liren.site.folders import place
from liren.site.postgres import OWNER, Cluster
from tests.site.homes import server_of
from tests.site.test_server import Site

CLIENTS, PATIENCE = 6, 240
RESIDENT, DESK, BODY = "lr_kill_resident", "lr_kill_desk", "kill-body"
AREA = "330421001001"
MAKE = """
import os
from liren.kernel.access.models import Area, Body, Grant, Token, User
from liren.kernel.api.tokens import digest
from liren.kernel.base.clock import now, today
from liren.kernel.tell.models import Endpoint
top = Area.objects.get(code="330421000000")
body = Body.objects.create(code="kill-body", name="物业", kind="property_company", area=top,
                           functions=["property"])
def person(name, role, secret="", where=top, **more):
    user = User.objects.create(username=name, name=name, password="!", second_factor=True)
    Grant.objects.create(user=user, role=role, area=where, **more)
    if secret:
        Token.objects.create(user=user, name="t", digest=digest(secret), made_at=now(),
            scopes=["cases.report", "cases.view", "cases.accept", "cases.dispatch",
                    "cases.add_picture"], until=today())
person("kill-reporter", "resident", "lr_kill_resident")
person("kill-desk", "subdistrict_desk", "lr_kill_desk")
person("kill-clerk", "property_company", where=None, body=body)
if os.environ.get("RECEIVER"):
    end = Endpoint(body=body, area=top, channel="webhook", name="r")
    end.url, end.secret = os.environ["RECEIVER"], "a secret of two programs"
    end.save()
"""


# ── the platform ────────────────────────────────────────────────────────────────────────────


def made(home: Path, receiver: str = "") -> Path:
    """A data folder with the real territory, people with keys, and an endpoint."""
    for part in (home, home.parent, home.parent.parent):
        part.chmod(part.stat().st_mode | 0o011)
    run = {**os.environ, "LIREN_HOME": str(home), "LIREN_DATABASE": "liren", "RECEIVER": receiver}
    steps = (["migrate"], ["pack", "apply", "jiashan"], ["manage", "shell", "-c", MAKE])
    server = server_of(home, fsync="off")  # to make it quickly; it serves with fsync
    migrated = server.at.data.exists()
    with server.lease():
        for words in steps[migrated:]:
            subprocess.run([sys.executable, "-m", "liren", *words], env=run, check=True)
    return home


@contextmanager
def database(home: Path) -> Iterator[psycopg.Connection[Any]]:
    """A look at the database past the platform."""
    before = os.environ.get("LIREN_HOME")
    os.environ["LIREN_HOME"] = str(home)
    try:
        socket = str(place().socket)
    finally:
        os.environ.pop("LIREN_HOME")
        if before is not None:
            os.environ["LIREN_HOME"] = before
    with psycopg.connect(host=socket, port=5432, user=OWNER, dbname="liren") as link:
        yield link


class Receiver:
    """A program of another house that is called; now and then it fails."""

    def __init__(self) -> None:
        self.came: Counter[str] = Counter()
        self.fails = 0.1
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                if random.random() < outer.fails:
                    self.send_response(500)
                else:
                    outer.came[self.headers["Liren-Id"]] += 1
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_given: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it is called."""
        return f"http://127.0.0.1:{self.server.server_port}/hook"


# ── the load ────────────────────────────────────────────────────────────────────────────────


def _picture(number: int) -> bytes:
    into = BytesIO()
    Image.new("RGB", (160, 120), (number % 256, number // 256 % 256, 90)).save(into, "PNG")
    return into.getvalue()


@dataclass
class Load:
    """Clients that bring cases on their way, and repeat what was not acknowledged."""

    port: int
    steps: bool = True
    told: threading.Event = field(default_factory=threading.Event)
    tried: set[str] = field(default_factory=set)
    reported: dict[str, str] = field(default_factory=dict)  # key → id
    stepped: dict[tuple[str, str], bool] = field(default_factory=dict)  # (id, verb)
    pictured: dict[str, str] = field(default_factory=dict)  # id → checksum
    seen: Counter[int] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let them all start."""
        self.threads = [threading.Thread(target=self._live) for _client in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Let each finish the answer it waits for."""
        self.told.set()
        for thread in self.threads:
            thread.join(30)

    def _live(self) -> None:
        while not self.told.is_set():
            key = "".join(
                random.choices(ascii_lowercase, k=36)
            )  # no digits: texts are looked through
            self.tried.add(key)
            text = f"楼道堆放纸箱，挡住消火栓。{key}"
            facts = {"kind": "corridor_clutter", "text": text, "area": AREA}
            answer = self._until_told("/cases", RESIDENT, key, facts)
            if answer is None:
                return
            self.reported[key] = answer["id"]
            if self.steps:
                self._go_on(key, answer["id"])

    def _go_on(self, key: str, uid: str) -> None:
        for verb, facts in (("accept", {}), ("dispatch", {"handler": BODY})):
            if self._until_told(f"/cases/{uid}/{verb}", DESK, f"{key}:{verb}", facts) is None:
                return
            self.stepped[uid, verb] = True
        if len(self.reported) % 4 == 0:
            answer = self._until_told(f"/cases/{uid}/pictures", DESK, f"{key}:p", None)
            if answer is not None:
                self.pictured[uid] = answer["sha256"]

    def _until_told(
        self, path: str, secret: str, key: str, facts: Mapping[str, Any] | None
    ) -> dict[str, Any] | None:
        """The same request under the same key, until it is answered well."""
        while not self.told.is_set():
            status, answer = self._send(path, secret, key, facts)
            self.seen[status] += 1
            if status in (200, 201):
                return answer
            if status not in (0, 429, 503):
                self.odd.append(f"{path} {status} {answer}")
                return None
            time.sleep(0.1)
        return None

    def _send(
        self, path: str, secret: str, key: str, facts: Mapping[str, Any] | None
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
        if facts is None:
            mark = uuid4().hex
            head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            number = int(hashlib.sha256(key.encode()).hexdigest()[:4], 16)
            body = f"{head}Content-Type: image/png\r\n\r\n".encode() + _picture(number)
            body += f"\r\n--{mark}--\r\n".encode()
            headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
        else:
            body = json.dumps(facts).encode()
            headers["Content-Type"] = "application/json"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request("POST", f"/api/v1{path}", body, headers)
            answer = link.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            link.close()

    def goes_on(self, more: int = 2) -> None:
        """Wait until new reports are acknowledged."""
        before = len(self.reported)
        until(lambda: len(self.reported) >= before + more or self.odd)


def until(holds: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


# ── what must hold ──────────────────────────────────────────────────────────────────────────

CASES = "SELECT right(text, 36), uid::text FROM cases_case"
STEPS = """SELECT c.uid::text, s.verb, count(*)
    FROM cases_step s JOIN cases_case c ON c.id = s.case_id GROUP BY 1, 2"""
PICTURES = """SELECT c.uid::text, f.sha256, f.name FROM cases_picture p
    JOIN cases_case c ON c.id = p.case_id JOIN files_file f ON f.id = p.file_id"""
ENTRIES = "SELECT verb, count(*) FROM audit_entry WHERE outcome = 'done' GROUP BY 1"
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def check(load: Load, home: Path) -> None:
    """What was acknowledged is there, once; nothing is there by half."""
    reported, stepped, pictured = dict(load.reported), dict(load.stepped), dict(load.pictured)
    with database(home) as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = link.execute(CASES).fetchall()
        steps = {(uid, verb): n for uid, verb, n in link.execute(STEPS.encode())}
        pictures = link.execute(PICTURES.encode()).fetchall()
        entries = dict(link.execute(ENTRIES).fetchall())
        for name in DURABLE:
            assert (link.execute(f"SHOW {name}".encode()).fetchone() or ("",))[0] == "on", name
    keys = Counter(key for key, _uid in rows)
    assert [key for key, times in keys.items() if times > 1] == [], "a report was done twice"
    assert set(keys) <= load.tried
    there = dict(rows)
    assert {k: u for k, u in reported.items() if there.get(k) != u} == {}, "a report is lost"
    twice = {step: n for step, n in steps.items() if n > 1}
    assert twice == {}, "a step was done twice"
    lost = {step for step in stepped if steps.get((step[0], f"cases.{step[1]}")) != 1}
    assert lost == set(), "a step is lost"
    for verb in ("report", "accept", "dispatch"):
        count = sum(n for (_uid, name), n in steps.items() if name == f"cases.{verb}")
        assert entries.get(f"cases.{verb}", 0) == count, f"{verb}: half of it was written"
    held = {(uid, sha) for uid, sha, _name in pictures}
    assert {one for one in pictured.items() if one not in held} == set(), "a picture is lost"
    assert len(held) == len(pictures), "a picture was kept twice"
    for _uid, sha, name in pictures:
        assert hashlib.sha256((home / "files" / name).read_bytes()).hexdigest() == sha, name
    assert load.odd == [], load.odd[:3]
    assert set(load.seen) <= {0, 200, 201, 429, 503}, f"only clear answers: {load.seen}"


NOTICES = """SELECT c.uid::text, n.kind, count(*) FILTER (WHERE u.username = 'kill-reporter'),
    count(*) FILTER (WHERE u.username = 'kill-clerk'), count(n.endpoint_id)
    FROM cases_case c JOIN tell_notice n ON n.link LIKE '%' || c.uid::text || '%'
    LEFT JOIN access_user u ON u.id = n.user_id GROUP BY 1, 2"""
WANTED = {"cases.accept": (1, 0, 0), "cases.dispatch": (1, 1, 1)}
LEFT = """SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
    AND task_name = 'cases.tell_step'"""
CALLS = """SELECT n.uid::text FROM tell_delivery d JOIN tell_notice n ON n.id = d.notice_id
    WHERE d.channel = 'webhook'"""
UNSENT = "SELECT count(*) FROM tell_delivery WHERE state = 'waiting'"


def number(home: Path, query: str) -> int:
    """One number; a database that is away is asked again."""
    try:
        with database(home) as link:
            return int((link.execute(query.encode()).fetchone() or (0,))[0])
    except psycopg.OperationalError:
        return -1


def check_told(home: Path, came: Counter[str] | None = None) -> int:
    """Each step told everybody whom it concerns, exactly once; outside at least once."""
    until(lambda: number(home, LEFT) == 0)
    with database(home) as link:
        told = {(uid, kind): tuple(n) for uid, kind, *n in link.execute(NOTICES.encode())}
        steps = [(uid, verb) for uid, verb, _n in link.execute(STEPS.encode()) if verb in WANTED]
        (failed,) = link.execute(
            # a job of the clock is not tried again: the clock comes round
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status = 'failed' AND queueing_lock IS NULL"
        ).fetchone() or (0,)
    wrong = {
        step: told.get(step)
        for step in steps
        if told.get(step, (0, 0, 0))[: 3 if came is not None else 2]
        != WANTED[step[1]][: 3 if came is not None else 2]
    }
    assert wrong == {}, f"told never or twice: {list(wrong.items())[:3]}"
    assert failed == 0, "a job was given up"
    if came is not None:
        _check_calls(home, came)
    return len(steps)


def _check_calls(home: Path, came: Counter[str]) -> None:
    with database(home) as link:  # what a dead worker had claimed waits for minutes: they are over
        link.execute("UPDATE tell_delivery SET due_at = now() WHERE state = 'waiting'")
    until(lambda: number(home, UNSENT) == 0)
    with database(home) as link:
        rows = link.execute(CALLS).fetchall()
    lost = [uid for (uid,) in rows if f"{uid}.webhook" not in came]
    assert lost == [], f"calls that never came: {lost[:3]} of {len(rows)}"


# ── killing ─────────────────────────────────────────────────────────────────────────────────

VICTIMS = {"web process": 8, "web": 2, "worker": 4, "database": 2, "backend": 3, "all": 1}


def children_of(parent: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def victims(site: Site, server: Cluster, name: str) -> list[int]:
    """Whom to kill; none when it is dead already."""
    ours, postmaster = site.children(), server.pid()
    if name == "all":
        return [site.process.pid, *ours.values(), *([postmaster] if postmaster else [])]
    if name == "backend":
        return random.sample(found, 1) if (found := children_of(postmaster or 0)) else []
    if name == "web process":
        workers = children_of(ours["web"]) if "web" in ours else []
        return random.sample(workers, 1) if workers else []
    one = postmaster if name == "database" else ours.get(name)
    return [one] if one else []


def kill(pids: list[int]) -> None:
    """Now, and without a word."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


class Trial:
    """A platform under load, and somebody who pulls plugs."""

    def __init__(self, home: Path) -> None:
        self.home, self.server = home, server_of(home)
        self.site = Site(home)
        self.load = Load(self.site.port)
        self.killed: Counter[str] = Counter()

    def round(self) -> None:
        """One kill at a random moment, and a look at everything afterwards."""
        time.sleep(random.uniform(0, 0.7))
        name = random.choices(list(VICTIMS), weights=list(VICTIMS.values()))[0]
        pids = victims(self.site, self.server, name)
        if not pids:
            return
        kill(pids)
        self.killed[name] += 1
        if name == "all":
            self.site.process.wait(20)
            self.site = Site(self.home)
            self.load.port = self.site.port
        self.load.goes_on()
        check(self.load, self.home)

    def stop(self) -> None:
        """End in good order."""
        self.load.told.set()
        self.site.process.terminate()
        self.site.process.wait(60)


def main() -> None:
    """As many rounds as wanted, or as fit into the time."""
    parser = argparse.ArgumentParser(prog="bench.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=0, help="end after so many; 0: never")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    random.seed(given.seed)
    os.environ |= {"LIREN_LONGEST_PAUSE": "1", "LIREN_TELL_HOSTS": "127.0.0.1"}
    os.environ |= {"LIREN_BACKUP": "none"}
    receiver = Receiver()
    with tempfile.TemporaryDirectory() as folder:
        run(made(Path(folder), receiver.address), receiver, given)


def run(home: Path, receiver: Receiver, given: argparse.Namespace) -> None:
    """Kill, and at the end look at everything that takes its time."""
    trial, began = Trial(home), time.monotonic()
    try:
        until(trial.site.is_ready)
        trial.load.begin()
        while sum(trial.killed.values()) < given.rounds:
            if given.minutes and time.monotonic() - began > 60 * given.minutes:
                break
            trial.round()
        spent = time.monotonic() - began
        trial.load.end()
        until(trial.site.is_ready)
        receiver.fails = 0
        told = check_told(home, receiver.came)
        check(trial.load, home)
    except BaseException:
        print(trial.site.said()[-4000:], trial.load.seen, trial.load.odd[:5], file=sys.stderr)
        print(dict(trial.killed), file=sys.stderr)
        raise
    finally:
        trial.stop()
    verified = subprocess.run(
        [sys.executable, "-m", "liren", "audit", "verify"],
        env={**os.environ, "LIREN_HOME": str(home), "LIREN_DATABASE": "liren"}, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, "the record does not verify"
    load = trial.load
    _say(
        seed=given.seed, rounds=sum(trial.killed.values()), seconds=round(spent),
        killed=dict(trial.killed), reports=len(load.reported), steps=len(load.stepped),
        pictures=len(load.pictured), told=told, calls=len(receiver.came),
        calls_twice=sum(n > 1 for n in receiver.came.values()), answers=dict(load.seen),
    )  # fmt: skip


def _say(**facts: object) -> None:
    print(json.dumps({"bench": "kills", **facts}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
