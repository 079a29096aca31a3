"""Roots leave the machine, and single entries can be proven with them."""

import hmac
import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from liren.kernel.audit import jobs, places, publish, roots, tree
from liren.kernel.audit.chain import seal
from liren.kernel.audit.models import Check, Entry, Publication, Seal
from liren.kernel.audit.proof import Proof, Unproven, prove
from liren.kernel.audit.written import read
from liren.kernel.base.clock import ago, local, moved_to, now
from liren.kernel.testing import world
from liren.site import audit, checks
from liren.site.worker import work
from tests.kernel.test_audit_chain import alone, li, rewritten, run, write

__all__ = ["alone", "li"]
pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "spoken aloud"


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A data folder without roots; the queue is empty afterwards."""
    settings.HOME = tmp_path
    settings.LIREN_AUDIT_MAIL, settings.LIREN_AUDIT_WEBHOOK = [], ""
    yield
    run("TRUNCATE procrastinate_jobs CASCADE")


NOON = local(now()).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def sealed_at(who: Any, moment: datetime, count: int) -> list[Entry]:
    """Entries of some moment, sealed a minute later."""
    with moved_to(moment):
        found = write(who, count)
    with moved_to(moment + timedelta(minutes=1)):
        seal()
    return found


@pytest.fixture
def sealed(li: Any) -> list[Entry]:
    """Two seals of today."""
    return sealed_at(li, ago(minutes=5), 5) + sealed_at(li, ago(minutes=2), 2)


@pytest.fixture
def root(li: Any) -> roots.Root:
    """The root of two seals of a day that is over."""
    sealed_at(li, NOON, 5)
    sealed_at(li, NOON + timedelta(hours=1), 2)
    found = roots.due()
    assert found is not None
    return found


# ── trees ───────────────────────────────────────────────────────────────────────────────────

# test vectors of RFC 6962 implementations: roots over the first n of these leaves
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "60616263646566676869"]
LEAVES[-1] += "6a6b6c6d6e6f"
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("count", ROOTS)
def test_trees_are_those_of_rfc_6962(count: int) -> None:
    raw = [bytes.fromhex(one) for one in LEAVES[:count]]
    assert tree.root(tree.leaf(one.decode("latin-1")) for one in raw).hex() == ROOTS[count]


@pytest.mark.parametrize("count", [*range(1, 20), 64, 65])
def test_every_leaf_leads_to_the_root(count: int) -> None:
    leaves = [tree.leaf(str(n)) for n in range(count)]
    for index, one in enumerate(leaves):
        way = tree.path(leaves, index)
        assert tree.climb(one, index, count, way) == tree.root(leaves)
        with pytest.raises(ValueError, match="the way is too long"):
            tree.climb(one, index, count, [*way, one])


# ── publishing ──────────────────────────────────────────────────────────────────────────────


def test_a_day_that_is_not_over_is_not_published(sealed: list[Entry]) -> None:
    assert publish.missing() == []


def test_the_last_root_of_a_day_goes_into_a_file_once(root: roots.Root) -> None:
    assert publish.missing() == [(2, "file")]
    publish.deliver(2, "file")
    publish.write_down(root)
    assert publish.missing() == []
    assert roots.kept().read_text() == f"{root.line}\n"
    assert roots.written() == {2: root.hash}


def test_a_rewritten_chain_is_found_by_the_file_alone(root: roots.Root) -> None:
    publish.deliver(2, "file")
    assert audit.verify("") == 0
    run("UPDATE audit_entry SET verb = 'x' WHERE subject_id = '0'")
    rewritten()
    assert audit.verify("") == 1


class Postbox:
    """A mail server that keeps what arrives, or refuses it."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refuses = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """One letter."""
        if self.refuses:
            return "451 later"
        self.letters.append(envelope)
        return "250 OK"


def test_the_root_goes_out_by_mail_and_is_tried_again(root: roots.Root, settings: Any) -> None:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.LIREN_AUDIT_MAIL = ["audit@example.org", "court@example.org"]
    try:
        box.refuses = True
        with pytest.raises(Exception, match="451"):
            publish.deliver(2, "mail")
        tried = Publication.objects.get(channel="mail")
        assert (tried.tries, tried.done_at, tried.fault) == (1, None, "SMTPDataError")
        assert (2, "mail") in publish.missing()
        box.refuses = False
        publish.deliver(2, "mail")
        publish.deliver(2, "mail")
    finally:
        controller.stop()
    (letter,) = box.letters
    assert letter.rcpt_tos == ["audit@example.org", "court@example.org"]
    text = letter.content.decode()
    assert f"<liren-audit-2-{root.hash[:16]}@localhost>" in text
    body = message_from_bytes(letter.content, policy=policy.default).get_content()
    assert read(body) == {2: root.hash}


@pytest.fixture
def receiver() -> Iterator[Any]:
    """An HTTP server that keeps what it is told; it fails as long as `status` says so."""

    class Ear(BaseHTTPRequestHandler):
        heard: list[tuple[Any, bytes]] = []
        status = 204

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.heard.append((self.headers, body))
            self.send_response(self.status)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_the_root_goes_to_a_webhook_with_a_signature(
    root: roots.Root, settings: Any, receiver: Any
) -> None:
    settings.LIREN_AUDIT_WEBHOOK = f"http://127.0.0.1:{receiver.server_port}/roots"
    settings.LIREN_AUDIT_WEBHOOK_SECRET = ""
    assert publish.open_channels() == ["file"], "unsigned calls are not made"
    settings.LIREN_AUDIT_WEBHOOK_SECRET = SECRET
    ear = receiver.RequestHandlerClass
    ear.status = 500
    with pytest.raises(Exception, match="500"):
        publish.deliver(2, "webhook")
    ear.status = 204
    publish.deliver(2, "webhook")
    (first_head, _), (head, body) = ear.heard
    assert head["X-Liren-Delivery"] == first_head["X-Liren-Delivery"], "doubles can be dropped"
    at, signed = (part.split("=")[1] for part in head["X-Liren-Signature"].split(","))
    assert signed == hmac.new(SECRET.encode(), at.encode() + b"." + body, "sha256").hexdigest()
    told = json.loads(body)["roots"][0]
    assert (told["seal"], told["hash"], told["entries"]) == (2, root.hash, 7)
    assert read(body.decode()) == {2: root.hash}
    assert Publication.objects.get(channel="webhook").tries == 2


def worked() -> None:
    """The worker does what waits; in a thread, because a browser's loop may run in this one."""
    thread = threading.Thread(target=work, kwargs={"wait": False})
    thread.start()
    thread.join()


