"""The master key of an installation: made once in the data folder, or given by the environment."""

import base64
import hashlib
import os
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


def keys(home: Path) -> tuple[dict[str, bytes], str, str]:
    """Sealing keys by id, the id used for new values, and Django's secret derived from it."""
    given = os.environ.get("LIREN_KEY")
    master = base64.b64decode(given, validate=True) if given else _kept(home / "key")
    if len(master) < KEY_BYTES:
        raise ValueError("LIREN_KEY must be base64 of at least 32 bytes")
    secret = hashlib.sha256(b"liren:django:" + master).hexdigest()
    return {"k1": master}, "k1", secret


def _kept(file: Path) -> bytes:
    if not file.exists():
        new = file.with_name(f"key.{os.getpid()}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as text:
            text.write(base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
            text.flush()
            os.fsync(text.fileno())
        with suppress(FileExistsError):
            os.link(new, file)  # whole or not at all, and of two starts only one wins
        new.unlink()
    return base64.b64decode(file.read_text())
