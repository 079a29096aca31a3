"""What operations on offices take and give."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liren.apps.offices import queries
from liren.apps.offices.models import Post
from liren.apps.offices.rules import Fate, How, Why
from liren.kernel.access.models import Area, User
from liren.kernel.access.request import Request
from liren.kernel.doors.queries import require

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


class HeldGrantOut(Schema):
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


class PostChangeIn(Schema):
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


class PostEndIn(Schema):
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


class GrantReasonIn(Schema):
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


class GrantLineOut(Schema):
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


def area_of(request: Request, verb: str, code: str) -> Area | None:
    """An area by code or name; None where none was given."""
    return queries.area_named(request.actor, verb, code) if code else None


def person_of(request: Request, verb: str, name: str) -> User:
    """A person by log-in name or name, for whom may do this."""
    require(request.actor, verb)
    return queries.person_named(name)
