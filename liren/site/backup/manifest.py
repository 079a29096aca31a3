"""What a backup says of itself, and whether one may believe it."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from liren.site.terminal import Stop, _

FORMAT = 1
FILE, DUMP, LISTED, ROOTS, SHELF = (
    "manifest.json",
    "database.dump",
    "files.jsonl",
    "roots.txt",
    "files",
)
CHUNK = 1024 * 1024
COPIED, ELSEWHERE = "copied", "elsewhere"


class Unusable(Stop):
    """A backup that is not what it says; nothing was touched."""


@dataclass(frozen=True)
class Part:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Shelved:
    """One attached file: its name on the shelf, and what it is."""

    name: str
    size: int
    sha256: str

    @property
    def line(self) -> str:
        """The file in the list of files."""
        return json.dumps([self.name, self.size, self.sha256]) + "\n"


@dataclass(frozen=True)
class Manifest:
    """What is in a backup, from when, from which program, and under which keys."""

    made_at: str
    version: str
    postgres: str
    database: str
    example: bool
    migrations: list[str]
    key: str
    keys: dict[str, str]  # id → fingerprint
    seal: int
    parts: dict[str, Part] = field(default_factory=dict)
    files: int = 0
    shelved: int = 0
    where: str = COPIED
    store: str = ""
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        """Bytes of everything in it."""
        return self.shelved + sum(part.size for part in self.parts.values())

    def is_of(self, database: str, keys: Mapping[str, str]) -> bool:
        """Whether it was made by the installation with this database and these keys."""
        return self.database == database and bool(set(self.keys.values()) & set(keys.values()))

    def written(self, keys: Mapping[str, bytes]) -> str:
        """The file: everything, a checksum over it, and a seal that only our key makes."""
        facts = asdict(self)
        body = _canonical(facts)
        facts["sum"] = hashlib.sha256(body).hexdigest()
        facts["sealed"] = _seal(body, keys[self.key])
        return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of a backup; Unusable with a sentence when there is none or it was changed."""
    facts, body = _facts(folder)
    if hashlib.sha256(body).hexdigest() != facts.pop("sum", ""):
        raise Unusable(_("{file} 被改动或损坏，这个备份不能使用。").format(file=folder / FILE))
    facts.pop("sealed", "")
    try:
        parts = {name: Part(**part) for name, part in facts.pop("parts").items()}
        return Manifest(**facts, parts=parts)
    except (TypeError, KeyError, AttributeError, ValueError) as fault:
        raise Unusable(_not_ours(folder)) from fault


def is_sealed_by(folder: Path, key: bytes) -> bool:
    """Whether this key made the seal: nobody without it wrote the manifest."""
    facts, body = _facts(folder)
    return hmac.compare_digest(str(facts.get("sealed", "")), _seal(body, key))


def _facts(folder: Path) -> tuple[dict[str, Any], bytes]:
    try:
        facts = json.loads((folder / FILE).read_text(encoding="utf-8"))
        known = facts["format"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as fault:
        raise Unusable(_not_ours(folder)) from fault
    if known != FORMAT:
        said = _("这个备份的格式是 {format}，本程序只认识 {ours}。请用更新的里仁恢复。")
        raise Unusable(said.format(format=known, ours=FORMAT))
    return facts, _canonical({k: v for k, v in facts.items() if k not in ("sum", "sealed")})


def _not_ours(folder: Path) -> str:
    return _(
        "{folder} 不是完整的里仁备份：没有可以读取的 {file}。"
        "请用 liren backup list 查看有哪些备份。"
    ).format(folder=folder, file=FILE)


def _canonical(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=True, sort_keys=True).encode()


def _seal(body: bytes, key: bytes) -> str:
    return hmac.new(_derived(key), body, hashlib.sha256).hexdigest()


def fingerprint(key: bytes) -> str:
    """Tells two keys apart, and nothing else about them."""
    return hmac.new(_derived(key), b"fingerprint", hashlib.sha256).hexdigest()[:16]


def _derived(key: bytes) -> bytes:
    return hmac.new(b"liren:backup", key, hashlib.sha256).digest()


# ── files ───────────────────────────────────────────────────────────────────────────────────


def measured(path: Path) -> Part:
    """Size and checksum of a file."""
    with path.open("rb") as source:
        return measured_in(source)


def measured_in(source: IO[bytes]) -> Part:
    """Size and checksum of what is read from here to the end."""
    found, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        found.update(chunk)
        size += len(chunk)
    return Part(size, found.hexdigest())


def listed(folder: Path) -> Iterator[Shelved]:
    """The attached files that a backup says it holds."""
    with (folder / LISTED).open(encoding="utf-8") as lines:
        for line in lines:
            name, size, sha256 = json.loads(line)
            yield Shelved(name, size, sha256)


def new_file(path: Path) -> int:
    """A handle on a new file that its owner alone reads."""
    return os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
    )


def write(path: Path, text: str) -> None:
    """Write a new file, durably."""
    with os.fdopen(new_file(path), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def sync(folder: Path) -> None:
    """Have the names in a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
