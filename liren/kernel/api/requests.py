"""What operations read of a request besides its content."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request

KEY_HEADER = "Idempotency-Key"


def acting(request: Request) -> Actor:
    """The actor, under the idempotency key if the request has one."""
    key = request.headers.get(KEY_HEADER, "")
    return request.actor.once(key) if key else request.actor


Limit = Annotated[int, Field(50, ge=1, le=200)]


class Paging(Schema):
    """Paging by cursor: `next` of one answer is `cursor` of the following request."""

    cursor: str = ""
    limit: Limit = 50
