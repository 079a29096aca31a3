"""The rights of persons for programs: the own record, requests, consents."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.views.decorators.debug import sensitive_variables
from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.people.actions import claims as claiming
from liren.apps.people.actions import consents as consenting
from liren.apps.people.actions import own as owning
from liren.apps.people.models import Claim, Consent, Person, Proposal, Purpose
from liren.apps.people.queries import claims as queries
from liren.apps.people.queries.own import (
    consent_for,
    copy_of,
    kept_rules,
    own_person_for,
    purposes_with_tags,
)
from liren.apps.people.rules.persons import LONGEST_NAME
from liren.apps.people.rules.rights import LONGEST_SAID, ClaimKind, ConsentHow
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors import limits

router = Router(tags=["people"])
Said = Annotated[str, Field(max_length=LONGEST_SAID)]
Short = Annotated[str, Field(max_length=200)]


class LinkSelfIn(Schema):
    """What somebody knows of his own record."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    id_number: Annotated[str, Field(max_length=40)]


class LinkPersonIn(Schema):
    """The telephone with which the person signs in."""

    phone: Annotated[str, Field(max_length=20)]


class RightsReasonIn(Schema):
    """Why."""

    reason: Short


class CorrectIn(Schema):
    """Which fact is otherwise, and how it is."""

    field: Annotated[str, Field(max_length=20)]
    value: Short
    why: Short = ""


class ClaimIn(Schema):
    """What is asked."""

    kind: ClaimKind
    text: Said = ""


class ClaimAnswerIn(Schema):
    """What the person is told."""

    answer: Said


class ConsentIn(Schema):
    """To what somebody agrees, and how."""

    purpose: Annotated[str, Field(max_length=30)]
    how: ConsentHow = ConsentHow.ONLINE


class LinkedOut(RowOut):
    """A record, and whether an account is joined to it."""

    id: UUID = Field(validation_alias="uid")
    linked: bool

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        """A record as programs see it."""
        return {"uid": person.uid, "linked": person.user_id is not None}


class ProposalMadeOut(RowOut):
    """A correction that waits."""

    id: UUID = Field(validation_alias="uid")
    field: str
    state: str
    due_on: date | None


class ClaimOut(RowOut):
    """A request and its answer."""

    id: UUID = Field(validation_alias="uid")
    person: UUID = Field(validation_alias=AliasPath("person", "uid"))
    kind: str
    text: Masked
    at: datetime
    due_on: date
    state: str
    answer: Masked


class ClaimPage(RowOut):
    """One page of requests; `next` is the cursor of the following page."""

    items: list[ClaimOut]
    next: str


class ConsentOut(RowOut):
    """A consent."""

    id: UUID = Field(validation_alias="uid")
    purpose: str = Field(validation_alias=AliasPath("purpose", "code"))
    given_on: date
    how: str
    withdrawn_on: date | None


class OwnRecordOut(Schema):
    """Everything that is kept of oneself, numbers in clear."""

    facts: dict[str, str]
    stays: list[dict[str, Any]]
    tags: list[dict[str, Any]]
    events: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    looks: list[dict[str, Any]]


class PurposeRuleOut(Schema):
    """A purpose with its ground."""

    code: str
    name: str
    ground: str
    source: str
    keep_days: int | None
    searching: bool
    tags: list[str]
    verify: bool


class KeptRuleOut(Schema):
    """How long one kind of facts is kept."""

    kind: str
    days: int
    source: str


class RulesOut(Schema):
    """For what facts of people are used, and how long they are kept."""

    purposes: list[PurposeRuleOut]
    kept: list[KeptRuleOut]


class ClaimsAsked(Paging):
    """Filters by field name."""

    tab: str = "open"
    kind: str = ""


@router.get("/rules", response=RulesOut, operation_id="people.rules")
def rules(request: Request) -> dict[str, Any]:
    """For what facts of people are used, on which ground, how long they are kept."""
    found = [
        {
            **{name: getattr(one, name) for name in PurposeRuleOut.model_fields if name != "name"},
            "name": str(one),
        }
        for one, _kinds in purposes_with_tags()
    ]
    kept = [{"kind": one.kind, "days": one.days, "source": one.source} for one in kept_rules()]
    return {"purposes": found, "kept": kept}


@router.get("/me", response=LinkedOut, operation_id="people.own", by_alias=False)
def own(request: Request) -> dict[str, Any]:
    """Find the own record, once it is linked."""
    return LinkedOut.of(own_person_for(request.actor, "people.own"))


