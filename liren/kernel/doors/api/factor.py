"""One's own second factor, for programs."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.doors import actions, second
from liren.kernel.doors.passwords import check_password

router = Router(tags=["accounts"])

Code = Annotated[str, Field(min_length=6, max_length=20, description="of the app, or recovery")]


class FactorIn(Schema):
    """A secret of one's own making, the code that it shows now, and the password."""

    secret: Annotated[str, Field(pattern="^[A-Z2-7]{32,64}$", description="base32")]
    code: Code
    password: Annotated[str, Field(max_length=200)]
    old_code: Annotated[str, Field(max_length=20, description="to replace one that is set")] = ""


class CodeIn(Schema):
    """A code that proves who asks."""

    code: Code


class CodesOut(Schema):
    """The ten recovery codes, which are in no later answer."""

    recovery_codes: list[str]


class FactorOut(Schema):
    """Whether log-in asks for a second factor, and how many recovery codes are left."""

    is_set: bool
    left: int


@router.post("/me/second_factor", response=CodesOut, operation_id="access.set_second_factor")
def set_second_factor(request: Request, given: FactorIn) -> dict[str, object]:
    """Bind an authenticator; every other session ends."""
    check_password(request, request.user, given.password)
    if given.old_code:
        actions.spend(request.user, given.old_code)
    user = actions.set_second_factor(
        acting(request),
        request.user,
        secret=given.secret,
        code=given.code,
        here=str(request.session.session_key),
        replaces=bool(given.old_code),
    )
    return {"recovery_codes": actions.recovery_codes(user)}


@router.post(
    "/me/second_factor/drop", response=FactorOut, operation_id="access.drop_second_factor"
)
def drop_second_factor(request: Request, given: CodeIn) -> dict[str, object]:
    """Do without a second factor, where no role asks for one."""
    actions.spend(request.user, given.code)
    user = actions.drop_second_factor(acting(request), request.user)
    return {"is_set": user.second_factor, "left": second.left(user)}


@router.post("/me/recovery_codes", response=CodesOut, operation_id="access.renew_recovery_codes")
def renew_recovery_codes(request: Request, given: CodeIn) -> dict[str, object]:
    """Ten new recovery codes."""
    actions.spend(request.user, given.code)
    user = actions.renew_recovery_codes(acting(request), request.user)
    return {"recovery_codes": actions.recovery_codes(user)}
