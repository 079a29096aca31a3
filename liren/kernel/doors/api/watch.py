"""Other people's accounts and the record, for programs."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.doors import actions, queries, rules
from liren.kernel.doors.api.shapes import GrantOut, ShortText

router = Router(tags=["accounts"])


class AccountOut(Schema):
    """A person as the security administrator sees them."""

    id: int
    username: str
    name: str
    is_active: bool
    dormant_at: datetime | None
    grants: list[GrantOut]
    last_login: datetime | None
    failures: int
    is_locked: bool
    sessions: int


class AccountsOut(Schema):
    """A page of accounts."""

    items: list[AccountOut]
    next: str


class AccountsAsked(Paging):
    """Which accounts: of officials, of residents, those locked, those closed by the clock."""

    tab: Annotated[str, Field("staff", pattern="^(staff|residents|locked|dormant)$")]
    q: ShortText = ""
    role: ShortText = ""


@router.get("/accounts", response=AccountsOut, operation_id="access.view_accounts")
def accounts(request: Request, asked: Query[AccountsAsked]) -> dict[str, object]:
    """Accounts with roles, last log-in and wrong passwords; new ones first."""
    queries.require(request.actor, "access.view_accounts")
    found = queries.accounts(request.actor, **asked.model_dump())
    shown = [_account(one) for one in queries.with_facts(found.rows)]
    return {"items": shown, "next": found.older}


@router.post("/accounts/{key}/unlock", response=AccountOut, operation_id="access.unlock")
def unlock(request: Request, key: int) -> dict[str, object]:
    """Let a person try a password before the lock has run out."""
    actor = acting(request)
    user = actions.unlock(actor, queries.account_for(actor, key))
    return _account(queries.with_facts([user])[0])


@router.post(
    "/accounts/{key}/end_sessions", response=AccountOut, operation_id="access.end_sessions"
)
def end_sessions(request: Request, key: int) -> dict[str, object]:
    """Sign a person out everywhere."""
    actor = acting(request)
    user = actions.end_sessions(actor, queries.account_for(actor, key))
    return _account(queries.with_facts([user])[0])


class NewAccount(Schema):
    """An official's account."""

    username: ShortText
    name: ShortText
    phone: Annotated[str, Field("", max_length=30)]


class FirstOut(AccountOut):
    """The account with its first password, which is told here and nowhere else."""

    first_password: str


class WhyIn(Schema):
    """The reason."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class UsernameIn(Schema):
    """A log-in name for somebody who was registered without one."""

    username: ShortText = ""


def _first(user: Any, secret: str) -> dict[str, object]:
    return {**_account(queries.with_facts([user])[0]), "first_password": secret}


@router.post("/accounts", response={201: FirstOut}, operation_id="access.create_account")
def create_account(request: Request, given: NewAccount) -> Any:
    """Open an official's account; its first password must be changed at the first log-in."""
    actor = acting(request)
    phone = rules.phone_number(given.phone) if given.phone else ""
    secret = actions.first_password(actor)
    username = given.username.lower()
    user = actions.create_account(
        actor, actor.user, username=username, name=given.name, password=secret, phone=phone
    )
    return Status(201, _first(user, secret))


@router.post("/accounts/{key}/deactivate", response=AccountOut, operation_id="access.deactivate")
def deactivate(request: Request, key: int, given: WhyIn) -> dict[str, object]:
    """Close an account; its devices and tokens end at once."""
    actor = acting(request)
    user = actions.deactivate(actor, queries.account_for(actor, key), reason=given.reason)
    return _account(queries.with_facts([user])[0])


@router.post("/accounts/{key}/reactivate", response=AccountOut, operation_id="access.reactivate")
def reactivate(request: Request, key: int, given: WhyIn) -> dict[str, object]:
    """Open a closed account again."""
    actor = acting(request)
    user = actions.reactivate(actor, queries.account_for(actor, key), reason=given.reason)
    return _account(queries.with_facts([user])[0])


@router.post(
    "/accounts/{key}/reset_password", response=FirstOut, operation_id="access.reset_password"
)
def reset_password(request: Request, key: int, given: UsernameIn) -> dict[str, object]:
    """Give a new first password."""
    actor = acting(request)
    secret = actions.first_password(actor)
    user = queries.account_for(actor, key)
    named = given.username.lower()
    return _first(actions.reset_password(actor, user, password=secret, username=named), secret)


def _account(one: queries.Account) -> dict[str, object]:
    own = ("id", "username", "name", "is_active", "dormant_at", "last_login")
    return {
        **{name: getattr(one.user, name) for name in own},
        "grants": [grant for grant in one.user.grants.all() if grant.holds()],
        "failures": one.failures.count,
        "is_locked": one.failures.is_locked,
        "sessions": one.sessions,
    }
