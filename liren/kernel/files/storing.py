"""Taking files in: looked at, scanned, made anew, written; the row comes with the action.

    with taken(actor, uploads) as files:
        actions.feed_back(actor, case, outcome=outcome, after_pictures=files)

The bytes lie on the shelf before the action begins, so no lock waits for them. When the action
refuses, or does not need them because it is a repeat, they are removed again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from liren.kernel.access.actor import Actor
from liren.kernel.access.written import insert
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.files import documents, images
from liren.kernel.files.kinds import SERVED, Kind, check_picture, sniff
from liren.kernel.files.models import File, title_of
from liren.kernel.files.scan import Verdict, scan
from liren.kernel.files.shelf import beside, drop, new_name, put, shelf
from liren.kernel.policy.values import value

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MEGA = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A file that lies on the shelf and has no row yet."""

    row: File

    def __str__(self) -> str:
        return f"{self.row.kind} {self.row.received[:16]}"


def store(actor: Actor, upload: "UploadedFile[Any]", *, document: bool = False) -> Received:
    """Look at what came, and put it on the shelf: a picture, or with `document` a document."""
    file: IO[bytes] = upload.file or BytesIO()
    check_bytes(upload.size or 0)
    mime = sniff(file)
    kind = documents.kind_of(mime, file) if document else Kind.JPEG
    if not document:
        check_picture(mime)
    verdict, received = scan(file), digest(file)
    facts = {"received": received, "scan": verdict, "kind": kind}
    if not document:
        made = images.remade(file, value("files.max_pixels"), value("files.longest_side"))
        return _kept(actor, made, **facts)
    return _kept_as_it_is(actor, file, title=title_of(upload.name or ""), **facts)


def store_redacted(actor: Actor, old: File, boxes: Sequence[images.Box]) -> Received:
    """A new picture from one on the shelf, with areas destroyed."""
    with shelf().open(old.name) as source:
        made = images.redacted(source, boxes)
    return _kept(actor, made, received=old.received, scan=old.scan, kind=Kind.JPEG)


def check_bytes(size: int) -> None:
    """Neither nothing nor too much."""
    if size == 0:
        raise Refused("files.empty", _("文件是空的。请重新选择。"))
    if size > (most := value("files.max_bytes")):
        sentence = _("文件有 %(size).1f MB，超过上限 %(most)d MB。请压缩或缩小后再上传。")
        raise Refused("files.too-large", sentence % {"size": size / MEGA, "most": most // MEGA})


def digest(file: IO[bytes]) -> str:
    """SHA-256 of a whole file."""
    file.seek(0)
    found = hashlib.sha256()
    while chunk := file.read(MEGA):
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _kept(actor: Actor, made: images.Remade, **facts: Any) -> Received:
    name = new_name(SERVED[Kind.JPEG].ending)
    for size, content in made.files.items():
        put(beside(name, size), content)
    whole = made.files[""]
    sha256 = hashlib.sha256(whole).hexdigest()
    shape = {"width": made.width, "height": made.height, "size": len(whole), "sha256": sha256}
    return Received(File(name=name, at=now(), by_id=actor.user.pk, **shape, **facts))


def _kept_as_it_is(actor: Actor, file: IO[bytes], **facts: Any) -> Received:
    name = new_name(SERVED[facts["kind"]].ending)
    put(name, file)
    size = file.seek(0, 2)
    rest = {"size": size, "sha256": facts["received"], "at": now(), "by_id": actor.user.pk}
    return Received(File(name=name, **rest, **facts))


def keep(received: Received) -> File:
    """Write the row, inside the action's transaction."""
    insert(received.row)
    return received.row


@contextmanager
def taken(actor: Actor, uploads: "Sequence[UploadedFile[Any]]") -> Iterator[list[Received]]:
    """Pictures on the shelf for the time of an action; what the action did not keep goes again."""
    found: list[Received] = []
    with holding(found):
        for place, upload in enumerate(uploads, 1):
            found.append(_numbered(actor, upload, place, len(uploads)))
        yield found


@contextmanager
def holding(received: Sequence[Received]) -> Iterator[None]:
    """Take off the shelf what the action inside refused or had no need of."""
    try:
        yield
    except (Refused, PermissionDenied):
        discard(received)  # rolled back for sure; after any other fault the sweep looks
        raise
    discard([one for one in received if one.row.pk is None])


def _numbered(actor: Actor, upload: "UploadedFile[Any]", place: int, among: int) -> Received:
    try:
        return store(actor, upload)
    except Refused as no:
        if among == 1:
            raise
        sentence = _("第 %(place)d 张：%(fault)s") % {"place": place, "fault": no.message}
        raise Refused(no.code, sentence, source=no.source) from no


def discard(received: Sequence[Received]) -> None:
    """Take files without a row off the shelf."""
    for one in received:
        drop(one.row.names)


def destroy(file: File) -> None:
    """Remove the bytes of a file for good; the row stays and says when."""
    drop(file.names)
    File.objects.filter(pk=file.pk, gone_at=None).update(gone_at=now())


def scan_again() -> int:
    """Look at what came in while the scanner was away; infected files are destroyed."""
    from liren.kernel.files.scan import Away, look

    seen = 0
    for file in File.objects.filter(scan=Verdict.WAITING, gone_at=None).order_by("at"):
        try:
            with shelf().open(file.name) as content:
                found = look(content)
        except (Away, OSError):
            break
        File.objects.filter(pk=file.pk).update(scan=found)
        if found == Verdict.INFECTED:
            destroy(file)
        seen += 1
    return seen
