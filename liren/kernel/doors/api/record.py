"""The record, its roots and the check of its chain, for programs."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging
from liren.kernel.audit import checks, places, roots
from liren.kernel.audit.models import Check, Entry, Outcome, Seal
from liren.kernel.doors import chain, record
from liren.kernel.doors.api.shapes import CalendarDay, ShortText
from liren.kernel.doors.queries import require

router = Router(tags=["audit"])


class EntryOut(Schema):
    """One entry of the record."""

    id: int
    at: datetime
    actor: str = Field(alias="actor.username")
    behalf: str | None = None
    verb: str
    outcome: str
    subject_type: str
    subject_id: str
    area_path: str
    facts: dict[str, Any]

    @staticmethod
    def resolve_behalf(entry: Any) -> str | None:
        """For whom it was done; residents' log-in names say nothing about them."""
        return entry.behalf.username if entry.behalf else None


class EntriesOut(Schema):
    """A page of the record."""

    items: list[EntryOut]
    next: str


class EntriesAsked(Paging):
    """What to look for."""

    q: ShortText = ""
    verb: ShortText = ""
    outcome: Outcome | None = None
    person: ShortText = ""
    area: ShortText = ""
    since: CalendarDay | None = None
    until: CalendarDay | None = None
    subject: Annotated[str, Field("", max_length=101)]


@router.get("/audit", response=EntriesOut, operation_id="audit.view")
def audit(request: Request, asked: Query[EntriesAsked]) -> dict[str, object]:
    """The record within one's areas, newest first."""
    given = asked.model_dump()
    cursor, limit = given.pop("cursor"), given.pop("limit")
    sought = record.Sought(**{**given, "outcome": given["outcome"] or ""})
    found = record.entries(request.actor, sought, cursor, limit)
    return {"items": found.rows, "next": found.older}


class RootOut(Schema):
    """The hash over everything sealed up to one moment."""

    seal: int
    at: datetime
    day: date
    entries: int
    hash: str


class RootsOut(Schema):
    """Roots, newest first."""

    items: list[RootOut]


class RootsAsked(Schema):
    """The last root of each of so many days, or every seal before one."""

    days: Annotated[int, Field(31, ge=1, le=366)]
    before: Annotated[int | None, Field(None, ge=1, le=2**62)]
    limit: Annotated[int, Field(50, ge=1, le=200)]


@router.get("/audit/roots", response=RootsOut, operation_id="audit.roots")
def published(request: Request, asked: Query[RootsAsked]) -> dict[str, object]:
    """The roots of the chain, for everyone who is signed in; with `before` every single seal."""
    if asked.before is None:
        return {"items": roots.days(asked.days)}
    rows = Seal.objects.defer("leaves").filter(number__lt=asked.before)
    return {"items": [roots.Root.of(one) for one in rows.order_by("-number")[: asked.limit]]}


class FaultOut(Schema):
    """One thing that is wrong with the record."""

    kind: str
    seal: int | None
    entry: int | None
    day: date | None


class CheckOut(Schema):
    """A check of the chain: how far, or what it found."""

    id: int = Field(alias="row.pk")
    asked_at: datetime = Field(alias="row.asked_at")
    ended_at: datetime | None = Field(None, alias="row.ended_at")
    percent: int
    is_sound: bool
    entries: int = Field(0, alias="found.entries")
    seals: int = Field(0, alias="found.seals")
    compared: int = Field(0, alias="found.compared")
    faults: list[FaultOut] = []

    @staticmethod
    def resolve_faults(shown: Any) -> Any:
        """What is wrong, in the order of the chain."""
        return checks.faults(shown.row)


class CheckIn(Schema):
    """Roots that were kept elsewhere, as lines or as this API gave them."""

    published: Annotated[str, Field("", max_length=200_000)]


@router.post("/audit/checks", response={201: CheckOut}, operation_id="audit.verify")
def verify(request: Request, given: CheckIn) -> Any:
    """Have the whole chain checked; while the same check runs, that one is answered."""
    return Status(201, chain.shown(chain.ask(request.actor, given.published)))


@router.get("/audit/checks/{key}", response=CheckOut, operation_id="audit.check")
def check(request: Request, key: int) -> Any:
    """How far a check is, or what it found."""
    require(request.actor, "audit.verify")
    return chain.shown(get_object_or_404(Check, pk=key))


class PlaceOut(Schema):
    """Where an entry stands in the chain."""

    seal: int = Field(alias="seal.number")
    at: datetime = Field(alias="seal.at")
    index: int
    count: int = Field(alias="seal.count")
    hash: str = Field(alias="seal.hex")
    is_sound: bool


class PlacedOut(EntryOut):
    """An entry with its place; none while it waits to be sealed."""

    place: PlaceOut | None

    @staticmethod
    def resolve_place(entry: Any) -> Any:
        """The seal that holds it."""
        return places.place(entry)


@router.get("/audit/{key}", response=PlacedOut, operation_id="audit.entry")
def entry(request: Request, key: int) -> Entry:
    """One entry and its place in the chain."""
    return record.entry_for(request.actor, key)


@router.get("/audit/{key}/proof", response=dict[str, Any], operation_id="audit.proof")
def proof(request: Request, key: int) -> HttpResponse:
    """The proof that an entry stands in the chain, as `liren audit proof` checks it."""
    return HttpResponse(record.proof_for(request.actor, key), content_type="application/json")