def test_the_worker_brings_out_what_is_missing(root: roots.Root) -> None:
    jobs.publish_roots()
    worked()
    assert Publication.objects.get(channel="file").done_at
    assert app.tasks["audit.deliver"].retry_strategy


def test_days_are_those_of_the_city(li: Any) -> None:
    sealed_at(li, NOON, 1)
    sealed_at(li, ago(minutes=2), 1)
    assert [one.seal for one in roots.days()] == [2, 1]
    due = roots.due()
    assert due is not None
    assert due.seal == 1
    assert [one.seal for one in roots.days(1)] == [2]


# ── proofs ──────────────────────────────────────────────────────────────────────────────────


def proof_of(entry: Entry) -> Proof:
    """The proof of an entry, as a file would hold it."""
    entry.refresh_from_db()
    found = places.place(entry)
    assert found is not None
    assert found.is_sound
    return Proof.read(places.proof(entry, found).as_json())


def test_every_entry_can_be_proven_up_to_the_published_root(sealed: list[Entry]) -> None:
    last = roots.latest()
    assert last is not None
    for entry in sealed:
        found = prove(proof_of(entry), {2: last.hash})
        assert (found.entry[1], found.until, found.is_published) == (entry.pk, 2, True)
    assert not prove(proof_of(sealed[0])).is_published


