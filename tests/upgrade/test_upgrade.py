"""Databases of earlier releases: brought up to date with every row, and worked on.

Each lies here as a dump with its key, made by `making.py` from the program as it was then.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from liren.site import database
from liren.site.backup import dumping
from liren.site.folders import place

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RELEASES = sorted(file.stem for file in HERE.glob("*.dump"))
NAME = f"test_{os.getpid()}_upgrade"
PHONE = "13800990101"
MOST = 300_000
LOOK = f"""
import django
django.setup()
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from liren.apps.cases import actions
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.models import Area, User
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import now
keeper = User.objects.get(username="keeper")
print("phone", keeper.phone.open())
print("found", User.objects.with_phone("{PHONE}").get().username)
here = RequestFactory().get("/login/")
print("known", authenticate(here, username="keeper", password=PASSWORD) == keeper)
reporter, desk = (User.objects.get(username=f"maker-{{one}}") for one in ("reporter", "desk"))
grid = Area.objects.get(path="990101.001.001.01.")
case = actions.report(actor_of(reporter), grid, kind=kinds_in_force()["corridor_clutter"],
    text="升级之后的第一件事：楼道堆放纸箱。", source="resident", lng=120.925, lat=30.855)
print("state", actions.accept(actor_of(desk), case).state)
client = Client()
client.force_login(desk)
cases = [f"/cases/{{one.uid}}/" for one in Case.objects.all()]
for path in ("/", "/cases/?tab=all", "/inbox/", *cases):
    answer = client.get(path, follow=True)
    if answer.status_code != 200:
        print("page", path, answer.status_code)
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="databases of its own are made"),
]


class Earlier:
    """The database of an earlier release, in a house of its own, brought up to date."""

    def __init__(self, release: str, home: Path) -> None:
        self.release, self.home = release, home
        self.facts = json.loads((HERE / f"{release}.json").read_text(encoding="utf-8"))
        (home / "pg-place").write_text(f"{place().root}\n")
        (home / "key").write_text((HERE / f"{release}.key").read_text())
        (home / "key").chmod(0o600)
        database.create(NAME)
        dumping.load(database.owners_address(NAME), HERE / f"{release}.dump", whole=True)

    def run(self, *words: str, role: str = "") -> "subprocess.CompletedProcess[str]":
        """Python in this house."""
        given = {"LIREN_HOME": str(self.home), "LIREN_DATABASE": NAME, "LIREN_DB_ROLE": role}
        given |= {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}
        return subprocess.run(
            [sys.executable, *words], env={**os.environ, **given}, cwd=ROOT, check=False,
            capture_output=True, text=True,
        )  # fmt: skip


@pytest.fixture(scope="module", params=RELEASES)
def earlier(
    request: Any, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Earlier]:
    """Restored, and migrated as an operator does it."""
    try:
        found = Earlier(request.param, tmp_path_factory.mktemp("earlier"))
        done = found.run("-m", "liren", "migrate")
        assert done.returncode == 0, done.stderr
        yield found
    finally:
        database.drop(NAME)


def test_there_is_one() -> None:
    assert RELEASES
    assert all((HERE / f"{name}.dump").stat().st_size < MOST for name in RELEASES)


def test_every_row_is_kept(earlier: Earlier) -> None:
    with database.owner_connection(NAME) as link:
        for table, count in earlier.facts["counts"].items():
            query = psycopg.sql.SQL("SELECT count(*) FROM {}").format(
                psycopg.sql.Identifier(table)
            )
            (found,) = link.execute(query).fetchone() or (0,)
            assert found >= count, table
        cases = link.execute("SELECT uid::text, state, text FROM cases_case ORDER BY id")
        assert [list(row) for row in cases] == earlier.facts["cases"]


def test_nothing_is_left_to_migrate_and_the_lesser_role_has_its_rights(earlier: Earlier) -> None:
    assert earlier.run("-m", "liren", "migrate", "--check").returncode == 0
    with database.owner_connection(NAME) as link:
        link.execute("SET ROLE liren_app")
        link.execute("SELECT count(*) FROM cases_case")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("DELETE FROM audit_entry")


def test_people_log_in_and_work_on(earlier: Earlier) -> None:
    code = f"PASSWORD = {earlier.facts['password']!r}\n{LOOK}"
    done = earlier.run("-c", code, role="app")
    assert done.returncode == 0, done.stderr
    wanted = [f"phone {PHONE}", "found keeper", "known True", "state accepted"]
    assert done.stdout.splitlines() == wanted


def test_the_record_verifies(earlier: Earlier) -> None:
    earlier.run("-m", "liren", "audit", "seal")
    done = earlier.run("-m", "liren", "audit", "verify")
    assert done.returncode == 0, done.stdout
    assert "没有发现改动" in done.stdout
