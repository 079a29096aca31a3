"""One inbox, each event once; what goes outside goes at least once, under a stable id."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, User
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, now, zone
from liren.kernel.base.errors import Refused
from liren.kernel.tell import actions, jobs, queries
from liren.kernel.tell.channels import Letter, Undelivered, robots
from liren.kernel.tell.models import Channel, Delivery, Endpoint, Notice, State
from liren.kernel.tell.rules import Quiet, next_try
from liren.kernel.tell.telling import Message, tell, tell_body
from liren.kernel.testing import world

SECRET = "a-secret-of-sixteen-letters"
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _city(db: None) -> None:
    world.rules()
    world.area("990101.")


@pytest.fixture
def reader() -> User:
    """Somebody with an address of each kind."""
    person = world.user("reader")
    person.email = "reader@example.org"
    person.phone = PHONE
    person.save()
    return person


@pytest.fixture
def keeper() -> Actor:
    """Somebody who looks after the robots of the district's bodies."""
    return world.actor("keeper", "system_administrator", "990101.")


def news(key: str = "1", *, urgent: bool = False) -> Message:
    """Something to tell."""
    facts = {"title": f"路灯不亮，联系 {PHONE}"}
    return Message("cases.accept", key, "您上报的“%(title)s”已受理。", facts, "/cases/", urgent)


class Hook(BaseHTTPRequestHandler):
    """A server that keeps what it is sent and answers what the test wants."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        code, answer = self.server.answers(body)  # type: ignore[attr-defined]
        self.send_response(code)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_given: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook(settings: Any) -> Iterator[HTTPServer]:
    """A real receiver on this machine, which the operator opened."""
    settings.LIREN_TELL_HOSTS = ["127.0.0.1"]
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.got = []  # type: ignore[attr-defined]
    server.answers = lambda _body: (200, b'{"errcode": 0}')  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def endpoint(keeper: Actor, body: Body, hook: HTTPServer, channel: Channel) -> Endpoint:
    """An endpoint at the receiver."""
    url = f"http://127.0.0.1:{hook.server_port}/robot?key=1"
    facts = {"channel": channel, "name": "值班群", "url": url, "secret": SECRET}
    return actions.add_endpoint(keeper, body, **facts)


def test_an_event_is_told_once_however_often_it_is_said(reader: User) -> None:
    assert tell([reader], news()) == 1
    assert tell([reader], news()) == 0
    assert Notice.objects.get(user=reader).text.startswith("您上报的“路灯不亮")


def test_numbers_in_texts_are_masked_before_they_are_kept(reader: User) -> None:
    tell([reader], news())
    assert PHONE not in json.dumps(Notice.objects.get().facts)


def test_only_the_urgent_goes_outside_unless_one_wants_more(reader: User) -> None:
    tell([reader], news("1"))
    assert not Delivery.objects.exists()
    tell([reader], news("2", urgent=True))
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"email", "sms"}


def test_a_person_chooses_and_is_left_alone_in_quiet_hours(reader: User) -> None:
    quiet = {"quiet_since": time(22), "quiet_until": time(7)}
    actions.choose(Actor(reader), reader, email="all", sms="never", **quiet)
    night = datetime(2026, 3, 2, 23, 30, tzinfo=zone())
    with moved_to(night):
        tell([reader], news("1"))
        tell([reader], news("2", urgent=True))
    plain, urgent = Delivery.objects.order_by("pk")
    assert plain.due_at == datetime(2026, 3, 3, 7, tzinfo=zone())
    assert urgent.due_at == night


@pytest.mark.parametrize(
    ("hours", "at", "goes"),
    [
        ("22:00-07:00", "12:00", "12:00"),
        ("22:00-07:00", "06:59", "07:00"),
        ("12:00-14:00", "13:00", "14:00"),
        ("00:00-00:00", "03:00", "03:00"),
    ],
)
def test_quiet_hours_may_pass_midnight(hours: str, at: str, goes: str) -> None:
    moment = datetime.combine(date(2026, 3, 2), time.fromisoformat(at), zone())
    found = Quiet.parse(hours).after(moment)
    assert f"{found:%H:%M}" == goes
    assert found >= moment


def test_pauses_grow_and_end() -> None:
    start = now()
    assert [next_try(n, [1, 5], start) for n in (1, 2, 3)] == [
        start + timedelta(minutes=1),
        start + timedelta(minutes=5),
        None,
    ]


class Letters:
    """What an SMTP server took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 OK"