def test_a_forged_proof_does_not_hold(sealed: list[Entry]) -> None:
    good = proof_of(sealed[0])
    faults = {
        "entry": good.entry.replace("cases.close", "cases.reject"),
        "index": 1,
        "path": good.path[:-1],
        "seal": good.seal.replace("liren-seal-1", "liren-seal-2"),
        "links": [good.links[0].replace('"liren-seal-1"', '"liren-seal-3"')] * 2,
    }
    for name, bad in faults.items():
        with pytest.raises(Unproven):
            prove(Proof(**{**good.__dict__, name: bad}), {2: "0" * 64})
    with pytest.raises(Unproven, match="published"):
        prove(good, {2: "0" * 64})
    for text in ("", "[]", "{}", '{"entry": 1}', "x" * 10):
        with pytest.raises(Unproven, match="form"):
            Proof.read(text)


def test_the_program_checks_a_proof_without_a_database(
    sealed: list[Entry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, said = tmp_path / "proof.json", tmp_path / "roots.txt"
    file.write_text(proof_of(sealed[1]).as_json())
    said.write_text(roots.letter(roots.days()))
    connection.close()
    assert audit.proof(str(file), str(said)) == 0
    assert f"第 {sealed[1].pk} 号记录" in capsys.readouterr().out
    file.write_text(file.read_text().replace("已清理", "未清理"))
    assert audit.proof(str(file), "") == 1


def test_an_entry_slipped_in_has_no_place(sealed: list[Entry], li: Any) -> None:
    slipped = write(li)[0]
    run("UPDATE audit_entry SET xact = '1' WHERE id = %s", slipped.pk)
    slipped.refresh_from_db()
    assert places.place(slipped) is None


# ── the program and the pages ───────────────────────────────────────────────────────────────


def test_the_program_seals_prints_and_checks(
    li: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.print_roots() == 1
    entries = write(li, 3)
    assert audit.seal() == 0
    assert audit.print_roots() == 0
    (line,) = capsys.readouterr().out.strip().splitlines()[-1:]
    file = tmp_path / "said.txt"
    file.write_text(f"保存于档案柜：\n  {line}\n")
    assert audit.verify(str(file)) == 0
    assert "与 1 个已公布的链值" in capsys.readouterr().out
    run("DELETE FROM audit_entry WHERE id = %s", entries[1].pk)
    assert audit.verify(str(file)) == 1
    assert f"第一处问题：{now().astimezone().date():%Y}" in capsys.readouterr().out
    file.write_text("nothing")
    with pytest.raises(SystemExit, match="没有链值"):
        audit.verify(str(file))
    with pytest.raises(SystemExit, match="无法读取"):
        audit.verify(str(tmp_path / "missing"))


def client_of(role: str, path: str = "990101.") -> Client:
    """A browser of a new person with a role."""
    user = world.user(role)
    world.grant(user, role, path)
    client = Client()
    client.force_login(user, backend="liren.kernel.doors.passwords.PasswordBackend")
    return client


def test_everyone_who_is_signed_in_sees_the_roots(sealed: list[Entry]) -> None:
    world.rules()
    client, last = client_of("resident"), roots.latest()
    assert last is not None
    assert last.hash in client.get("/audit/roots/").content.decode()
    assert read(client.get("/audit/roots.txt").content.decode()) == {2: last.hash}
    answer = client.get("/api/v1/audit/roots").content.decode()
    assert read(answer) == {2: last.hash}
    every = client.get("/api/v1/audit/roots?before=3").json()["items"]
    assert [one["seal"] for one in every] == [2, 1]
    assert Client().get("/audit/roots/").status_code == 302
    assert Client().get("/api/v1/audit/roots").status_code == 401


def test_an_auditor_has_the_chain_checked(sealed: list[Entry]) -> None:
    world.rules()
    client = client_of("auditor")
    asked = client.post("/audit/verify/", {"published": roots.letter(roots.days())})
    again = client.post("/audit/verify/", {"published": roots.letter(roots.days())})
    assert asked["Location"] == again["Location"], "while it runs there is one"
    assert "正在核验" in client.get(asked["Location"]).content.decode()
    run("DELETE FROM audit_entry WHERE id = %s", sealed[2].pk)
    check = Check.objects.get()
    jobs.check(check.pk)
    text = client.get(asked["Location"]).content.decode()
    assert "记录被删除" in text
    assert f"/audit/{sealed[2].pk}/" in text
    told = client.get(f"/api/v1/audit/checks/{check.pk}").json()
    assert (told["is_sound"], told["faults"][0]["entry"]) == (False, sealed[2].pk)
    assert Entry.objects.filter(verb="audit.verify").count() == 1
    bad = client.post("/audit/verify/", {"published": "hello"})
    assert (bad.status_code, "没有找到链值" in bad.content.decode()) == (422, True)
    assert client_of("supervisor").post("/audit/verify/").status_code == 403


def test_a_check_by_the_api_ends_sound(sealed: list[Entry]) -> None:
    client = client_of("audit_administrator")
    asked = client.post("/api/v1/audit/checks", {}, content_type="application/json")
    assert asked.status_code == 201
    worked()
    told = client.get(f"/api/v1/audit/checks/{asked.json()['id']}").json()
    assert (told["is_sound"], told["percent"], told["entries"]) == (True, 100, 7)


def test_an_entry_opens_with_its_place_and_its_proof(sealed: list[Entry]) -> None:
    world.rules()
    client, key = client_of("auditor"), sealed[0].pk
    text = client.get(f"/audit/{key}/").content.decode()
    assert "与封存相符" in text
    assert Seal.objects.get(number=1).hex in text
    file = client.get(f"/audit/{key}/proof/")
    assert prove(Proof.read(file.content.decode())).entry[1] == key
    assert client.get(f"/api/v1/audit/{key}/proof").json()["format"] == "liren-proof-1"
    assert client.get(f"/api/v1/audit/{key}").json()["place"]["seal"] == 1
    run("UPDATE audit_entry SET verb = 'cases.sign' WHERE id = %s", key)
    assert "与封存不符" in client.get(f"/audit/{key}/").content.decode()


def test_an_alarm_shows_when_sealing_is_behind(li: Any) -> None:
    world.rules()
    client = client_of("auditor")
    write(li, at=ago(minutes=30))
    assert "审计封存落后了" in client.get("/audit/").content.decode()
    seal()
    text = client.get("/audit/").content.decode()
    assert "审计封存落后了" not in text
    assert "封存至第 1 号" in text


def test_operators_are_told_when_sealing_is_behind(
    li: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.rules()
    monkeypatch.setenv("LIREN_METRICS_TOKEN", "right")
    operator = Client(headers={"Authorization": "Bearer right"})
    write(li, at=ago(minutes=30))
    found = checks.sealing(tmp_path)
    assert not found.fine
    assert "30 分钟" in found.says
    (waits,) = re.findall(r"^liren_audit_unsealed_seconds (\S+)", _metrics(operator), re.MULTILINE)
    assert float(waits) > 1700
    seal()
    assert checks.sealing(tmp_path).fine
    assert "liren_audit_unsealed_seconds 0.0" in _metrics(operator)
    assert "liren_audit_sealed_entries 1.0" in _metrics(operator)


def _metrics(client: Client) -> str:
    return client.get("/metrics").content.decode()


def test_moments_survive_a_file() -> None:
    root = roots.Root(7, datetime.fromisoformat("2026-01-02T23:00:00+00:00"), 9, "a" * 64)
    assert root.line == (
        f"2026-01-03 seal 7 at 2026-01-02T23:00:00.000000Z entries 9 sha256 {'a' * 64}"
    )
    assert read(f"> {root.line.upper()}\r\n") == {7: "a" * 64}
