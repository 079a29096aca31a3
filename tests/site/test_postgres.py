"""The embedded server on a real disk: made, killed, found again, left, closed to others."""

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from liren.site.folders import (
    LONGEST_SOCKET,
    SOCKET,
    SYSTEM_STORE,
    Account,
    Place,
    is_open,
    note_place,
    place,
    programs_for,
)
from liren.site.postgres import APP, OWNER, Cluster
from liren.site.terminal import Stop

Make = Callable[..., Cluster]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Clusters in folders that every account may pass, stopped at the end."""
    made: list[Cluster] = []

    def cluster(folder: str = "pg", **settings: str) -> Cluster:
        at = tmp_path_factory.mktemp("home") / folder
        for part in (at.parent, *at.parent.parents):
            if part.stat().st_uid == os.geteuid() and not is_open(part):
                part.chmod(part.stat().st_mode | stat.S_IXOTH)
        made.append(Cluster(Place(at), settings))
        return made[-1]

    yield cluster
    for one in made:
        if one.at.root.exists():
            one.stop()


@pytest.fixture(scope="module")
def cluster(make: Make) -> Cluster:
    """A server that is only looked at."""
    cluster = make(fsync="off")
    cluster.start()
    return cluster


def ask(cluster: Cluster, query: str, *, user: str = OWNER, database: str = "postgres") -> object:
    """The first value of the answer to a query."""
    where = make_conninfo(host=str(cluster.at.socket), port=5432, dbname=database, user=user)
    with psycopg.connect(where, autocommit=True) as link:
        found = link.execute(query.encode())
        row = found.fetchone() if found.description else None
        return row[0] if row else None


def test_what_is_acknowledged_survives_the_death_of_the_server(make: Make) -> None:
    cluster = make()
    cluster.start()
    assert ask(cluster, "SELECT current_setting('fsync')") == "on"
    assert ask(cluster, "SELECT current_setting('synchronous_commit')") == "on"
    assert ask(cluster, "SELECT current_setting('full_page_writes')") == "on"
    assert ask(cluster, "SELECT current_setting('data_checksums')") == "on"
    ask(cluster, "CREATE DATABASE town")
    ask(cluster, "CREATE TABLE kept AS SELECT 7 AS number", database="town")
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while cluster.pid() is not None:
        time.sleep(0.01)
    cluster.start()
    assert cluster.pid() not in (None, pid)
    assert ask(cluster, "SELECT number FROM kept", database="town") == 7


def test_another_program_finds_the_server_that_runs(make: Make) -> None:
    first = make(fsync="off")
    first.start()
    second = Cluster(first.at)
    second.start()
    assert second.pid() == first.pid()
    second.stop()
    assert first.pid() is None


def test_chinese_is_searchable(cluster: Cluster) -> None:
    ask(cluster, "CREATE DATABASE readable")
    ask(cluster, "CREATE EXTENSION pg_trgm", database="readable")  # as owner, no superuser
    assert ask(cluster, "SELECT cardinality(show_trgm('乱堆放'))", database="readable") == 4


def test_roles_hold_what_they_need_and_no_more(cluster: Cluster) -> None:
    rights = "SELECT (rolsuper, rolcreatedb, rolcreaterole)::text FROM pg_roles WHERE rolname = "
    assert ask(cluster, f"{rights}'{OWNER}'") == "(f,t,f)"
    assert ask(cluster, f"{rights}'{APP}'") == "(f,f,f)"
    assert ask(cluster, "SELECT session_user", user=APP) == APP


def test_nobody_else_gets_in(cluster: Cluster) -> None:
    for folder in (cluster.at.root, cluster.at.data, cluster.at.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ask(cluster, "SELECT current_setting('listen_addresses')") == ""
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        ask(cluster, "SELECT 1", user="somebody")


@pytest.mark.skipif("os.geteuid() != 0", reason="only root can become another account")
def test_other_accounts_are_refused_by_the_server_too(make: Make) -> None:
    cluster = make(fsync="off")
    cluster.start()
    assert cluster.account.uid != 0
    for folder in (cluster.at.root, cluster.at.socket):
        folder.chmod(0o711)
    (cluster.at.socket / SOCKET).chmod(0o777)
    psql = shutil.which("psql", path="/usr/bin")
    if psql is None:
        pytest.skip("no client that another account can run")
    where = ["-h", str(cluster.at.socket), "-U", OWNER, "-d", "postgres"]
    command = [psql, *where, "-c", "SELECT 1"]
    done = subprocess.run(
        command, capture_output=True, user="nobody", group="nogroup", extra_groups=[], cwd="/"
    )
    assert b"Peer authentication failed" in done.stderr


def test_the_last_to_leave_stops_the_server(make: Make) -> None:
    cluster, other = make(fsync="off"), None
    with cluster.lease():
        other = Cluster(cluster.at)
        with other.lease():
            pass
        assert cluster.pid() is not None
    assert cluster.pid() is None


def test_a_server_that_was_told_to_stay_stays(make: Make) -> None:
    cluster = make(fsync="off")
    cluster.keep()
    with cluster.lease():
        cluster.release()  # somebody still uses it
        assert cluster.pid() is not None
        cluster.keep()
    assert cluster.pid() is not None
    cluster.release()
    assert cluster.pid() is None


def test_a_lease_ends_with_its_program(make: Make) -> None:
    cluster = make(fsync="off")
    cluster.start()
    with (cluster.at.root / "users").open("ab") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        assert cluster.in_use()
    assert not cluster.in_use()


def test_a_half_made_cluster_is_thrown_away(make: Make) -> None:
    cluster = make(fsync="off")
    cluster.at.root.mkdir()
    (cluster.at.root / "data.new").mkdir()
    (cluster.at.root / "data.new" / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1


@pytest.mark.parametrize(
    "folder", ["空 格", "it's, here", 'a "b" $HOME \\ %', "long" * (LONGEST_SOCKET // 4)]
)
def test_any_folder_will_do(make: Make, folder: str) -> None:
    cluster = make(folder, fsync="off")
    cluster.start()
    assert ask(cluster, "SELECT 1", user=APP) == 1


def test_a_server_elsewhere_is_not_taken_for_that_of_this_folder(make: Make) -> None:
    ours = place()
    make(fsync="off").start()
    assert place() == ours


def test_a_folder_that_others_may_not_pass_sends_the_server_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("LIREN_HOME", str(tmp_path / "closed"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    elsewhere = place()
    assert elsewhere.root.parent == SYSTEM_STORE
    note_place(elsewhere)
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert place() == elsewhere  # where it was once made, it stays


def test_programs_that_the_account_cannot_reach_are_copied_with_their_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    programs, libraries = tmp_path / "package/pginstall/bin", tmp_path / "package.libs"
    programs.mkdir(parents=True)
    libraries.mkdir()
    (programs / "postgres").write_text("program")
    (libraries / "libpq.so").write_text("library")
    monkeypatch.setenv("PG_BINDIR", str(programs))
    other = Account("other", os.geteuid() + 1, os.getegid())
    found = programs_for(other, Place(tmp_path / "pg"))
    assert found != programs
    assert (found / "postgres").read_text() == "program"
    assert (found / "../../../package.libs/libpq.so").resolve().read_text() == "library"
    assert programs_for(other, Place(tmp_path / "pg")) == found
    assert programs_for(Account.of(os.geteuid()), Place(tmp_path / "pg")) == programs


def test_a_server_that_does_not_start_says_why(make: Make) -> None:
    cluster = make(fsync="off", shared_buffers="lots")
    with pytest.raises(Stop, match="shared_buffers"):
        cluster.start()


def test_the_log_holds_no_statement_and_no_detail(make: Make) -> None:
    cluster = make(fsync="off")
    cluster.start()
    ask(cluster, "CREATE DATABASE town")
    ask(cluster, "CREATE TABLE person (phone text PRIMARY KEY)", database="town")
    ask(cluster, "INSERT INTO person VALUES ('13812345678')", database="town")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(cluster, "INSERT INTO person VALUES ('13812345678')", database="town")
    cluster.stop()
    logs = list((cluster.at.data / "log").iterdir())
    assert logs
    assert not any(b"13812345678" in log.read_bytes() for log in logs)
