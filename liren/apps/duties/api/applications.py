"""Applications for admission for programs: each step of their way."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.api.application_shapes import (
    AdmissionReasonIn,
    ApplicationChangeIn,
    ApplicationDetail,
    ApplicationIn,
    ApplicationOut,
    ApplicationPage,
    ApplicationsAsked,
    ApproveIn,
    CoverOut,
    HearingOut,
    ReviewIn,
    SeatOut,
    SubmitIn,
    WithdrawApplicationIn,
)
from liren.apps.duties.models import Application, Document
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries.applications import ApplicationsSought
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])


def row_of(request: Request, uid: UUID) -> Application:
    """The application, if this actor may see it."""
    return queries.application_for(request.actor, uid)


def detail(row: Application) -> dict[str, Any]:
    """An application with all that belongs to it."""
    facts = ApplicationOut.model_validate(row).model_dump()
    return {
        **facts,
        "hearings": [HearingOut.model_validate(one) for one in queries.hearings_of(row)],
        "seats": [SeatOut.model_validate(one) for one in queries.seats_of(row)],
        "covers": [CoverOut.model_validate(one) for one in queries.covers_of(row)],
    }


def with_document(facts: dict[str, Any]) -> dict[str, Any]:
    """The document by its id; an unknown one is refused."""
    if facts.get("document") is not None:
        facts["document"] = Document.objects.filter(uid=facts["document"]).first()
        if facts["document"] is None:
            raise Refused("duties.no-document", _("没有这份文件，请从文件库里选。"))
    return facts


@router.get(
    "/applications", response=ApplicationPage, operation_id="duties.applications", by_alias=False
)
def applications_(request: Request, asked: Query[ApplicationsAsked]) -> Any:
    """What departments apply for, the newest first."""
    require(request.actor, queries.READ)
    flags = {name: "yes" if getattr(asked, name) else "" for name in ("late", "ends")}
    sought = ApplicationsSought(asked.tab, asked.q, asked.kind or "", asked.body, **flags)
    found = queries.page_of_applications(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/applications/{uid}",
    response=ApplicationDetail,
    operation_id="duties.application",
    by_alias=False,
)
def application(request: Request, uid: UUID) -> Any:
    """One application with its voices, votes and money."""
    return detail(row_of(request, uid))


@router.post(
    "/applications",
    response={201: ApplicationDetail},
    operation_id="duties.draft",
    by_alias=False,
)
def draft(request: Request, given: ApplicationIn) -> Any:
    """Draft what a department wants of communities."""
    facts = with_document(given.model_dump())
    body = body_of(request.actor, facts.pop("body"))
    return Status(201, detail(applications.draft(acting(request), body, **facts)))


def body_of(actor: Actor, code: str) -> Body:
    """The body in whose name is applied; not found where the actor acts for no such body."""
    return Body.objects.filter(pk__in=actor.bodies("duties.draft")).get(code=code)


@router.post(
    "/applications/{uid}/change_draft",
    response=ApplicationDetail,
    operation_id="duties.change_draft",
    by_alias=False,
)
def change_draft(request: Request, uid: UUID, given: ApplicationChangeIn) -> Any:
    """Change a draft."""
    facts = with_document(given.model_dump(exclude_unset=True))
    facts = {name: one for name, one in facts.items() if one is not None or name == "document"}
    return detail(applications.change_draft(acting(request), row_of(request, uid), **facts))


@router.post(
    "/applications/{uid}/submit",
    response=ApplicationDetail,
    operation_id="duties.submit",
    by_alias=False,
)
def submit(request: Request, uid: UUID, given: SubmitIn) -> Any:
    """Send it in."""
    row = row_of(request, uid)
    return detail(applications.submit(acting(request), row, **given.model_dump()))


@router.post(
    "/applications/{uid}/send_back",
    response=ApplicationDetail,
    operation_id="duties.send_back",
    by_alias=False,
)
def send_back(request: Request, uid: UUID, given: AdmissionReasonIn) -> Any:
    """Give the papers back to be mended."""
    row = row_of(request, uid)
    return detail(applications.send_back(acting(request), row, reason=given.reason))


@router.post(
    "/applications/{uid}/withdraw",
    response=ApplicationDetail,
    operation_id="duties.withdraw",
    by_alias=False,
)
def withdraw(request: Request, uid: UUID, given: WithdrawApplicationIn) -> Any:
    """Take it back."""
    row = row_of(request, uid)
    return detail(applications.withdraw(acting(request), row, reason=given.reason))


@router.post(
    "/applications/{uid}/open_hearing",
    response=ApplicationDetail,
    operation_id="duties.open_hearing",
    by_alias=False,
)
def open_hearing(request: Request, uid: UUID) -> Any:
    """Ask the wanted communities and their subdistricts."""
    return detail(hearings.open_hearing(acting(request), row_of(request, uid)))


@router.post(
    "/applications/{uid}/open_review",
    response=ApplicationDetail,
    operation_id="duties.open_review",
    by_alias=False,
)
def open_review(request: Request, uid: UUID, given: ReviewIn) -> Any:
    """Name the bodies of the joint review."""
    row = row_of(request, uid)
    bodies = list(Body.objects.filter(code__in=given.bodies))
    if missing := set(given.bodies) - {one.code for one in bodies}:
        sentence = _("没有代码为 %(code)s 的单位，请从列表里选。")
        raise Refused("duties.no-seat", sentence % {"code": min(missing)})
    return detail(reviews.open_review(acting(request), row, bodies=bodies))


@router.post(
    "/applications/{uid}/approve",
    response=ApplicationDetail,
    operation_id="duties.approve",
    by_alias=False,
)
def approve(request: Request, uid: UUID, given: ApproveIn) -> Any:
    """Admit it on conditions."""
    facts = {name: one for name, one in given.model_dump().items() if one is not None}
    return detail(reviews.approve(acting(request), row_of(request, uid), **facts))


@router.post(
    "/applications/{uid}/refuse_admission",
    response=ApplicationDetail,
    operation_id="duties.refuse_admission",
    by_alias=False,
)
def refuse_admission(request: Request, uid: UUID, given: AdmissionReasonIn) -> Any:
    """Do not admit it."""
    row = row_of(request, uid)
    return detail(reviews.refuse_admission(acting(request), row, reason=given.reason))


@router.post(
    "/applications/{uid}/activate",
    response=ApplicationDetail,
    operation_id="duties.activate",
    by_alias=False,
)
def activate(request: Request, uid: UUID) -> Any:
    """Let it begin: it may be handed over."""
    return detail(covers.activate(acting(request), row_of(request, uid)))


@router.post(
    "/applications/{uid}/suspend",
    response=ApplicationDetail,
    operation_id="duties.suspend",
    by_alias=False,
)
def suspend(request: Request, uid: UUID, given: AdmissionReasonIn) -> Any:
    """Stop it for a while."""
    row = row_of(request, uid)
    return detail(covers.suspend(acting(request), row, reason=given.reason))


@router.post(
    "/applications/{uid}/resume",
    response=ApplicationDetail,
    operation_id="duties.resume",
    by_alias=False,
)
def resume(request: Request, uid: UUID) -> Any:
    """Let it go on."""
    return detail(covers.resume(acting(request), row_of(request, uid)))


@router.post(
    "/applications/{uid}/exit",
    response=ApplicationDetail,
    operation_id="duties.exit",
    by_alias=False,
)
def leave(request: Request, uid: UUID, given: AdmissionReasonIn) -> Any:
    """End it."""
    row = row_of(request, uid)
    return detail(covers.leave(acting(request), row, reason=given.reason))
