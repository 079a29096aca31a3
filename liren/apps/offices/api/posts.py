"""Posts and terms for programs."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from liren.apps.offices import actions, queries
from liren.apps.offices.api.shapes import (
    MOST,
    AbolishIn,
    AppointIn,
    DeputyIn,
    DeputyOut,
    ExtendIn,
    GrantReasonIn,
    PostChangeIn,
    PostEndIn,
    PostIn,
    PostOut,
    PostsAsked,
    TermOut,
    area_of,
    person_of,
)
from liren.apps.offices.models import Appointment, Deputy, Post, PostKind
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require

router = Router(tags=["offices"])


def _kind(code: str) -> PostKind:
    found = PostKind.objects.filter(code=code).first()
    if found is None:
        raise Refused("offices.no-such-kind", _("没有这种岗位类别。请从列表中选一种。"))
    return found


@router.get("", response=list[PostOut], operation_id="offices.view", by_alias=False)
def posts(request: Request, asked: Query[PostsAsked]) -> list[Post]:
    """Posts of my areas with who sits there; at most 200."""
    require(request.actor, "offices.view")
    rows = list(queries.posts_for(request.actor, queries.Wanted(**asked.model_dump()))[:MOST])
    held = queries.holders(rows)
    for row in rows:
        row.sitting = [one.person.username for one in held.get(row.pk, [])]  # type: ignore[attr-defined]
    return rows


@router.post("", response={201: PostOut}, operation_id="offices.create_post", by_alias=False)
def create_post(request: Request, given: PostIn) -> Any:
    """Set up a post of a body."""
    verb = "offices.create_post"
    require(request.actor, verb)
    facts = given.dict(exclude={"body", "kind", "area", "how"})
    body = queries.body_named(request.actor, verb, given.body)
    return Status(
        201,
        actions.create_post(
            acting(request),
            body,
            kind=_kind(given.kind),
            area=area_of(request, verb, given.area),
            how=given.how or "",
            **facts,
        ),
    )


@router.post(
    "/posts/{uid}/change", response=PostOut, operation_id="offices.change_post", by_alias=False
)
def change_post(request: Request, uid: UUID, given: PostChangeIn) -> Post:
    """Change a post."""
    post = queries.post_for(request.actor, uid)
    facts = given.dict(exclude={"area"})
    area = area_of(request, "offices.change_post", given.area)
    return actions.change_post(acting(request), post, area=area, **facts)


@router.post(
    "/posts/{uid}/abolish", response=PostOut, operation_id="offices.abolish_post", by_alias=False
)
def abolish_post(request: Request, uid: UUID, given: AbolishIn) -> Post:
    """Abolish a post on which nobody sits."""
    post = queries.post_for(request.actor, uid)
    return actions.abolish_post(acting(request), post, **given.model_dump())


@router.post(
    "/posts/{uid}/appoint", response={201: TermOut}, operation_id="offices.appoint", by_alias=False
)
def appoint(request: Request, uid: UUID, given: AppointIn) -> Any:
    """Put somebody on a free seat; the role follows."""
    post = queries.post_for(request.actor, uid)
    person = person_of(request, "offices.appoint", given.person) if given.person else None
    facts = given.dict(exclude={"person", "how"})
    return Status(
        201, actions.appoint(acting(request), post, person=person, how=given.how or "", **facts)
    )


@router.post("/terms/{uid}/end", response=TermOut, operation_id="offices.end", by_alias=False)
def end(request: Request, uid: UUID, given: PostEndIn) -> Appointment:
    """End an appointment; the role goes at once."""
    one = queries.appointment_for(request.actor, uid)
    return actions.end(acting(request), one, **given.model_dump())


@router.post(
    "/terms/{uid}/extend", response=TermOut, operation_id="offices.extend", by_alias=False
)
def extend(request: Request, uid: UUID, given: ExtendIn) -> Appointment:
    """Move the end of a term."""
    one = queries.appointment_for(request.actor, uid)
    return actions.extend(acting(request), one, **given.model_dump())


@router.post(
    "/terms/{uid}/deputise",
    response={201: DeputyOut},
    operation_id="offices.deputise",
    by_alias=False,
)
def deputise(request: Request, uid: UUID, given: DeputyIn) -> Any:
    """Let somebody stand in for an absent holder."""
    one = queries.appointment_for(request.actor, uid)
    person = person_of(request, "offices.deputise", given.person)
    facts = given.dict(exclude={"person"})
    return Status(201, actions.deputise(acting(request), one, person=person, **facts))


@router.post(
    "/deputies/{uid}/end", response=DeputyOut, operation_id="offices.end_deputy", by_alias=False
)
def end_deputy(request: Request, uid: UUID, given: GrantReasonIn) -> Deputy:
    """End an absence early."""
    deputy = queries.deputy_for(request.actor, uid)
    return actions.end_deputy(acting(request), deputy, reason=given.reason)
