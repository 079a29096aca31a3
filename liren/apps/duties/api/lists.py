"""Lists, their versions and entries for programs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.actions import lists as actions
from liren.apps.duties.models import Entry, Version
from liren.apps.duties.queries import lists as queries
from liren.apps.duties.queries.documents import document_of
from liren.apps.duties.queries.lists import EntriesSought
from liren.apps.duties.rules.entries import Line, difference
from liren.apps.places.queries import area_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import RowOut
from liren.kernel.base.clock import today

router = Router(tags=["duties"])
Short = Annotated[str, Field(max_length=30)]
Code = Annotated[str, Field(max_length=30, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")]


class DutyVersionOut(RowOut):
    """A version of a list; its entries hold from `valid_from` until the next one's day."""

    id: UUID = Field(validation_alias="uid")
    list: UUID = Field(validation_alias=AliasPath("list", "uid"))
    number: int
    state: str
    valid_from: date | None
    document: UUID | None = Field(None, validation_alias=AliasPath("document", "uid"))
    note: str
    published_at: datetime | None


class DutyListOut(Schema):
    """A list with its version of the day, and how much stands on it."""

    id: UUID
    code: str
    kind: str
    name: str
    issuer: str
    area: str | None
    invented: bool
    version: DutyVersionOut | None
    classes: int
    sub_classes: int
    entries: int


class DutyEntryOut(Schema):
    """An entry of a version."""

    code: str
    name: str
    headings: list[str]
    duty_class: str
    asked_as: str
    document: str
    article: str
    responsible: str
    doer: str
    clock: str
    inputs: str
    output: str
    unit: str
    money: str
    case_kinds: str
    valid_from: str
    valid_to: str
    note: str
    invented: bool


class DutyEntryPage(Schema):
    """Entries of a version."""

    version: DutyVersionOut
    items: list[DutyEntryOut]
    total: int


class DutyListsAsked(Schema):
    """For which day, and of which kind."""

    on: date | None = None
    kind: Annotated[str, Field(max_length=12)] = ""


class DutyEntriesAsked(Schema):
    """Filters by field name."""

    q: Annotated[str, Field(max_length=60)] = ""
    duty: Annotated[str, Field(max_length=8)] = ""
    doer: Annotated[str, Field(max_length=10)] = ""
    asked: Annotated[str, Field(max_length=12)] = ""
    heading: Short = ""
    page: Annotated[int, Field(1, ge=1, le=1000)] = 1
    limit: Annotated[int, Field(100, ge=1, le=500)] = 100


class DutyListIn(Schema):
    """A new list."""

    area: Annotated[str, Field(max_length=20)]
    kind: Annotated[str, Field(max_length=12)]
    zh: Annotated[str, Field(max_length=80)]
    en: Annotated[str, Field(max_length=160)] = ""
    issuer: Annotated[str, Field(max_length=120)]


class PublishListIn(Schema):
    """From when a version holds, and on which document."""

    valid_from: date
    document: UUID | None = None
    note: Annotated[str, Field(max_length=300)] = ""


class CompareAsked(Schema):
    """The numbers of two versions of the list."""

    a: Annotated[int, Field(ge=1, le=9999)]
    b: Annotated[int, Field(ge=1, le=9999)]


class DutyChangeOut(Schema):
    """One field of an entry that differs."""

    code: str
    field: str
    before: str
    after: str


class DutyDifferenceOut(Schema):
    """What came, what changed, what went."""

    new: list[str]
    changed: list[DutyChangeOut]
    gone: list[str]
    same: int


def shelf(one: queries.Shelf) -> dict[str, Any]:
    """A list as a program reads it."""
    row = one.list
    return {
        "id": row.uid, "code": row.code, "kind": row.kind, "name": str(row),
        "issuer": row.issuer, "area": row.area.code if row.area else None,
        "invented": row.invented, "version": one.version, "classes": one.counts.classes,
        "sub_classes": one.counts.inner, "entries": one.counts.entries,
    }  # fmt: skip


