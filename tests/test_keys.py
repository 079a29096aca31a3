"""Keys turn while everybody works: nothing is lost, and nothing is left under a retired key."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as live
from django.db import DatabaseError, connection, transaction  # noqa: TID251 — after a refusal

from liren.apps.cases import actions as cases
from liren.apps.cases.models import Step
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.models import User
from liren.kernel.base import keyring
from liren.kernel.base.keyring import HASH, SEAL, Source
from liren.kernel.base.seal import seal, unseal
from liren.kernel.sealed import jobs
from liren.kernel.sealed.freetext import whole
from liren.kernel.sealed.holdings import columns, in_use
from liren.kernel.sealed.renewing import renew
from liren.kernel.testing import world
from liren.site import turning
from liren.site.terminal import Stop
from tests.threads import at_once

PEOPLE = 600
NONE = timedelta()


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A ring of its own, written down."""
    monkeypatch.setattr(keyring, "LOOK_AGAIN", 0.02)
    own = Source(tmp_path / "key")
    own.ensure()
    monkeypatch.setattr(live, "LIREN_KEYS", own)
    return own


def number(serial: int) -> str:
    """A phone number of a person."""
    return f"139{serial:08d}"


def crowd(count: int = PEOPLE) -> None:
    """People with numbers under the key in use."""
    User.objects.bulk_create(User(username=f"p{n}", phone=number(n)) for n in range(count))


def under(use: str = SEAL) -> Counter[str]:
    """How many numbers lie under each key."""
    return in_use(use).get("access.user.phone", Counter())


def turn(use: str = SEAL, cipher: str = "") -> None:
    """A new key, in use at once."""
    turning.new(use, cipher)
    turning.rotate(use, "")


def check_all(expected: dict[str, str]) -> None:
    """Everybody has his number, opens it, and is found by it."""
    kept = {user.username: user.phone.open() for user in User.objects.exclude(phone="")}
    assert {name: kept[name] for name in expected} == expected
    for name, phone in list(expected.items())[::37]:
        assert User.objects.with_phone(phone).get().username == name


@pytest.mark.django_db
def test_a_new_key_waits_is_used_and_the_old_one_goes(keys: Source, capsys: Any) -> None:
    crowd(50)
    turning.new(SEAL, "sm4")
    assert "k2" in capsys.readouterr().out
    assert keys.ring().current(SEAL).id == "k1"
    turning.rotate(SEAL, "")
    User.objects.create(username="new", phone=number(77))
    assert under() == {"k1": 50, "k2": 1}
    turning.show()
    assert "k2" in capsys.readouterr().out
    with pytest.raises(Stop, match="10"):
        turning.retire(SEAL, "k1")
    with pytest.raises(Stop, match=r"50.*access\.user\.phone"):
        turning.retire(SEAL, "k1", rest=NONE)
    with pytest.raises(Stop, match="正在使用"):
        turning.retire(SEAL, "k2", rest=NONE)
    with pytest.raises(Stop, match=r"k1、k2|k2、k1"):
        turning.retire(SEAL, "k9", rest=NONE)
    jobs.renew_values()
    assert under() == {"k2": 51}
    turning.retire(SEAL, "k1", rest=NONE)
    assert [key.id for key in keys.ring().of(SEAL)] == ["k2"]
    check_all({f"p{n}": number(n) for n in range(50)})
    jobs.renew_values()


@pytest.mark.django_db
def test_hashes_turn_by_themselves_and_people_are_found_meanwhile(keys: Source) -> None:
    crowd(30)
    turn(HASH, "sm3")
    assert under(HASH) == {"h1": 30}
    check_all({f"p{n}": number(n) for n in range(30)})
    renew()
    assert under(HASH) == {"h2": 30}
    turning.retire(HASH, "h1", rest=NONE)
    check_all({f"p{n}": number(n) for n in range(30)})


@pytest.mark.django_db
def test_what_a_library_keeps_in_json_turns_too(keys: Source) -> None:
    user = User.objects.create(username="li")
    codes = [seal(f"code-{n}", "second-factor") for n in range(3)]
    held = {"secret": seal("JBSWY3DP", "second-factor"), "migrated_codes": codes, "mask": 7}
    Authenticator.objects.create(user=user, type="totp", data=held)
    turn()
    with pytest.raises(Stop, match=r"mfa\.authenticator\.data"):
        turning.retire(SEAL, "k1", rest=NONE)
    renew()
    turning.retire(SEAL, "k1", rest=NONE)
    kept = Authenticator.objects.get().data
    assert unseal(kept["secret"], "second-factor") == "JBSWY3DP"
    assert [unseal(one, "second-factor") for one in kept["migrated_codes"]] == [
        "code-0",
        "code-1",
        "code-2",
    ]
    assert kept["mask"] == 7


@pytest.mark.django_db
def test_who_saves_what_was_read_before_writes_it_under_the_new_key(keys: Source) -> None:
    crowd(1)
    before = User.objects.get(username="p0")
    turn()
    renew()
    before.name = "沈丽"
    before.save()
    assert under() == {"k2": 1}
    check_all({"p0": number(0)})


