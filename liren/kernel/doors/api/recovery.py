"""Ways back in and one's e-mail address, for programs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from liren.kernel.access.models import User
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.doors import actions, queries
from liren.kernel.doors.models import Recovery
from liren.kernel.doors.passwords import check_password

router = Router(tags=["accounts"])


class RecoveryOut(Schema):
    """A way back in, without its link."""

    uid: UUID
    username: str
    reason: str
    factor: bool
    state: str
    opened_by: str
    opened_at: datetime
    agreed_by: str | None
    until: datetime

    @staticmethod
    def resolve_username(row: Any) -> str:
        """Of whom."""
        return str(row.user.username)

    @staticmethod
    def resolve_opened_by(row: Any) -> str:
        """Who opened it."""
        return str(row.opened_by.username)

    @staticmethod
    def resolve_agreed_by(row: Any) -> str | None:
        """The second administrator, where it takes two."""
        return row.agreed_by.username if row.agreed_by else None


class RecoveryLinkOut(RecoveryOut):
    """A way back in with the path of its link, told here and nowhere else; empty while waiting."""

    link: str


class RecoveryIn(Schema):
    """For whom, why, and whether the second factor goes too."""

    username: Annotated[str, Field(min_length=1, max_length=150)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    factor: bool = False


class EmailIn(Schema):
    """An address with the password; the second call brings the code that went there."""

    email: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s.]+\.[^@\s]+)?$", max_length=200)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=20)] = ""


class EmailOut(Schema):
    """The address that is kept, and whether a code is on its way."""

    email: str
    sent: bool


@router.get("/recoveries", response=list[RecoveryOut], operation_id="access.view_recoveries")
def recoveries(request: Request) -> Any:
    """The ways back in that were opened lately."""
    queries.require(request.actor, "access.view_recoveries")
    return queries.recoveries(request.actor)


@router.post("/recoveries", response={201: RecoveryLinkOut}, operation_id="access.open_recovery")
def open_recovery(request: Request, given: RecoveryIn) -> Any:
    """Open a way back in; for an administrator another one has to agree."""
    queries.require(request.actor, "access.open_recovery")
    user = User.objects.get(username=given.username, is_system=False)
    secret, digest = actions.new_link()
    actions.open_recovery(
        acting(request), user, reason=given.reason, factor=given.factor, digest=digest
    )
    return Status(201, _with_link(queries.recovery_of(user), secret))


@router.post(
    "/recoveries/{uid}/agree", response=RecoveryLinkOut, operation_id="access.agree_recovery"
)
def agree_recovery(request: Request, uid: UUID) -> Any:
    """Agree as the second administrator; the answer has the link."""
    row = queries.recovery_for(request.actor, uid)
    secret, digest = actions.new_link()
    done = actions.agree_recovery(acting(request), row, person=row.user, digest=digest)
    return _with_link(done, secret)


@router.post(
    "/recoveries/{uid}/withdraw", response=RecoveryOut, operation_id="access.withdraw_recovery"
)
def withdraw_recovery(request: Request, uid: UUID) -> Recovery:
    """Close a way back in that nobody used."""
    row = queries.recovery_for(request.actor, uid)
    return actions.withdraw_recovery(acting(request), row, person=row.user)


@router.post("/me/email", response=EmailOut, operation_id="access.set_email")
def set_email(request: Request, given: EmailIn) -> dict[str, object]:
    """Without a code one is sent to the address; with it the address is kept."""
    check_password(request, request.user, given.password)
    if given.email and not given.code:
        actions.send_email_code(request.user, given.email)
        return {"email": str(request.user.email), "sent": True}
    if given.email:
        actions.check_email_code(request.user, given.email, given.code)
    user = actions.set_email(acting(request), request.user, email=given.email)
    return {"email": str(user.email), "sent": False}


def _with_link(row: Recovery, secret: str) -> Recovery:
    row.link = reverse("doors.recover_link", args=[secret]) if row.digest else ""  # type: ignore[attr-defined]
    return row
