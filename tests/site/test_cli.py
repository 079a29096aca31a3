"""The program `liren`, called as people call it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from liren.site import checks, cli, terminal
from liren.site.terminal import table, width

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="only the embedded server is started and stopped"
)


def liren(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in a terminal whose language is Chinese unless said otherwise."""
    given = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": "", **environment}
    command = [sys.executable, "-m", "liren", *words]
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data folder that the account of the server may pass."""
    home = tmp_path_factory.mktemp("home")
    for part in (home, home.parent, home.parent.parent):
        part.chmod(part.stat().st_mode | 0o011)
    return str(home)


def test_the_database_starts_stays_and_stops(home: str) -> None:
    assert liren("db", "status", LIREN_HOME=home).returncode == cli.STOPPED
    assert liren("db", "start", LIREN_HOME=home).returncode == 0
    status = liren("db", "status", LIREN_HOME=home)
    assert status.returncode == 0
    assert re.search(r"/\S+", status.stdout), "where its socket is"
    assert liren("db", "stop", LIREN_HOME=home).returncode == 0
    assert liren("db", "status", LIREN_HOME=home).returncode == cli.STOPPED


def test_serve_says_when_the_database_is_not_made_yet(home: str) -> None:
    done = liren("serve", "--port", "0", LIREN_HOME=home, LIREN_DATABASE="liren")
    assert done.returncode == 1
    assert "liren migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_external_database_is_not_ours_to_start() -> None:
    done = liren("db", "start", DATABASE_URL="postgresql://somewhere/town")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = liren("db", "status", LIREN_HOME=str(tmp_path / "file" / "inside"))
    assert done.returncode == 1
    assert "LIREN_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_words_are_refused() -> None:
    assert liren("dance").returncode == 2


def test_manage_passes_everything_on() -> None:
    done = liren("manage", "check", "--help")
    assert "--deploy" in done.stdout


# ── check ───────────────────────────────────────────────────────────────────────────────────


def test_check_says_what_to_do(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("secret")
    (tmp_path / "key").chmod(0o644)
    assert checks.report(tmp_path) == 1
    said = capsys.readouterr().out
    assert f"chmod 600 {tmp_path / 'key'}" in said
    assert "✓ 中文检索" in said
    assert "✗ 后台作业" in said
    assert "liren serve" in said


@pytest.mark.usefixtures("as_app_role")
def test_the_lesser_role_passes_every_check_of_the_database(tmp_path: Path) -> None:
    every = (checks.server, checks.locale, checks.clock, checks.zone, checks.privileges)
    for check in every:
        assert check(tmp_path).fine, check(tmp_path)


def test_the_owner_has_too_many_rights_for_web(db: None, tmp_path: Path) -> None:
    found = checks.privileges(tmp_path)
    assert not found.fine
    assert "audit_entry" in found.says


def test_a_key_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not checks.key(tmp_path).fine
    monkeypatch.setenv("LIREN_KEY", "x")
    assert checks.key(tmp_path).fine


# ── terminal ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-hans"),
        ({}, "zh-hans"),
        ({"LANG": "C"}, "zh-hans"),
    ],
)
def test_the_language_is_that_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal.language() == language


def test_a_table_lines_up_in_chinese() -> None:
    lines = table(["角色", "login"], [["居民", "a"], ["network worker", "bb"]]).splitlines()
    starts = [width(line[: line.rindex("  ")]) for line in (lines[0], lines[2], lines[3])]
    assert len(set(starts)) == 1
