"""Who takes the disk, a dump, the logs or the queue away finds no number that was typed in."""

import io
import json
import logging.config
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from liren.apps.cases.models import Case
from liren.kernel.access.models import User
from liren.kernel.doors import actions as doors
from liren.kernel.tell import jobs
from liren.kernel.tell.models import Wish
from liren.kernel.tell.telling import Message, tell
from liren.kernel.testing import world
from liren.site.database import name as database_name
from liren.site.folders import place, programs
from liren.site.logs import LOGGING
from liren.site.postgres import OWNER
from tests import reading

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="reads the files of our own server"),
]
OWN = "990101.001.001."
GRID = "99010100100101"
SENT: list[tuple[str, str]] = []


class Kept:
    """A phone network that keeps what it is given."""

    def send(self, phone: str, text: str) -> None:
        """Keep it."""
        SENT.append((phone, text))


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What goes to standard error, with the handlers of the settings."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logging.config.dictConfig(LOGGING)
    yield written
    monkeypatch.undo()
    logging.config.dictConfig(LOGGING)


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    """The queue's tables are not Django's, so what is committed in a test stays in them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        cursor.execute("DROP TABLE IF EXISTS scratch")


@pytest.fixture
def numbers(settings: Any) -> dict[str, str]:
    """Numbers that nobody else has: of a resident, a caller, a clerk, and in texts."""
    settings.SMS_ADAPTER = f"{__name__}.Kept"
    SENT.clear()
    world.rules()
    world.area(OWN + "01.")
    phones = {who: reading.phone() for who in ("resident", "caller", "clerk", "text", "name")}
    return {**phones, "identity": reading.identity(), "card": reading.card()}


def client_of(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, "liren.kernel.doors.passwords.PasswordBackend")
    return client


def typed(numbers: dict[str, str]) -> str:
    """A text with every kind of number, as people type them."""
    phone, card = numbers["text"], numbers["card"]
    spaced = " ".join(card[at : at + 4] for at in range(0, 19, 4))
    wide = numbers["name"].translate(reading.WIDE)
    dashed = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    return f"楼道堆放纸箱，请打{phone}或{dashed}、{wide}，证件{numbers['identity']}，卡{spaced}。"


def comes_in_by_phone(numbers: dict[str, str]) -> Client:
    """A resident signs in with a phone; somebody types a phone where a log-in name belongs."""
    client = Client()
    wrong = {"username": numbers["resident"], "password": "not-a-password"}
    assert client.post(reverse("doors.login"), wrong).status_code == 422
    assert client.post(reverse("doors.phone"), {"phone": numbers["resident"]}).status_code == 302
    to, text = SENT[-1]
    assert to == numbers["resident"]
    code = "".join(filter(str.isdigit, text.split("，")[0]))
    assert client.post(reverse("doors.code"), {"code": code}).status_code == 302
    client.post(reverse("doors.name"), {"name": f"沈{numbers['name']}"})
    return client


def reports(client: Client, numbers: dict[str, str]) -> Case:
    """The same text by page and by program, with a number in title and address."""
    facts = {"kind": "corridor_clutter", "text": typed(numbers), "community": GRID[:12]}
    facts |= {"address": f"3栋 {numbers['text']}", "key": "reading-1", "sure": "1"}
    assert client.post(reverse("cases.report"), facts).status_code == 302
    given = {"kind": "corridor_clutter", "text": typed(numbers), "area": GRID}
    given["title"] = f"请打{numbers['text']}"
    sent: dict[str, Any] = {"content_type": "application/json"}
    assert client.post("/api/v1/cases", given, **sent).status_code == 201
    return Case.objects.order_by("pk")[0]


def works_on_it(case: Case, client: Client, numbers: dict[str, str]) -> None:
    """Every step takes a text; somebody looks, somebody searches, keeps a view, exports."""
    note, sent = typed(numbers), {"content_type": "application/json"}
    desk = client_of(world.actor("desk", "community_worker", OWN).user)
    api = f"/api/v1/cases/{case.uid}"
    for verb, given in (
        ("accept", {}),
        ("ask", {"note": note}),
        ("self_handle", {"outcome": note}),
    ):
        answer = desk.post(f"{api}/{verb}", given, **sent)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.content
    desk.get(reverse("cases.desk"), {"q": numbers["text"]})
    desk.get(f"/api/v1/cases?q={numbers['text']}")
    view = {"name": f"找{numbers['text']}", "query": f"q={numbers['text']}"}
    desk.post(reverse("cases.save_view"), view)
    desk.get(reverse("cases.export"), {"q": numbers["text"]})
    fact = reverse("access.reveal", args=["cases.case", case.uid, "reporter.phone"])
    shown = desk.post(fact, {"why": "other", "text": f"{numbers['text']}来电"})
    assert numbers["resident"] in shown.content.decode()
    caller = {"caller": f"王{numbers['name']}", "phone": numbers["caller"], "key": "reading-2"}
    facts = {"kind": "corridor_clutter", "text": note, "community": GRID[:12], **caller}
    assert desk.post(reverse("cases.report"), facts).status_code == 302
    client.get(f"/no/such/{numbers['text']}/?phone={numbers['text']}")


def is_told(numbers: dict[str, str]) -> None:
    """A message by text to a phone, with a number among its facts."""
    person = User.objects.with_phone(numbers["resident"]).get()
    usual = {"quiet_since": "00:00", "quiet_until": "00:00"}
    Wish.objects.create(user=person, email="all", sms="all", **usual)
    facts = {"title": typed(numbers)}
    tell([person], Message("reading", "reading-1", "“%(title)s”", facts, urgent=True))
    jobs.deliver()
    assert any(to == numbers["resident"] and "reading" not in text for to, text in SENT)


def keeps_accounts(numbers: dict[str, str]) -> None:
    """A clerk gets an account with a phone and an address."""
    admin = world.actor("keeper", "security_administrator", "990101.")
    facts: Any = {"username": "clerk", "name": "王丽", "phone": numbers["clerk"]}
    doors.create_account(admin, admin.user, **facts, password="correct-horse-8-battery")
    clerk = User.objects.get(username="clerk")
    clerk.email = f"{numbers['clerk']}@example.org"
    clerk.save(update_fields=["email"])


def sessions() -> str:
    """What sessions hold, opened."""
    every = [session.get_decoded() for session in Session.objects.all()]
    return json.dumps(every, default=str)


def dumped(folder: Path) -> Path:
    """What a dump of the database holds."""
    file = folder / "dump.sql"
    command = [str(programs() / "pg_dump"), "--no-owner", "-h", str(place().socket), "-U", OWNER]
    subprocess.run([*command, "-f", str(file), database_name()], check=True)
    return file


SEGMENT = 16 * 1024 * 1024


def written_to() -> str:
    """How far the write-ahead log has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return str(cursor.fetchone()[0])


