"""The sealed record: whoever changes it, also as the owner of the database, is found out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection

from liren.kernel.access.models import User
from liren.kernel.audit import chain, roots, tree
from liren.kernel.audit.chain import End, seal, standing
from liren.kernel.audit.models import Entry, Seal
from liren.kernel.audit.verify import Fault, Kind, Report, verify
from liren.kernel.audit.written import read
from liren.kernel.base.clock import ago, now, today
from liren.kernel.testing import world
from liren.site import database

pytestmark = pytest.mark.django_db(transaction=True)


chain_running = chain.running
OF_THIS_DATABASE = """
SELECT coalesce(
    (SELECT min(transactionid::text::bigint) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND datname = current_database()
    AND backend_type = 'client backend'),
    pg_snapshot_xmax(s)::text::bigint), pg_snapshot_xmax(s)::text::bigint
FROM pg_current_snapshot() AS s
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other runs on this server, and its own housekeeping, are at work: neither is looked at."""

    def running() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(OF_THIS_DATABASE)
            oldest, coming = cursor.fetchone()
        return int(oldest), int(coming)

    monkeypatch.setattr(chain, "running", running)


@pytest.fixture
def li() -> User:
    return world.user("li")


def write(who: User, count: int = 1, **facts: Any) -> list[Entry]:
    """Entries as actions write them, each in a transaction of its own."""
    usual = {"verb": "cases.close", "subject_type": "cases.case", "facts": {"note": "已清理"}}
    return [
        Entry.objects.create(actor=who, **{"at": now(), **usual, "subject_id": str(n), **facts})
        for n in range(count)
    ]


def run(sql: str, *values: str | int) -> None:
    """A statement of the owner of the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def another() -> Iterator[psycopg.Connection[Any]]:
    """A second session whose transaction stays open."""
    with database.owner_connection(connection.settings_dict["NAME"]) as link:
        link.autocommit = False
        yield link


LATE = """
INSERT INTO audit_entry (at, actor_id, verb, outcome, subject_type, subject_id, area_path, facts)
VALUES (now(), %s, 'cases.sign', 'done', 'cases.case', 'late', '', '{}') RETURNING id
"""


# ── sealing ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_final_is_sealed_and_the_chain_is_sound(li: User) -> None:
    write(li, 3)
    assert seal() == [1]
    write(li, 2)
    assert seal() == [2]
    assert seal() == []
    report = verify()
    assert (report.is_sound, report.seals, report.entries, report.unsealed) == (True, 2, 5, 0)
    first, second = Seal.objects.all()
    assert bytes(first.previous) == bytes(32)
    assert bytes(second.previous) == bytes(first.hash) == first.digest()
    assert (second.count, second.total) == (2, 5)


def test_who_commits_late_slips_into_no_sealed_stretch(li: User) -> None:
    before = write(li, 2)
    with another() as slow:
        (key,) = slow.execute(LATE, [li.pk]).fetchone() or (0,)
        write(li, 2)
        assert seal() == [1]
        assert End.now().total == len(before), "those behind the slow one wait"
        assert seal() == []
        assert verify().unsealed == 2
        slow.commit()
    assert seal() == [2]
    assert End.now().total == 5
    kept = [k for k, _leaf in chain.unpacked(Seal.objects.get(number=2).leaves)]
    assert kept[0] == key, "in the order of transactions"
    assert verify().is_sound


def test_what_runs_anywhere_on_the_server_is_known(li: User) -> None:
    with another() as slow:
        slow.execute(LATE, [li.pk])
        (mine,) = slow.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        assert chain_running()[0] <= mine
        write(li)
        oldest, coming = chain_running()
        assert oldest <= mine < coming


def test_a_transaction_that_is_taken_back_leaves_no_hole(li: User) -> None:
    with another() as slow:
        slow.execute(LATE, [li.pk])
        slow.rollback()
    write(li)
    seal()
    assert verify().is_sound


def test_rows_from_before_the_first_seal_are_sealed_first(li: User) -> None:
    old = write(li, 3, at=ago(days=400))
    run("UPDATE audit_entry SET xact = '0'")
    write(li)
    assert seal() == [1]
    kept = [k for k, _leaf in chain.unpacked(Seal.objects.get().leaves)]
    assert kept[:3] == [one.pk for one in old]
    assert verify().is_sound


def test_much_is_sealed_in_pieces_of_one_run(li: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "PIECE", 4)
    monkeypatch.setattr(chain.lines, "__defaults__", (4,))
    write(li, 10)
    assert seal() == [1, 2, 3]
    assert [one.count for one in Seal.objects.all()] == [4, 4, 2]
    assert len({one.at for one in Seal.objects.all()}) == 1
    assert verify().is_sound


def test_only_one_seals_at_a_time(li: User) -> None:
    write(li)
    with another() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [chain.LOCK])
        other.commit()
        assert seal() == []
        other.execute("SELECT pg_advisory_unlock(%s)", [chain.LOCK])
    assert seal() == [1]
    with pytest.raises(IntegrityError):
        chain._seal(End(), chain.lines(End()), now())