@router.post("/me/link", response=LinkedOut, operation_id="people.link_self", by_alias=False)
@sensitive_variables()
def link_self(request: Request, given: LinkSelfIn) -> dict[str, Any]:
    """Find the own record by name, number and the telephone of the account."""
    limits.count("link_self", request.actor.user.pk)
    user = request.actor.user
    return LinkedOut.of(owning.link_self(acting(request), user, **given.model_dump()))


@router.post("/me/copy", response=OwnRecordOut, operation_id="people.copy")
@sensitive_variables()
def copy(request: Request) -> dict[str, Any]:
    """Take everything along that is kept of oneself; that it was taken goes on record."""
    person = own_person_for(request.actor, "people.copy")
    owning.copy(acting(request), person, form="json")
    return copy_of(person)


@router.post(
    "/me/corrections",
    response={201: ProposalMadeOut},
    operation_id="people.correct",
    by_alias=False,
)
def correct(request: Request, given: CorrectIn) -> Status[Proposal]:
    """Say that a fact is otherwise."""
    person = own_person_for(request.actor, "people.correct")
    return Status(201, owning.correct(acting(request), person, **given.model_dump()))


@router.get("/claims", response=ClaimPage, operation_id="people.claims", by_alias=False)
def claims(request: Request, asked: Query[ClaimsAsked]) -> dict[str, Any]:
    """List what persons of one's areas ask about their own records."""
    wanted = queries.Wanted(asked.tab, asked.kind)
    found = queries.claims_for(request.actor, wanted, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/claims/{uid}", response=ClaimOut, operation_id="people.claim_page", by_alias=False)
def claim_page(request: Request, uid: UUID) -> Claim:
    """See one request."""
    return queries.claim_for(request.actor, uid)


@router.post(
    "/claims/{uid}/grant", response=ClaimOut, operation_id="people.grant_claim", by_alias=False
)
def grant_claim(request: Request, uid: UUID, given: ClaimAnswerIn) -> Claim:
    """Do what was asked, and say so."""
    claim = queries.claim_for(request.actor, uid)
    return claiming.grant_claim(acting(request), claim, answer=given.answer)


@router.post(
    "/claims/{uid}/refuse", response=ClaimOut, operation_id="people.refuse_claim", by_alias=False
)
def refuse_claim(request: Request, uid: UUID, given: ClaimAnswerIn) -> Claim:
    """Say why it is not done."""
    claim = queries.claim_for(request.actor, uid)
    return claiming.refuse_claim(acting(request), claim, answer=given.answer)


@router.post(
    "/consents/{uid}/withdraw",
    response=ConsentOut,
    operation_id="people.withdraw_consent",
    by_alias=False,
)
def withdraw_consent(request: Request, uid: UUID) -> Consent:
    """Take a consent back; what stood on it ends."""
    consent = consent_for(request.actor, uid, "people.withdraw_consent")
    return consenting.withdraw_consent(acting(request), consent)


@router.post(
    "/{uid}/claims", response={201: ClaimOut}, operation_id="people.claim", by_alias=False
)
def claim(request: Request, uid: UUID, given: ClaimIn) -> Status[Claim]:
    """Ask about one's own record, or write down what is asked at the desk."""
    person = queries.person_with_rights(request.actor, uid, "people.claim")
    return Status(201, claiming.claim(acting(request), person, **given.model_dump()))


@router.post(
    "/{uid}/consents", response={201: ConsentOut}, operation_id="people.give_consent",
    by_alias=False,
)  # fmt: skip
def give_consent(request: Request, uid: UUID, given: ConsentIn) -> Status[Consent]:
    """Agree to a purpose, or write down that somebody agreed at the desk."""
    person = queries.person_with_rights(request.actor, uid, "people.give_consent")
    purpose = Purpose.objects.get(code=given.purpose)
    return Status(
        201, consenting.give_consent(acting(request), person, purpose=purpose, how=given.how)
    )


@router.post("/{uid}/link", response=LinkedOut, operation_id="people.link_person", by_alias=False)
@sensitive_variables()
def link_person(request: Request, uid: UUID, given: LinkPersonIn) -> dict[str, Any]:
    """Join a record and the account of the person who stands at the desk."""
    person = queries.person_with_rights(request.actor, uid)
    return LinkedOut.of(owning.link_person(acting(request), person, phone=given.phone))


@router.post(
    "/{uid}/unlink", response=LinkedOut, operation_id="people.unlink_person", by_alias=False
)
def unlink_person(request: Request, uid: UUID, given: RightsReasonIn) -> dict[str, Any]:
    """Part a record and an account."""
    person = queries.person_with_rights(request.actor, uid)
    return LinkedOut.of(owning.unlink_person(acting(request), person, reason=given.reason))
