"""Posts, terms and grants for programs."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.apps.offices import actions, queries
from liren.apps.offices.models import Appointment, Deputy, HandOver, Post, PostKind
from liren.apps.offices.rules import Fate, How, Why
from liren.kernel.access.models import Area, Grant, User
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require

router = Router(tags=["offices"])
MOST = 200
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]
Short = Annotated[str, Field(max_length=80)]
Text = Annotated[str, Field(max_length=200)]


class PostOut(Schema):
    """A post with who sits there."""

    id: UUID = Field(alias="uid")
    title: str
    kind: str = Field(alias="kind.code")
    body: str = Field(alias="body.code")
    area: str = Field(alias="area.code")
    role: str
    how: str
    seats: int
    term_years: int | None
    valid_from: date
    valid_to: date | None
    holders: list[str]

    @staticmethod
    def resolve_holders(post: Any) -> list[str]:
        """The log-in names of those who sit there."""
        held = getattr(post, "sitting", None)
        return held if held is not None else [a.person.username for a in _sitting(post)]


def _sitting(post: Post) -> Any:
    return queries.on_seats(post).select_related("person").order_by("pk")


class TermOut(Schema):
    """An appointment."""

    id: UUID = Field(alias="uid")
    post: UUID = Field(alias="post.uid")
    person: str = Field(alias="person.username")
    name: str = Field(alias="person.name")
    how: str
    since: date
    until: date | None
    ended_on: date | None
    ended_why: str


class DeputyOut(Schema):
    """Somebody who stands in."""

    id: UUID = Field(alias="uid")
    person: str = Field(alias="person.username")
    stands_for: str = Field(alias="appointment.person.username")
    since: date
    until: date
    ended_on: date | None


class GrantOut(Schema):
    """Who holds which role where, until when, and why."""

    id: int
    person: str = Field(alias="user.username")
    name: str = Field(alias="user.name")
    role: str
    area: str | None = None
    body: str | None = None
    since: date | None
    until: date | None
    basis: str
    follows: str
    given_by: str | None = None
    taken: bool

    @staticmethod
    def resolve_area(grant: Any) -> str | None:
        """The area's code."""
        return grant.area.code if grant.area else None

    @staticmethod
    def resolve_body(grant: Any) -> str | None:
        """The body's code."""
        return grant.body.code if grant.body else None

    @staticmethod
    def resolve_given_by(grant: Any) -> str | None:
        """On whose word."""
        return grant.given_by.username if grant.given_by else None

    @staticmethod
    def resolve_taken(grant: Any) -> bool:
        """Whether it was taken back."""
        return grant.taken_at is not None


class PostIn(Schema):
    """A new post of a body."""

    body: Short
    kind: Short
    title: Annotated[str, Field(max_length=60)]
    title_en: Annotated[str, Field("", max_length=120)]
    area: Short = ""
    seats: int = 1
    role: Short = ""
    how: How | None = None
    term_years: int | None = None
    rank_note: Annotated[str, Field("", max_length=60)]
    basis: Text = ""
    since: Day | None = None


class ChangeIn(Schema):
    """A post as it is to be."""

    title: Annotated[str, Field(max_length=60)]
    title_en: Annotated[str, Field("", max_length=120)]
    seats: int = 1
    role: Short | None = None
    area: Short = ""
    term_years: int | None = None
    rank_note: Annotated[str, Field("", max_length=60)]
    basis: Text = ""


class AbolishIn(Schema):
    """The last day of a post, and why."""

    on: Day
    basis: Text


class AppointIn(Schema):
    """Who comes into a post: by log-in name, or by name only."""

    person: Short = ""
    name: Annotated[str, Field("", max_length=60)]
    since: Day | None = None
    until: Day | None = None
    how: How | None = None
    sent_by: Short = ""
    basis: Text = ""


class EndIn(Schema):
    """The last day, and why."""

    why: Why
    on: Day | None = None
    note: Text = ""


class ExtendIn(Schema):
    """A new end of a term."""

    until: Day | None = None
    basis: Text = ""


