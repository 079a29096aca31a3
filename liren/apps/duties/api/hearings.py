"""Voices, votes and money of an admission, for programs."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from liren.apps.duties.actions import covers, hearings, reviews
from liren.apps.duties.api.application_shapes import (
    CoverIn,
    CoverOut,
    HearingOut,
    HearingPage,
    HearingsAsked,
    OpinionIn,
    SeatOut,
    VoteIn,
)
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries import hearings as hearing_queries
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])


@router.get("/hearings", response=HearingPage, operation_id="duties.hearings", by_alias=False)
def hearings_(request: Request, asked: Query[HearingsAsked]) -> Any:
    """What the places of this actor are asked."""
    require(request.actor, hearing_queries.READ)
    found = hearing_queries.page_of_hearings(request.actor, asked.tab, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.post(
    "/hearings/{uid}/opinion",
    response=HearingOut,
    operation_id="duties.give_opinion",
    by_alias=False,
)
def give_opinion(request: Request, uid: UUID, given: OpinionIn) -> Any:
    """Say what the place thinks."""
    one = hearing_queries.hearing_for(request.actor, uid)
    return hearings.give_opinion(acting(request), one, **given.model_dump())


@router.post("/seats/{uid}/vote", response=SeatOut, operation_id="duties.vote", by_alias=False)
def vote(request: Request, uid: UUID, given: VoteIn) -> Any:
    """Vote for a body at the table, once."""
    seat = queries.seat_for(request.actor, uid)
    return reviews.vote(acting(request), seat, **given.model_dump())


@router.post(
    "/applications/{uid}/covers",
    response={201: CoverOut},
    operation_id="duties.record_cover",
    by_alias=False,
)
def record_cover(request: Request, uid: UUID, given: CoverIn) -> Any:
    """Write down money that is set aside."""
    row = queries.application_for(request.actor, uid)
    return Status(201, covers.record_cover(acting(request), row, **given.model_dump()))


@router.post(
    "/covers/{uid}/confirm",
    response=CoverOut,
    operation_id="duties.confirm_cover",
    by_alias=False,
)
def confirm_cover(request: Request, uid: UUID) -> Any:
    """A second person says that the money is there."""
    return covers.confirm_cover(acting(request), queries.cover_for(request.actor, uid))
