"""Where the bytes lie: outside the web root or in an object store, under names that say nothing.

A file is written before the row that names it and removed after the row is gone, so a row never
waits for its bytes. What a crash leaves over has no row: the nightly sweep takes it away.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "files"
LEVELS = 2  # folders above a file: 65,536 of them, so that none grows long
GRACE = timedelta(hours=24)  # younger files may belong to a request that is still running


class Folder(FileSystemStorage):
    """A folder on disk in which a file is there whole or not at all, for its owner alone."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(half, flags, 0o600), "wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            half.rename(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return name


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shelf() -> Storage:
    """The storage of the setting STORAGES that is called `files`."""
    return storages[ALIAS]


def new_name(ending: str) -> str:
    """A name that nobody guesses and that tells nothing: 3f/a0/3fa0….jpg."""
    word = secrets.token_hex(16)
    return f"{word[:2]}/{word[2:4]}/{word}.{ending}"


def beside(name: str, size: str) -> str:
    """The name of another size of the same picture; the whole one has the name itself."""
    stem, _dot, ending = name.rpartition(".")
    return f"{stem}.{size}.{ending}" if size else name


def whole(name: str) -> str:
    """The name of the whole picture that a file belongs to."""
    parts = name.rsplit(".", 2)
    return f"{parts[0]}.{parts[2]}" if len(parts) == 3 else name


def put(name: str, content: bytes | IO[bytes]) -> None:
    """Write a file under its name."""
    held = ContentFile(content) if isinstance(content, bytes) else File(content)
    shelf().save(name, held)


def drop(names: Iterable[str]) -> None:
    """Remove files for good; one that is gone already is no fault."""
    for name in names:
        shelf().delete(name)


def old_names(before: datetime) -> Iterator[str]:
    """All files that were written before a moment."""
    store = shelf()
    for name in _names(store, "", LEVELS):
        try:
            written = store.get_modified_time(name)
        except OSError:
            continue  # removed meanwhile
        if written < before:
            yield name


def _names(store: Storage, folder: str, levels: int) -> Iterator[str]:
    try:
        folders, files = store.listdir(folder)
    except OSError:
        return
    yield from (f"{folder}/{name}" if folder else name for name in files if name)
    if levels:
        for inner in folders:
            yield from _names(store, f"{folder}/{inner}" if folder else inner, levels - 1)