def test_many_sealers_at_once_make_one_chain(li: User) -> None:
    write(li, 20)
    threads = [threading.Thread(target=_seal_and_close) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify().entries == 20
    assert verify().is_sound


def _seal_and_close() -> None:
    seal()
    connection.close()


def test_the_lesser_role_seals_but_changes_no_seal(li: User, as_app_role: None) -> None:
    write(li)
    assert seal() == [1]
    with pytest.raises(Exception, match="permission denied"):
        Seal.objects.update(number=2)
    with pytest.raises(Exception, match="permission denied"):
        Seal.objects.all().delete()


def test_after_a_restore_into_a_younger_server_the_chain_goes_on(li: User) -> None:
    write(li, 3)
    seal()
    # as in a dump of a server that had counted far: sealed, and two that were still waiting
    write(li, 2)
    far = 2**40
    run("UPDATE audit_entry SET xact = (xact::text::bigint + %s)::text::xid8", far)
    run("TRUNCATE audit_seal")
    chain._seal(End(), chain.lines(End(), 3), now())
    new = write(li, 4)
    assert (verify().faults, verify().unsealed) == ([], 6)
    assert seal() == [2, 3]
    assert [one.count for one in Seal.objects.all()] == [3, 2, 4]
    assert Seal.objects.get(number=3).floor == new[0].pk - 1
    write(li)
    assert seal() == [4]
    report = verify()
    assert (report.is_sound, report.entries, report.unsealed) == (True, 10, 0)
    run("DELETE FROM audit_entry WHERE id = %s", new[1].pk)
    assert [(one.kind, one.seal, one.entry) for one in verify().faults] == [
        (Kind.MISSING, 3, new[1].pk)
    ]


def test_sealing_that_is_behind_is_seen(li: User) -> None:
    assert not standing().is_behind(0)
    write(li, at=ago(minutes=20))
    assert standing().is_behind(15)
    assert not standing().is_behind(25)
    seal()
    assert standing().waits == timedelta(0)
    write(li, at=ago(days=30))  # a replay: it waits since the last seal at most
    assert not standing().is_behind(5)


# ── tampering, as the owner of the database ─────────────────────────────────────────────────


@pytest.fixture
def sealed(li: User) -> list[Entry]:
    """Three seals of five entries each."""
    found = []
    for _ in range(3):
        found += write(li, 5)
        seal()
    assert verify().is_sound
    return found


def first(report: Report | None = None) -> tuple[str, int | None, int | None]:
    """The first fault: kind, seal, entry."""
    found = (report or verify()).faults[0]
    return found.kind, found.seal, found.entry


COLUMNS = {
    "facts": """'{"note": "未清理"}'""",
    "actor_id": "actor_id + 0 - (SELECT 0) + (SELECT max(id) - actor_id FROM access_user)",
    "behalf_id": "actor_id",
    "verb": "'cases.reject'",
    "outcome": "'denied'",
    "subject_id": "'9'",
    "subject_type": "'cases.step'",
    "area_path": "'990101.'",
    "at": "at - interval '3 minutes'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_entry_is_named(sealed: list[Entry], column: str) -> None:
    world.user("somebody else")
    key = sealed[7].pk
    run(f"UPDATE audit_entry SET {column} = {COLUMNS[column]} WHERE id = %s", key)
    report = verify()
    assert first(report) == (Kind.CHANGED, 2, key)
    assert len(report.faults) == 1
    assert report.faults[0].day == today()
    assert f"记录第 {key} 号" in str(report.faults[0])


def test_a_deleted_entry_is_named(sealed: list[Entry]) -> None:
    run("DELETE FROM audit_entry WHERE id = %s", sealed[11].pk)
    assert first() == (Kind.MISSING, 3, sealed[11].pk)


def test_an_inserted_entry_is_named(sealed: list[Entry], li: User) -> None:
    copy = """
    INSERT INTO audit_entry (at, actor_id, verb, outcome, subject_type, subject_id, area_path,
    facts, xact) SELECT at, actor_id, 'cases.sign', outcome, subject_type, subject_id, area_path,
    facts, xact FROM audit_entry WHERE id = %s
    """
    run(copy, sealed[6].pk)
    assert first() == (Kind.ADDED, 2, Entry.objects.latest("pk").pk)


def test_two_exchanged_entries_are_named(sealed: list[Entry]) -> None:
    a, b = sealed[1].pk, sealed[3].pk
    swap = "UPDATE audit_entry SET id = %s WHERE id = %s"
    for new, old in ((-1, a), (a, b), (b, -1)):
        run(swap, new, old)
    assert {one.entry for one in verify().faults} >= {a, b}
    assert first()[1] == 1


def test_an_entry_moved_to_another_transaction_is_named(sealed: list[Entry]) -> None:
    run("UPDATE audit_entry SET xact = %s::text::xid8 WHERE id = %s", "1", sealed[8].pk)
    kinds = {(one.kind, one.entry) for one in verify().faults}
    assert kinds == {(Kind.ADDED, sealed[8].pk), (Kind.MISSING, sealed[8].pk)}


def test_a_back_dated_entry_is_named(sealed: list[Entry], li: User) -> None:
    late = write(li, at=ago(days=3))[0]
    future = write(li, at=now() + timedelta(days=3))[0]
    seal()
    found = [(one.kind, one.entry) for one in verify().faults]
    assert found == [(Kind.MISDATED, late.pk), (Kind.MISDATED, future.pk)]
    assert verify().faults[0].day == today() - timedelta(days=3)


def test_an_entry_of_a_transaction_that_never_was_is_named(sealed: list[Entry], li: User) -> None:
    late = write(li)[0]
    run("UPDATE audit_entry SET xact = '9000000000000000000' WHERE id = %s", late.pk)
    assert seal() == []
    assert first() == (Kind.OUTSIDE, None, late.pk)


def test_leaves_made_to_fit_a_changed_entry_are_found(sealed: list[Entry]) -> None:
    run("UPDATE audit_entry SET verb = 'x' WHERE id = %s", sealed[0].pk)
    made_to_fit(1, root=False)
    assert first() == (Kind.SEAL, 1, None)


def test_a_root_made_to_fit_is_found(sealed: list[Entry]) -> None:
    run("UPDATE audit_entry SET verb = 'x' WHERE id = %s", sealed[0].pk)
    made_to_fit(1, root=True)
    assert first() == (Kind.SEAL, 1, None)


def test_a_seal_made_to_fit_does_not_fit_the_next(sealed: list[Entry]) -> None:
    run("UPDATE audit_entry SET verb = 'x' WHERE id = %s", sealed[0].pk)
    made_to_fit(1, root=True, digest=True)
    assert first() == (Kind.BROKEN, 2, None)


def test_a_deleted_seal_is_named(sealed: list[Entry]) -> None:
    run("DELETE FROM audit_seal WHERE number = 2")
    assert first() == (Kind.GAP, 2, None)


def test_a_changed_time_of_a_seal_is_found(sealed: list[Entry]) -> None:
    run("UPDATE audit_seal SET at = at - interval '1 minute' WHERE number = 3")
    assert first() == (Kind.SEAL, 3, None)


def made_to_fit(number: int, *, root: bool, digest: bool = False) -> None:
    """Write a seal anew over the entries as they are now."""
    old = Seal.objects.get(number=number)
    keys = [key for key, _leaf in chain.unpacked(old.leaves)]
    now_there = [line for line in chain.lines(End(), 99) if line.key in keys]
    leaves = [(line.key, tree.leaf(line.text)) for line in now_there]
    old.leaves = chain.packed(iter(leaves))
    if root:
        old.root = tree.root(leaf for _key, leaf in leaves)
    if digest:
        old.hash = old.digest()
    old.save()


def rewritten() -> None:
    """The whole chain made anew, as somebody would who knows this program."""
    times = {one.number: one.at for one in Seal.objects.all()}
    run("TRUNCATE audit_seal")
    for at in times.values():
        found = chain.lines(End.now(), 5)
        chain._seal(End.now(), found, at)


def published() -> dict[int, str]:
    """What left the machine before."""
    return read(roots.letter(roots.Root.of(one) for one in Seal.objects.all()))


def test_a_chain_made_anew_differs_from_what_was_published(sealed: list[Entry]) -> None:
    said = published()
    run("UPDATE audit_entry SET verb = 'x' WHERE id = %s", sealed[6].pk)
    rewritten()
    assert verify().is_sound, "by itself it cannot be seen"
    report = verify(said)
    assert first(report) == (Kind.REWRITTEN, 2, None)
    assert [one.seal for one in report.faults] == [2, 3]
    assert report.faults[0].day == today()


def test_a_chain_cut_at_its_end_lacks_what_was_published(sealed: list[Entry]) -> None:
    said = published()
    run("DELETE FROM audit_seal WHERE number = 3")
    run("DELETE FROM audit_entry WHERE id >= %s", sealed[10].pk)
    assert verify().is_sound
    assert first(verify(said)) == (Kind.CUT, 3, None)


def test_a_chain_that_was_emptied_lacks_everything(sealed: list[Entry]) -> None:
    said = published()
    run("TRUNCATE audit_seal, audit_entry")
    assert [one.seal for one in verify(said).faults] == [1, 2, 3]


def test_faults_beyond_a_hundred_are_counted(li: User) -> None:
    write(li, 130)
    seal()
    run("UPDATE audit_entry SET verb = 'x'")
    report = verify()
    assert (len(report.faults), report.more) == (100, 30)


def test_progress_is_told(sealed: list[Entry]) -> None:
    far: list[tuple[int, int]] = []
    verify(None, lambda done, total: far.append((done, total)))
    assert far == [(5, 15), (10, 15), (15, 15)]


def test_a_fault_is_said_in_words() -> None:
    assert str(Fault(Kind.CUT, 7)) == "封存第 7 号 · 已公布的封存不见了，链的末尾被截断"