@pytest.mark.django_db
def test_a_broken_value_is_counted_and_left(keys: Source) -> None:
    crowd(3)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_user SET phone = left(phone, -8) || 'AAAAAAA=' WHERE username = 'p1'"
        )
    turn()
    done = renew()
    assert (done.renewed, done.broken) == (2, 1)
    assert under() == {"k1": 1, "k2": 2}
    broken = User.objects.get(username="p1")
    assert (broken.phone.is_broken, str(broken.phone)) == (True, "****")
    broken.save()
    assert under() == {"k1": 1, "k2": 2}


def test_keys_of_the_environment_are_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LIREN_KEYS", Source(Path("/nowhere"), keyring.fresh()))
    with pytest.raises(Stop, match="LIREN_KEY"):
        turning.new(SEAL, "")


@pytest.mark.django_db
def test_web_and_worker_may_do_it(keys: Source, as_app_role: None) -> None:
    crowd(3)
    turn()
    assert renew().renewed == 3
    assert all(column.model._meta.managed for column in columns())


@pytest.mark.django_db
def test_what_is_written_once_turns_too_and_in_no_other_way(
    keys: Source, as_app_role: None
) -> None:
    note, table = "已联系13800138000，住户今晚清运。", "cases_step"
    step = noted(note)
    turn()
    assert renew().renewed >= 1
    kept = Step.objects.get(pk=step.pk)
    assert in_use(SEAL)["cases.step.numbers"] == {"k2": 1}
    assert whole(kept, "note") == note
    with connection.cursor() as cursor:
        cursor.execute("SELECT numbers FROM cases_step WHERE id = %s", [step.pk])
        old = cursor.fetchone()[0]
    call = "SELECT liren_renew(%s::regclass, %s, 'id', %s::bigint[], %s::text[], %s::text[])"
    for column, before, after in (("numbers", old, "open"), ("note", kept.note, old)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(call, [table, column, [step.pk], [before], [after]])


def noted(note: str) -> Step:
    """A step of a case with a number in its note."""
    world.rules()
    grid, kind = world.area("990101.001.001.01."), kinds_in_force()["corridor_clutter"]
    reporter = world.actor("reporter", "resident", "990101.001.001.")
    text = "3栋2单元楼道堆放纸箱，挡住消火栓。"
    case = cases.report(reporter, grid, kind=kind, text=text, source="resident")
    desk = world.actor("desk", "community_worker", "990101.001.001.")
    cases.self_handle(desk, cases.accept(desk, case), outcome=note)
    return Step.objects.get(case=case, verb="cases.self_handle")


@pytest.mark.django_db(transaction=True)
def test_writers_go_on_while_keys_turn(keys: Source) -> None:
    crowd()
    expected = {f"p{n}": number(n) for n in range(PEOPLE)}
    over, slowest, kept = threading.Event(), [0.0], threading.Lock()

    def write(start: int) -> None:
        """Change numbers again and again, as pages do: read the row, change it, save it."""
        turns = 0
        while not over.is_set():
            serial = start + turns % 100
            user = User.objects.get(username=f"p{serial}")
            user.phone = phone = number(100000 + start * 1000 + turns)
            began = time.monotonic()
            user.save(update_fields=["phone"] if turns % 2 else None)
            with kept:
                slowest[0] = max(slowest[0], time.monotonic() - began)
                expected[user.username] = phone
            turns += 1

    def rotate() -> None:
        """Three keys in a row, one of them another cipher, and a hash between."""
        try:
            for cipher in ("aes", "sm4", "aes"):
                turn(SEAL, cipher)
                renew(piece=50)
            turn(HASH, "sha256")
            renew(piece=50)
        finally:
            over.set()

    works = [*[lambda s=s: write(s) for s in (0, 100, 200)], rotate]
    assert [one for one in at_once(works) if one is not None] == []
    assert renew(piece=50).broken == 0
    assert (set(under()), set(under(HASH))) == ({"k4"}, {"h2"})
    for name in ("k1", "k2", "k3"):
        turning.retire(SEAL, name, rest=NONE)
    turning.retire(HASH, "h1", rest=NONE)
    check_all(expected)
    assert slowest[0] < 5


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on(keys: Source) -> None:
    crowd()
    turn()
    given = {**os.environ, "LIREN_KEY_FILE": str(keys.file)}
    command = [sys.executable, "-m", "tests.slow_renewal", "0.05", "20"]
    process = subprocess.Popen(command, env=given)
    try:
        until = time.monotonic() + 60
        while not 60 <= under()["k2"] < PEOPLE and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 60 <= under()["k2"] < PEOPLE, "it was killed in the middle"
    check_all({f"p{n}": number(n) for n in range(PEOPLE)})
    left = under()["k1"]
    assert renew().renewed >= left
    assert under() == {"k2": PEOPLE}
    turning.retire(SEAL, "k1", rest=NONE)
    check_all({f"p{n}": number(n) for n in range(PEOPLE)})
