"""The uploads of a form on the shelf, for as long as an action needs them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db.models import Model

from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.files.storing import taken


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
