"""Entries of lists for programs: read, written on drafts, found in all lists in force."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.apps.duties.actions import entries as writing
from liren.apps.duties.api.lists import Code, DutyEntryOut, DutyVersionOut, Short, entry_out
from liren.apps.duties.models import Version
from liren.apps.duties.queries import lists as queries
from liren.apps.duties.rules.entry_sheet import MOST_ROWS
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting

router = Router(tags=["duties"])


class DutySearchAsked(Schema):
    """Words, and in which kind of lists."""

    q: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Annotated[str, Field(max_length=12)] = ""


class DutyFoundOut(Schema):
    """An entry that was found, and on which version it stands."""

    version: UUID
    list: str
    code: str
    name: str
    duty_class: str
    responsible: str


class CertificateOut(Schema):
    """A certificate that no community issues, and where one goes instead."""

    code: str
    name: str
    office: str
    how: str


class EntryFacts(Schema):
    """What an entry says, in the words of the sheet; document by number or title."""

    heading0: Annotated[str, Field(max_length=80)] = ""
    heading1: Annotated[str, Field(max_length=80)] = ""
    zh: Annotated[str, Field(max_length=120)]
    en: Annotated[str, Field(max_length=240)] = ""
    duty_class: Short = ""
    asked_as: Short = ""
    document: Annotated[str, Field(max_length=200)] = ""
    article: Annotated[str, Field(max_length=40)] = ""
    responsible: Annotated[str, Field(max_length=80)] = ""
    doer: Short = ""
    clock: Short = ""
    inputs: Annotated[str, Field(max_length=500)] = ""
    output: Annotated[str, Field(max_length=200)] = ""
    unit: Annotated[str, Field(max_length=20)] = ""
    money: Annotated[str, Field(max_length=120)] = ""
    case_kinds: Annotated[str, Field(max_length=400)] = ""
    valid_from: Short = ""
    valid_to: Short = ""
    note: Annotated[str, Field(max_length=1000)] = ""


class DutyEntryIn(EntryFacts):
    """The same under its code."""

    code: Code


class DutyEntriesIn(Schema):
    """All entries of a draft, in the place of those that stand on it."""

    lines: Annotated[list[DutyEntryIn], Field(max_length=MOST_ROWS)]


class DroppedEntryIn(Schema):
    """Which entry."""

    code: Code


@router.get(
    "/versions/{uid}/entries/{code}",
    response=DutyEntryOut,
    operation_id="duties.entry",
    by_alias=False,
)
def entry(request: Request, uid: UUID, code: str) -> dict[str, Any]:
    """See one entry of a version."""
    return entry_out(queries.entry_of(queries.version_of(request.actor, uid), code))


@router.post(
    "/versions/{uid}/entries",
    response={201: DutyEntryOut},
    operation_id="duties.add_entry",
    by_alias=False,
)
def add_entry(request: Request, uid: UUID, given: DutyEntryIn) -> Status[dict[str, Any]]:
    """Put an entry on a draft."""
    found = queries.version_of(request.actor, uid)
    done = writing.add_entry(acting(request), found, cells=given.model_dump())
    return Status(201, entry_out(queries.entry_of(done, given.code)))


@router.post(
    "/versions/{uid}/entries/{code}/change",
    response=DutyEntryOut,
    operation_id="duties.change_entry",
    by_alias=False,
)
def change_entry(request: Request, uid: UUID, code: str, given: EntryFacts) -> dict[str, Any]:
    """Say an entry of a draft anew."""
    found = queries.version_of(request.actor, uid)
    done = writing.change_entry(acting(request), found, code=code[:30], cells=given.model_dump())
    return entry_out(queries.entry_of(done, code))


@router.post(
    "/versions/{uid}/drop_entry",
    response=DutyVersionOut,
    operation_id="duties.drop_entry",
    by_alias=False,
)
def drop_entry(request: Request, uid: UUID, given: DroppedEntryIn) -> Version:
    """Take an entry off a draft."""
    found = queries.version_of(request.actor, uid)
    return writing.drop_entry(acting(request), found, code=given.code)


@router.post(
    "/versions/{uid}/import",
    response=DutyVersionOut,
    operation_id="duties.import_entries",
    by_alias=False,
)
def import_entries(request: Request, uid: UUID, given: DutyEntriesIn) -> Version:
    """Put entries in the place of all that stand on a draft."""
    found = queries.version_of(request.actor, uid)
    lines = [one.model_dump() for one in given.lines]
    return writing.import_entries(acting(request), found, lines=lines)


@router.get("/search", response=list[DutyFoundOut], operation_id="duties.search")
def search(request: Request, asked: Query[DutySearchAsked]) -> list[dict[str, Any]]:
    """Find entries of all lists in force by words; at most 100."""
    return [
        {
            "version": one.version.uid, "list": str(one.version.list), "code": one.code,
            "name": str(one), "duty_class": one.duty_class,
            "responsible": str(one.body or one.responsible),
        }
        for one in queries.search(asked.q, asked.kind)[:100]
    ]  # fmt: skip


@router.get("/certificates", response=list[CertificateOut], operation_id="duties.certificates")
def certificates(request: Request) -> list[dict[str, Any]]:
    """List the certificates that no community issues, and where one goes instead."""
    return [
        {
            "code": one.code, "name": str(one), "office": str(one.body or one.responsible),
            "how": one.output,
        }
        for one in queries.certificates()
    ]  # fmt: skip