class DeputyIn(Schema):
    """Who stands in, from when to when."""

    person: Short
    since: Day
    until: Day
    reason: Text


class ReasonIn(Schema):
    """Why."""

    reason: Text


class GiveIn(Schema):
    """A role, at a place, until a day, on somebody's word."""

    person: Short
    role: Short
    area: Short = ""
    body: Short = ""
    since: Day | None = None
    until: Day | None = None
    basis: Text


class LineIn(Schema):
    """What becomes of one line of a hand-over."""

    key: Short
    fate: Fate
    to: Short = ""


class HandOverIn(Schema):
    """A plan for everything that hangs on a person."""

    lines: Annotated[list[LineIn], Field(max_length=500)]
    reason: Text
    close_account: bool = True


class LineOut(Schema):
    """Something that hangs on a person."""

    key: str
    sort: str
    title: str
    where: str
    until: date | None
    moves: bool


class HandOverOut(Schema):
    """What was handed over."""

    id: UUID = Field(alias="uid")
    person: str = Field(alias="person.username")
    lines: list[dict[str, Any]]
    closed_account: bool


class PostsAsked(Schema):
    """Which posts."""

    tab: Annotated[str, Field("all", pattern="^(all|vacant|gone)$")]
    q: Short = ""
    area: Short = ""
    body: Short = ""
    kind: Short = ""


class GrantsAsked(Schema):
    """Which grants."""

    tab: Annotated[str, Field("now", pattern="^(now|ending|past)$")]
    q: Short = ""
    area: Short = ""
    body: Short = ""
    role: Short = ""


def _area(request: Request, verb: str, code: str) -> Area | None:
    return queries.area_named(request.actor, verb, code) if code else None


def _person(request: Request, verb: str, name: str) -> User:
    require(request.actor, verb)
    return queries.person_named(name)


def _kind(code: str) -> PostKind:
    found = PostKind.objects.filter(code=code).first()
    if found is None:
        raise Refused("offices.no-such-kind", _("没有这种岗位类别。请从列表中选一种。"))
    return found


@router.get("", response=list[PostOut], operation_id="offices.view", by_alias=False)
def posts(request: Request, asked: Query[PostsAsked]) -> list[Post]:
    """Posts of my areas with who sits there; at most 200."""
    require(request.actor, "offices.view")
    rows = list(queries.posts_for(request.actor, queries.Wanted(**asked.dict()))[:MOST])
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
            area=_area(request, verb, given.area),
            how=given.how or "",
            **facts,
        ),
    )


@router.post(
    "/posts/{uid}/change", response=PostOut, operation_id="offices.change_post", by_alias=False
)
def change_post(request: Request, uid: UUID, given: ChangeIn) -> Post:
    """Change a post."""
    post = queries.post_for(request.actor, uid)
    facts = given.dict(exclude={"area"})
    area = _area(request, "offices.change_post", given.area)
    return actions.change_post(acting(request), post, area=area, **facts)


@router.post(
    "/posts/{uid}/abolish", response=PostOut, operation_id="offices.abolish_post", by_alias=False
)
def abolish_post(request: Request, uid: UUID, given: AbolishIn) -> Post:
    """Abolish a post on which nobody sits."""
    post = queries.post_for(request.actor, uid)
    return actions.abolish_post(acting(request), post, **given.dict())


@router.post(
    "/posts/{uid}/appoint", response={201: TermOut}, operation_id="offices.appoint", by_alias=False
)
def appoint(request: Request, uid: UUID, given: AppointIn) -> Any:
    """Put somebody on a free seat; the role follows."""
    post = queries.post_for(request.actor, uid)
    person = _person(request, "offices.appoint", given.person) if given.person else None
    facts = given.dict(exclude={"person", "how"})
    return Status(
        201, actions.appoint(acting(request), post, person=person, how=given.how or "", **facts)
    )


