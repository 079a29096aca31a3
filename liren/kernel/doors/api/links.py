"""Identities of other sites that open accounts, for programs."""

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.doors import actions, queries
from liren.kernel.doors.api.shapes import ShortText

router = Router(tags=["accounts"])


class LinkIn(Schema):
    """Which site, and who somebody is there."""

    provider: Annotated[ShortText, Field(min_length=1)]
    uid: Annotated[str, Field(min_length=1, max_length=190)]


class LinkOut(Schema):
    """An identity elsewhere, without who somebody is there."""

    id: int
    provider: str


@router.post("/accounts/{key}/links", response=list[LinkOut], operation_id="access.link_login")
def link_login(request: Request, key: int, given: LinkIn) -> Any:
    """Link an identity to an account, as an administrator."""
    actor = acting(request)
    user = queries.account_for(actor, key)
    return queries.links_of(actions.link_login(actor, user, **given.model_dump()))


@router.post(
    "/accounts/{key}/links/{link}/end",
    response=list[LinkOut],
    operation_id="access.unlink_login",
)
def unlink_login(request: Request, key: int, link: int) -> Any:
    """End an identity elsewhere."""
    actor = acting(request)
    user = queries.account_for(actor, key)
    return queries.links_of(actions.unlink_login(actor, user, link=link))