def entry_out(entry: Entry) -> dict[str, Any]:
    """An entry as a program reads it."""
    line: Line = queries.line_of(entry)
    return {
        **line.facts, "code": line.code, "name": str(entry), "headings": list(line.headings),
        "invented": entry.invented,
    }  # fmt: skip


@router.get("/lists", response=list[DutyListOut], operation_id="duties.lists", by_alias=False)
def lists(request: Request, asked: Query[DutyListsAsked]) -> list[dict[str, Any]]:
    """List all lists with their version of a day."""
    found = queries.shelves(request.actor, asked.on or today(), asked.kind)
    return [shelf(one) for one in found]


@router.post(
    "/lists", response={201: DutyVersionOut}, operation_id="duties.add_list", by_alias=False
)
def add_list(request: Request, given: DutyListIn) -> Status[Version]:
    """Set up a list; its first version, a draft, is answered."""
    area = area_for(request.actor, given.area)
    row = actions.add_list(acting(request), area, **given.model_dump(exclude={"area"}))
    return Status(201, row.versions.select_related("list", "document").order_by("number")[0])


@router.get(
    "/lists/{uid}", response=list[DutyVersionOut], operation_id="duties.list", by_alias=False
)
def versions(request: Request, uid: UUID) -> list[Version]:
    """List the versions of a list, the newest first."""
    return queries.versions_of(request.actor, queries.list_of(uid))


@router.get("/lists/{uid}/compare", response=DutyDifferenceOut, operation_id="duties.compare")
def compare(request: Request, uid: UUID, asked: Query[CompareAsked]) -> dict[str, Any]:
    """See how two versions of a list differ."""
    rows = queries.versions_of(request.actor, queries.list_of(uid))
    a, b = (next((one for one in rows if one.number == n), None) for n in (asked.a, asked.b))
    if a is None or b is None:
        raise Version.DoesNotExist
    told = difference(queries.lines_of(a), queries.lines_of(b))
    changed = [
        {"code": one.after.code, "field": str(label), "before": before, "after": after}
        for one in told.changed
        for label, before, after in one.fields
    ]
    new, gone = [one.code for one in told.new], [one.code for one in told.gone]
    return {"new": new, "changed": changed, "gone": gone, "same": told.same}


@router.post(
    "/lists/{uid}/draft",
    response={201: DutyVersionOut},
    operation_id="duties.draft_version",
    by_alias=False,
)
def draft_version(request: Request, uid: UUID) -> Status[Version]:
    """Begin a new version with all that stands on the last one."""
    return Status(201, actions.draft_version(acting(request), queries.list_of(uid)))


@router.get(
    "/versions/{uid}", response=DutyEntryPage, operation_id="duties.version", by_alias=False
)
def version(request: Request, uid: UUID, asked: Query[DutyEntriesAsked]) -> dict[str, Any]:
    """See a version with its entries."""
    found = queries.version_of(request.actor, uid)
    sought = EntriesSought(
        q=asked.q, duty=asked.duty, doer=asked.doer, asked=asked.asked, heading=asked.heading
    )
    rows = queries.entries_sought(found, sought)
    start = (asked.page - 1) * asked.limit
    items = [entry_out(one) for one in rows[start : start + asked.limit]]
    return {"version": found, "items": items, "total": rows.count()}


@router.post(
    "/versions/{uid}/publish",
    response=DutyVersionOut,
    operation_id="duties.publish",
    by_alias=False,
)
def publish(request: Request, uid: UUID, given: PublishListIn) -> Version:
    """Release a draft from a day on."""
    found = queries.version_of(request.actor, uid)
    document = document_of(given.document) if given.document else None
    facts = {"valid_from": given.valid_from, "note": given.note}
    return actions.publish(acting(request), found, document=document, **facts)  # type: ignore[arg-type]


@router.post(
    "/versions/{uid}/drop",
    response=DutyVersionOut,
    operation_id="duties.drop_version",
    by_alias=False,
)
def drop_version(request: Request, uid: UUID) -> Version:
    """Give a draft up."""
    return actions.drop_version(acting(request), queries.version_of(request.actor, uid))
