"""The uploads of a form on the shelf, for as long as an action needs them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from django.core import signing
from django.db.models import Model
from django.utils.translation import gettext as _

from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.errors import Refused
from liren.kernel.files.models import File
from liren.kernel.files.shelf import shelf
from liren.kernel.files.storing import Received, discard, store, taken

SALT, KEPT_SECONDS = "cases.report", 2 * 3600
NOTED = (
    *("name", "kind", "size", "width", "height", "sha256", "received", "scan", "at", "by_id"),
)


@contextmanager
def with_pictures(
    actor: Actor, verb: str, row: Model, given: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """The facts of an action, with pictures that were stored in the place of uploads.

    Who may not do it anyway is not worth the work: the action says so without pictures.
    """
    fields = [name for name, fact in given.items() if isinstance(fact, list)]
    plain = {name: fact for name, fact in given.items() if name not in fields}
    if not permits(actor, verb, row):
        fields = []
    uploads = [upload for name in fields for upload in given[name]]
    with taken(actor, uploads) as received:
        rest = iter(received)
        sent = {name: tuple(islice(rest, len(given[name]))) for name in fields if given[name]}
        yield plain | sent


def put_aside(actor: Actor, uploads: Sequence[Any], key: str, kept: str) -> str:
    """Pictures on the shelf for the next page, as a signed note; those put aside before stay.

    The note is bound to the form's key. What is never sent is swept from the shelf in a day.
    """
    known = kept_pictures(kept, key)
    new = [received.row for received in _stored(actor, uploads)]
    notes = [*known, *({name: _plain(getattr(row, name)) for name in NOTED} for row in new)]
    return signing.dumps(notes, salt=f"{SALT}:{key}") if notes else ""


def _stored(actor: Actor, uploads: Sequence[Any]) -> list[Received]:
    found: list[Received] = []
    try:
        found.extend(store(actor, upload) for upload in uploads)
    except Refused:
        discard(found)
        raise
    return found


def _plain(fact: Any) -> Any:
    return fact.isoformat() if hasattr(fact, "isoformat") else fact


def kept_pictures(note: str, key: str) -> list[dict[str, Any]]:
    """What a note says; nothing where it is not ours, for another form, or too old."""
    try:
        found: list[dict[str, Any]] = signing.loads(
            note, salt=f"{SALT}:{key}", max_age=KEPT_SECONDS
        )
    except signing.BadSignature:
        return []
    return found


@contextmanager
def with_kept(note: str, key: str, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The facts of an action with the pictures that were put aside before those sent now."""
    notes = kept_pictures(note, key)
    rows = [File(**one | {"at": datetime.fromisoformat(one["at"])}) for one in notes]
    if any(not shelf().exists(row.name) for row in rows):
        raise Refused("files.gone", _("先前选的照片已经过期，请回到上一步重新选。"))
    pictures = (*(Received(row) for row in rows), *facts.get("pictures", ()))
    yield facts | ({"pictures": pictures} if pictures else {})