def log_since(start: str, folder: Path) -> list[Path]:
    """What was logged since then, copied away before a checkpoint gives the files new names."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("CREATE TABLE flush_log ()")
        cursor.execute("DROP TABLE flush_log")
        far = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)::bigint / %s + 1"
        cursor.execute(far, [start, SEGMENT])
        count = cursor.fetchone()[0]
        name = "SELECT pg_walfile_name(%s::pg_lsn + n * %s) FROM generate_series(0, %s) n"
        cursor.execute(name, [start, SEGMENT, count])
        names = [row[0] for row in cursor.fetchall()]
    copies = folder / "pg_wal"
    copies.mkdir()
    for one in names:
        if (place().data / "pg_wal" / one).exists():
            shutil.copyfile(place().data / "pg_wal" / one, copies / one)
    return reading.below(copies)


def files_of_the_server() -> list[Path]:
    """The files of this database and of what all share, with everything written out."""
    where = make_conninfo(host=str(place().socket), port=5432, user="postgres", dbname="postgres")
    with psycopg.connect(where, autocommit=True) as link:
        link.execute("CHECKPOINT")
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    data = place().data
    return [*reading.below(data / "base" / str(oid)), *reading.below(data / "global")]


def test_no_number_can_be_read_from_files_dumps_logs_and_queues(
    numbers: dict[str, str], stream: io.StringIO, tmp_path: Path
) -> None:
    start = written_to()
    client = comes_in_by_phone(numbers)
    case = reports(client, numbers)
    works_on_it(case, client, numbers)
    is_told(numbers)
    keeps_accounts(numbers)
    control = reading.phone()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (t text)")
        cursor.execute("INSERT INTO scratch VALUES (%s)", [control])
    (tmp_path / "log").write_text(stream.getvalue())
    (tmp_path / "sessions").write_text(sessions())
    server = [*log_since(start, tmp_path), *files_of_the_server(), dumped(tmp_path)]
    shelf = reading.below(live.HOME / "files")
    seen = [*server, tmp_path / "log", tmp_path / "sessions", *shelf]
    assert stream.getvalue().count("\n") > 10
    hits = reading.scan(seen, [*numbers.values(), control])
    assert [(file, number) for file, number in hits if number != control] == []
    found = {Path(file).parent.name for file, _number in hits}
    assert {"pg_wal", tmp_path.name} <= found, "the same reading finds what lies open"
    assert len(found) >= 3


@pytest.mark.parametrize("kind", [reading.phone, reading.identity, reading.card])
def test_the_reading_finds_every_form(kind: Any, tmp_path: Path) -> None:
    number = kind()
    for place_of_it, form in enumerate(reading.forms(number)):
        (tmp_path / f"{place_of_it}").write_bytes(b"\0" * 77 + form + b"\0")
    found = {file for file, _number in reading.scan(reading.below(tmp_path), [number])}
    assert len(found) == place_of_it + 1
