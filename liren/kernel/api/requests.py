"""What operations read of a request besides its content."""

from typing import Annotated

from pydantic import BaseModel, Field

from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request

KEY_HEADER = "Idempotency-Key"


def acting(request: Request) -> Actor:
    """The actor, under the idempotency key if the request has one."""
    key = request.headers.get(KEY_HEADER, "")
    return request.actor.once(key) if key else request.actor


Limit = Annotated[int, Field(50, ge=1, le=200)]


class Sent(BaseModel):
    """What a request brings, checked as it stands.

    Ninja's own Schema first wraps it, to ask a row or a dict alike for every name.
    """


class Paging(Sent):
    """Paging by cursor: `next` of one answer is `cursor` of the following request."""

    cursor: str = ""
    limit: Limit = 50
