"""The keys of an installation: read from a file or the environment, in use by several processes.

One word a key: `use:id:cipher:since:secret`. Of each use the first is the one under which new
values are sealed or hashed; the others only open and find. A word that is nothing but base64 is
the one master of a simple installation, from which the first key of each use is derived.
"""

import base64
import fcntl
import hmac
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liren.kernel.base.ciphers import Box, box

SEAL, HASH, WEB = "seal", "hash", "web"
CIPHERS = {SEAL: ("aes", "sm4"), HASH: ("sha256", "sm3"), WEB: ("sha256",)}
FIRST = {SEAL: "k1", HASH: "h1", WEB: "w1"}
SECRET_BYTES = 32
LOOK_AGAIN = 0.1  # seconds for which a ring that was read counts as the one in force
SINCE = "%Y%m%dT%H%M%SZ"
WORD = re.compile(r"([a-z]+):([a-z]\d{1,6}):([a-z0-9]+):(\d{8}T\d{6}Z|-):([A-Za-z0-9+/=]+)")
HEAD = "# Liren: keys. Whoever has these and the database reads everything.\n"


class Malformed(ValueError):  # noqa: N818 — says what the text is
    """The text of a ring says something that is no key."""


@dataclass(frozen=True)
class Key:
    """One key: what it is for, its name, its algorithm, since when it is in use, its secret."""

    use: str
    id: str
    cipher: str
    secret: bytes
    since: datetime | None = None

    def __repr__(self) -> str:
        return f"<Key {self.use}:{self.id}>"

    @cached_property
    def box(self) -> Box:
        """What seals and opens with it."""
        return box(self.cipher, self.secret)

    @cached_property
    def hasher(self) -> hmac.HMAC:
        """A keyed hash that has read nothing yet; it is copied, since keying it costs most."""
        return hmac.new(self.secret, digestmod=self.cipher)

    @property
    def word(self) -> str:
        """The key as it is written down."""
        since = self.since.strftime(SINCE) if self.since else "-"
        secret = base64.b64encode(self.secret).decode()
        return f"{self.use}:{self.id}:{self.cipher}:{since}:{secret}"


@dataclass(frozen=True)
class Ring:
    """All keys, those in use first."""

    keys: tuple[Key, ...]

    @cached_property
    def _of(self) -> dict[str, tuple[Key, ...]]:
        return {use: tuple(key for key in self.keys if key.use == use) for use in FIRST}

    @cached_property
    def _named(self) -> dict[tuple[str, str], Key]:
        return {(key.use, key.id): key for key in self.keys}

    def of(self, use: str) -> tuple[Key, ...]:
        """The keys of a use; the first is in use, the others only read."""
        return self._of[use]

    def current(self, use: str) -> Key:
        """The key for new values."""
        return self.of(use)[0]

    def find(self, use: str, name: str) -> Key:
        """The key of this name; KeyError when it is not here."""
        return self._named[use, name]

    @property
    def text(self) -> str:
        """The whole ring as it is written down."""
        return "".join(f"{key.word}\n" for key in self.keys)

    def adding(self, use: str, cipher: str) -> tuple["Ring", Key]:
        """The ring with a new key that waits behind the others, and the key."""
        numbers = [int(key.id[1:]) for key in self.of(use)]
        name = f"{FIRST[use][0]}{max(numbers) + 1}"
        key = Key(use, name, cipher, os.urandom(SECRET_BYTES))
        return Ring((*self.keys, key)), key

    def turning_to(self, key: Key, at: datetime) -> "Ring":
        """The ring in which this key is the one in use."""
        others = tuple(one for one in self.keys if one != key)
        return Ring((replace(key, since=at), *others))

    def without(self, key: Key) -> "Ring":
        """The ring that has forgotten a key."""
        return Ring(tuple(one for one in self.keys if one != key))


def parse(text: str) -> Ring:
    """The ring that a text writes down; Malformed without ever repeating what it says."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    keys = [key for line in lines for word in line.split() for key in _keys(word)]
    names = [(key.use, key.id) for key in keys]
    if len(set(names)) < len(names) or {use for use, _id in names} != set(FIRST):
        raise Malformed("a ring needs keys for seal, hash and web, each under a name of its own")
    return Ring(tuple(keys))


def fresh() -> str:
    """The text of a new ring: one master."""
    return base64.b64encode(os.urandom(SECRET_BYTES)).decode() + "\n"


def derived(master: bytes, use: str) -> bytes:
    """The secret that a master gives to a use."""
    return HKDF(SHA256(), SECRET_BYTES, salt=None, info=f"liren:{use}".encode()).derive(master)


def _keys(word: str) -> list[Key]:
    found = WORD.fullmatch(word)
    if found is None:
        master = _secret(word)
        return [Key(use, FIRST[use], CIPHERS[use][0], derived(master, use)) for use in FIRST]
    use, name, cipher, since, secret = found.groups()
    if cipher not in CIPHERS.get(use, ()):
        raise Malformed("a key names a use or an algorithm that is not known")
    at = None if since == "-" else datetime.strptime(since, SINCE).replace(tzinfo=UTC)
    return [Key(use, name, cipher, _secret(secret), at)]


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except ValueError:
        secret = b""
    if len(secret) < SECRET_BYTES:
        raise Malformed("a key must be base64 of at least 32 bytes")
    return secret


class Source:
    """Where the ring is kept, and the ring as last read: a changed file is read again."""

    def __init__(self, file: Path, given: str = "") -> None:
        self.file = file
        self.given = given
        self._ring = parse(given) if given else Ring(())
        self._mark: tuple[int, ...] = ()
        self._looked = float("-inf")

    def __repr__(self) -> str:
        return "<Source environment>" if self.given else f"<Source {self.file}>"

    def ring(self, *, anew: bool = False) -> Ring:
        """The ring in force; `anew` looks at the file now."""
        if self.given:
            return self._ring
        moment = time.monotonic()
        if not self._mark or anew or moment - self._looked > LOOK_AGAIN:
            stat = os.stat(self.file)
            mark = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            if mark != self._mark:
                self._ring, self._mark = parse(self.file.read_text()), mark
            self._looked = moment
        return self._ring

    def find(self, use: str, name: str) -> Key:
        """The key of this name; one that is not known here may have come just now."""
        try:
            return self.ring().find(use, name)
        except KeyError:
            return self.ring(anew=True).find(use, name)

    def ensure(self) -> Ring:
        """The ring; a new installation gets one, and of two that start only one wins."""
        if not self.given and not self.file.exists():
            new = _written(self.file, fresh())
            try:
                os.link(new, self.file)
            except FileExistsError:
                pass
            finally:
                new.unlink()
        return self.ring()

    def change(self, how: Callable[[Ring], Ring]) -> Ring:
        """Write the file anew, whole or not at all; two that change it wait for each other."""
        with _alone(self.file.parent):
            changed = how(self.ring(anew=True))
            new = _written(self.file, HEAD + changed.text)
            owner = self.file.stat()
            if os.geteuid() == 0:
                os.chown(new, owner.st_uid, owner.st_gid)
            new.replace(self.file)
        return self.ring(anew=True)


def _written(file: Path, text: str) -> Path:
    new = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return new


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)
