"""Policy documents for programs."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.actions import documents as actions
from liren.apps.duties.models import Document
from liren.apps.duties.queries import documents as queries
from liren.apps.duties.queries.documents import DocumentsSought
from liren.apps.duties.rules.documents import MOST_ARTICLES
from liren.apps.places.queries import area_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import RowOut

router = Router(tags=["duties"])
Kind = Annotated[str, Field(max_length=10)]


class PolicyArticle(RowOut):
    """An article of a document."""

    label: Annotated[str, Field(min_length=1, max_length=40)]
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class PolicyDocumentOut(RowOut):
    """A policy document."""

    id: UUID = Field(validation_alias="uid")
    number: str
    title: str
    kind: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    source: str
    invented: bool
    verify: bool
    supersedes: UUID | None = Field(None, validation_alias=AliasPath("supersedes", "uid"))


class PolicyDocumentWhole(PolicyDocumentOut):
    """A policy document with its text and articles."""

    text: str
    articles: list[PolicyArticle]


class PolicyDocumentPage(Schema):
    """One page of documents."""

    items: list[PolicyDocumentOut]
    total: int


class DocumentsAsked(Schema):
    """Filters by field name; `state` is now or over."""

    q: Annotated[str, Field(max_length=60)] = ""
    kind: Kind = ""
    state: Annotated[str, Field(max_length=4)] = ""
    page: Annotated[int, Field(1, ge=1, le=1000)] = 1
    limit: Annotated[int, Field(50, ge=1, le=200)] = 50


class PolicyDocumentIn(Schema):
    """What is registered of a document; `supersedes` is the id of the one it replaces."""

    title: Annotated[str, Field(max_length=200)]
    number: Annotated[str, Field(max_length=60)] = ""
    kind: Kind
    issuer: Annotated[str, Field(max_length=120)]
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    supersedes: UUID | None = None
    text: Annotated[str, Field(max_length=20000)] = ""
    articles: Annotated[list[PolicyArticle], Field(max_length=MOST_ARTICLES)] = []
    source: Annotated[str, Field(max_length=300)] = ""


class PolicyDocumentNew(PolicyDocumentIn):
    """The same with the code of the area for which it holds."""

    area: Annotated[str, Field(max_length=20)]


def told(row: Document) -> dict[str, Any]:
    """A document with its articles."""
    names = (
        *("uid", "number", "title", "kind", "issuer", "issued_on", "valid_from", "valid_to"),
        *("source", "invented", "verify", "supersedes", "text"),
    )
    return {name: getattr(row, name) for name in names} | {"articles": list(row.articles.all())}


def facts(given: PolicyDocumentIn) -> dict[str, Any]:
    """What was given, as the action takes it."""
    found = given.model_dump(exclude={"area", "articles", "supersedes"})
    above = queries.document_of(given.supersedes) if given.supersedes else None
    articles = [(one.label, one.text) for one in given.articles]
    return {**found, "supersedes": above, "articles": articles}


@router.get(
    "/documents", response=PolicyDocumentPage, operation_id="duties.documents", by_alias=False
)
def documents(request: Request, asked: Query[DocumentsAsked]) -> dict[str, Any]:
    """List policy documents, the newest first."""
    rows = queries.documents_sought(DocumentsSought(asked.q, asked.kind, asked.state))
    start = (asked.page - 1) * asked.limit
    return {"items": list(rows[start : start + asked.limit]), "total": rows.count()}


@router.post(
    "/documents",
    response={201: PolicyDocumentWhole},
    operation_id="duties.add_document",
    by_alias=False,
)
def add_document(request: Request, given: PolicyDocumentNew) -> Status[dict[str, Any]]:
    """Register a policy document of an area."""
    area = area_for(request.actor, given.area)
    return Status(201, told(actions.add_document(acting(request), area, **facts(given))))


@router.get(
    "/documents/{uid}",
    response=PolicyDocumentWhole,
    operation_id="duties.document",
    by_alias=False,
)
def document(request: Request, uid: UUID) -> dict[str, Any]:
    """See one document with its articles."""
    return told(queries.document_of(uid))


@router.post(
    "/documents/{uid}/change",
    response=PolicyDocumentWhole,
    operation_id="duties.change_document",
    by_alias=False,
)
def change_document(request: Request, uid: UUID, given: PolicyDocumentIn) -> dict[str, Any]:
    """Correct what is registered of a document."""
    row = queries.document_of(uid)
    return told(actions.change_document(acting(request), row, **facts(given)))