def test_a_letter_reaches_a_real_mail_server(reader: User, settings: Any) -> None:
    letters = Letters()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        tell([reader], news(urgent=True))
        Delivery.objects.filter(channel=Channel.SMS).delete()
        jobs.deliver()
    finally:
        server.stop()
    one = Delivery.objects.get()
    assert one.state == State.SENT
    assert one.stable_id in letters.taken[0].content.decode()


def test_no_mail_server_means_later_and_in_the_end_the_list_of_the_dead(
    reader: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tell([reader], news(urgent=True))
    Delivery.objects.filter(channel=Channel.SMS).delete()
    moment = now()
    for _ in range(6):
        with moved_to(moment):
            jobs.deliver()
        moment = Delivery.objects.get().due_at + timedelta(seconds=1)
    one = Delivery.objects.get()
    assert (one.state, one.tries) == (State.DEAD, 6)
    keeper = world.actor("keeper", "system_administrator", "990101.")
    assert actions.retry(keeper, one).state == State.WAITING
    with pytest.raises(Refused, match="已不在失败清单"):
        actions.drop(keeper, one)


def test_a_webhook_is_signed_and_repeats_keep_its_id(keeper: Actor, hook: Any) -> None:
    body = world.body("城管中队")
    endpoint(keeper, body, hook, Channel.WEBHOOK)
    hook.answers = lambda _body: (500, b"") if len(hook.got) == 1 else (200, b"")
    tell_body(body, news())
    jobs.deliver()
    assert Delivery.objects.get().fault == "HTTP 500"
    with moved_to(now() + timedelta(minutes=2)):
        jobs.deliver()
    first, second = hook.got
    assert first[1]["Liren-Id"] == second[1]["Liren-Id"] == Delivery.objects.get().stable_id
    signed = second[1]["Liren-Time"].encode() + b"." + second[2]
    mark = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(mark, second[1]["Liren-Signature"])
    assert PHONE not in second[2].decode()


@pytest.mark.parametrize("channel", [Channel.WECOM, Channel.DINGTALK])
def test_a_robot_that_refuses_is_tried_again(keeper: Actor, hook: Any, channel: Channel) -> None:
    body = world.body("城管中队")
    end = endpoint(keeper, body, hook, channel)
    hook.answers = lambda _body: (200, b'{"errcode": 310000}')
    tell_body(body, news())
    jobs.deliver()
    assert Delivery.objects.get().fault == "errcode 310000"
    hook.answers = lambda _body: (200, b'{"errcode": 0}')
    assert actions.try_endpoint(keeper, end) == end
    said = json.loads(hook.got[-1][2])
    assert said["msgtype"] == "text"
    assert ("sign=" in hook.got[-1][0]) == (channel == Channel.DINGTALK)


def test_an_address_in_ones_own_network_is_not_called(keeper: Actor, settings: Any) -> None:
    settings.LIREN_TELL_HOSTS = []
    body = world.body("城管中队")
    facts = {"channel": Channel.WEBHOOK, "name": "程序", "secret": SECRET}
    for url in ("http://example.org/", "ftp://example.org/", "https://", "javascript:alert(1)"):
        with pytest.raises(Refused, match="这个地址不能使用"):
            actions.add_endpoint(keeper, body, url=url, **facts)
    end = actions.add_endpoint(keeper, body, url="https://127.0.0.1:1/", **facts)
    with pytest.raises(Refused, match="private network"):
        actions.try_endpoint(keeper, end)


def test_an_address_is_kept_sealed(keeper: Actor, hook: Any) -> None:
    end = endpoint(keeper, world.body("城管中队"), hook, Channel.WEBHOOK)
    kept = Endpoint.objects.filter(pk=end.pk).values_list("url", "secret").get()
    assert [str(one) for one in kept] == ["****", "****"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT url, secret FROM tell_endpoint WHERE id = %s", [end.pk])
        url, secret = cursor.fetchone()
    assert "127.0.0.1" not in url
    assert SECRET not in secret


def test_texts_have_no_digest_at_either_door(reader: User) -> None:
    usual = {"quiet_since": time(22), "quiet_until": time(7)}
    with pytest.raises(Refused, match="短信没有每日汇总"):
        actions.choose(Actor(reader), reader, email="daily", sms="daily", **usual)


def test_a_link_leads_nowhere_while_nobody_said_where_the_site_is(
    reader: User, settings: Any
) -> None:
    tell([reader], news(urgent=True))
    one = Delivery.objects.get(channel=Channel.EMAIL)
    assert jobs.letter(one).link == ""
    settings.LIREN_URL = "https://liren.example.org"
    assert jobs.letter(one).link == "https://liren.example.org/cases/"


def test_a_digest_is_one_letter_a_day(reader: User, mailoutbox: Any) -> None:
    quiet = {"quiet_since": time(0), "quiet_until": time(0)}
    actions.choose(Actor(reader), reader, email="daily", sms="never", **quiet)
    for key in "123":
        tell([reader], news(key))
    early = datetime(2026, 3, 3, 6, tzinfo=zone())
    for hour in (early, early + timedelta(hours=2)):
        with moved_to(hour):
            jobs.digest()
    assert len(mailoutbox) == 1
    assert mailoutbox[0].body.count("路灯不亮") == 3
    assert not Delivery.objects.exclude(state=State.SENT).exists()


def test_two_workers_send_a_delivery_once(reader: User, mailoutbox: Any) -> None:
    tell([reader], news(urgent=True))
    Delivery.objects.filter(channel=Channel.SMS).delete()
    taken = jobs._claim()
    assert len(taken) == 1
    assert jobs._claim() == []  # it is the first one's until its time is over
    with moved_to(now() + jobs.LEASE + timedelta(seconds=1)):
        assert [one.pk for one in jobs._claim()] == [taken[0].pk]  # the first one died


def test_one_reads_only_ones_own(reader: User) -> None:
    tell([reader], news())
    notice = Notice.objects.get()
    other = world.actor("other", "community_worker", "990101.")
    with pytest.raises(Notice.DoesNotExist):
        queries.notice_for(other, notice.uid)
    mine = world.actor("reader", "resident", "990101.")
    assert queries.unread(mine) == 1
    actions.read(mine, queries.notice_for(mine, notice.uid))
    assert queries.unread(mine) == 0


def test_a_receiver_that_hangs_up_is_a_fault_and_no_crash(settings: Any) -> None:
    settings.LIREN_TELL_HOSTS = ["127.0.0.1"]
    with pytest.raises(Undelivered, match="Connect"):
        robots.webhook(Letter("1", "http://127.0.0.1:9/", "x", secret=SECRET))


def test_what_people_and_keepers_do_is_on_record(
    reader: User, keeper: Actor, hook: HTTPServer
) -> None:
    tell([reader], news("1", urgent=True))
    mine, notice = world.actor("reader", "resident", "990101."), Notice.objects.get()
    actions.read(mine, notice)
    actions.read_all(mine, reader)
    usual = {"quiet_since": time(22), "quiet_until": time(7)}
    actions.choose(mine, reader, email="all", sms="never", **usual)
    end = endpoint(keeper, world.body("城管中队"), hook, Channel.WECOM)
    actions.end_endpoint(keeper, actions.try_endpoint(keeper, end))
    one, two = Delivery.objects.all()
    Delivery.objects.update(state=State.DEAD)
    actions.retry(keeper, one)
    actions.drop(keeper, two)
    said = set(Entry.objects.values_list("verb", flat=True))
    assert said == {
        *("tell.read", "tell.read_all", "tell.choose", "tell.add_endpoint", "tell.try_endpoint"),
        *("tell.end_endpoint", "tell.retry", "tell.drop"),
    }
    kept = json.dumps([entry.facts for entry in Entry.objects.all()])
    assert SECRET not in kept
    assert "127.0.0.1" not in kept