@router.post("/terms/{uid}/end", response=TermOut, operation_id="offices.end", by_alias=False)
def end(request: Request, uid: UUID, given: EndIn) -> Appointment:
    """End an appointment; the role goes at once."""
    one = queries.appointment_for(request.actor, uid)
    return actions.end(acting(request), one, **given.dict())


@router.post(
    "/terms/{uid}/extend", response=TermOut, operation_id="offices.extend", by_alias=False
)
def extend(request: Request, uid: UUID, given: ExtendIn) -> Appointment:
    """Move the end of a term."""
    one = queries.appointment_for(request.actor, uid)
    return actions.extend(acting(request), one, **given.dict())


@router.post(
    "/terms/{uid}/deputise",
    response={201: DeputyOut},
    operation_id="offices.deputise",
    by_alias=False,
)
def deputise(request: Request, uid: UUID, given: DeputyIn) -> Any:
    """Let somebody stand in for an absent holder."""
    one = queries.appointment_for(request.actor, uid)
    person = _person(request, "offices.deputise", given.person)
    facts = given.dict(exclude={"person"})
    return Status(201, actions.deputise(acting(request), one, person=person, **facts))


@router.post(
    "/deputies/{uid}/end", response=DeputyOut, operation_id="offices.end_deputy", by_alias=False
)
def end_deputy(request: Request, uid: UUID, given: ReasonIn) -> Deputy:
    """End an absence early."""
    deputy = queries.deputy_for(request.actor, uid)
    return actions.end_deputy(acting(request), deputy, reason=given.reason)


@router.get("/grants", response=list[GrantOut], operation_id="offices.view_grants", by_alias=False)
def grants(request: Request, asked: Query[GrantsAsked]) -> list[Grant]:
    """Who holds what in my areas; at most 200."""
    require(request.actor, "offices.view_grants")
    return list(queries.grants_for(request.actor, queries.Sought(**asked.dict()))[:MOST])


@router.post("/grants", response={201: GrantOut}, operation_id="offices.give", by_alias=False)
def give(request: Request, given: GiveIn) -> Any:
    """Give a role in an area or for a body until a day."""
    verb = "offices.give"
    person = _person(request, verb, given.person)
    area = _area(request, verb, given.area)
    body = queries.body_named(request.actor, verb, given.body) if given.body else None
    place = area or body
    if place is None:
        raise Refused("offices.no-area", _("请选这个角色管到哪个辖区，或办哪个机构的事。"))
    facts = given.dict(include={"role", "since", "until", "basis"})
    with_body = body if area else None
    return Status(
        201, actions.give(acting(request), place, person=person, body=with_body, **facts)
    )


@router.post("/grants/{key}/take", response=GrantOut, operation_id="offices.take", by_alias=False)
def take(request: Request, key: int, given: ReasonIn) -> Grant:
    """Take a role back at once."""
    grant = queries.grant_for(request.actor, key)
    return actions.take(acting(request), grant, reason=given.reason)


@router.get(
    "/people/{key}/lines", response=list[LineOut], operation_id="offices.lines", by_alias=False
)
def lines(request: Request, key: int) -> list[queries.Line]:
    """Everything that hangs on a person, for the plan of a hand-over."""
    require(request.actor, "offices.hand_over")
    return queries.holdings_of(queries.person_for(request.actor, key))


@router.post(
    "/people/{key}/hand_over",
    response={201: HandOverOut},
    operation_id="offices.hand_over",
    by_alias=False,
)
def hand_over(request: Request, key: int, given: HandOverIn) -> Any:
    """Carry out a plan for everything that hangs on a person."""
    verb = "offices.hand_over"
    require(request.actor, verb)
    person = queries.person_for(request.actor, key)
    plan = {
        one.key: (one.fate, queries.person_named(one.to) if one.to else None)
        for one in given.lines
    }
    area = Area.objects.allowed(request.actor, verb).order_by("path")[0]
    done: HandOver = actions.hand_over(
        acting(request),
        area,
        person=person,
        plan=plan,
        reason=given.reason,
        close_account=given.close_account,
    )
    return Status(201, done)
