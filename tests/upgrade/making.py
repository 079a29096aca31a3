"""Keep the database of a release: `python -m tests.upgrade.making COMMIT NAME`.

Takes the program as it was at that commit, has it make its tables and its own town, and writes
the dump, the key and what is to be found again beside this file (docs/how-to/release.md).
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MOST = 300_000  # bytes of one dump
# runs in the old program: nothing of the new one is known here
BUILD = """
import json, sys
import django
django.setup()
from liren.kernel.policy import packs
packs.apply("jiashan", leave_out=frozenset({"areas.csv"}))
from tests import town
from liren.kernel.testing import world
town.build()
keeper = world.user("keeper")
if hasattr(keeper, "set_phone"):
    keeper.set_phone("13800990101")
else:
    keeper.phone = "13800990101"
keeper.save()
from django.db import connection
counts = {}
with connection.cursor() as cursor:
    for table in ("cases_case", "cases_step", "audit_entry", "access_user", "access_grant"):
        cursor.execute(f"SELECT count(*) FROM {table}")
        counts[table] = cursor.fetchone()[0]
    cursor.execute("SELECT uid::text, state, text FROM cases_case ORDER BY id")
    cases = [list(row) for row in cursor.fetchall()]
json.dump({"counts": counts, "cases": cases, "password": world.PASSWORD}, sys.stdout)
"""


def main() -> None:
    """Make one."""
    commit, name = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="liren-old-") as folder:
        Path(folder).chmod(0o755)
        make(commit, name, Path(folder))


def make(commit: str, name: str, folder: Path) -> None:
    """The old program in a folder, its own server, its own town, and the dump of it."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder / "program", filter="data")
    home = folder / "home"
    home.mkdir(mode=0o755)
    given = {"LIREN_HOME": str(home), "LIREN_DATABASE": "liren", "LIREN_DB_ROLE": "owner"}
    given |= {
        "PYTHONPATH": str(folder / "program"),
        "DJANGO_SETTINGS_MODULE": "liren.site.settings",
    }
    os.environ |= given
    from liren.site.backup import dumping
    from liren.site.database import owner_connection, owners_address
    from liren.site.folders import place
    from liren.site.postgres import Cluster

    def run(*words: str) -> str:
        return subprocess.run(
            [sys.executable, *words], cwd=folder / "program", env=os.environ, check=True,
            stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip

    with Cluster(place(), {"fsync": "off"}).lease():
        run("-m", "liren", "migrate")
        facts = json.loads(run("-c", BUILD))
        with owner_connection("liren") as link, link.transaction():
            link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            (snapshot,) = link.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            dumping.dump(owners_address("liren"), str(snapshot), HERE / f"{name}.dump")
    (HERE / f"{name}.key").write_text((home / "key").read_text())
    text = json.dumps({"commit": commit, **facts}, ensure_ascii=False, indent=1)
    (HERE / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    size = (HERE / f"{name}.dump").stat().st_size
    print(f"{name}: {size} bytes, {facts['counts']}")
    assert size < MOST, "too large to keep"


if __name__ == "__main__":
    main()
