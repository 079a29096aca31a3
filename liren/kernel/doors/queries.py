"""Reading accounts, sessions, tokens, roles, rules and the record, always for an actor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Sum

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Grant, Look, Token, User
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.people import RESIDENT
from liren.kernel.access.roles import roles
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import ago
from liren.kernel.doors import limits, names
from liren.kernel.doors.models import Recovery

JOINED, LOOKED = Order("date_joined"), Order("at")
PAGE = 50


def require(actor: Actor, verb: str) -> None:
    """PermissionDenied unless some grant of the actor holds this verb."""
    if not actor.may(verb):
        raise PermissionDenied(verb)


# ── one's own account ───────────────────────────────────────────────────────────────────────


def is_resident(actor: Actor) -> bool:
    """Whether this person holds no role of an office."""
    return all(role == RESIDENT for role in actor.roles())


def sessions_of(user: User) -> list[UserSession]:
    """The devices on which a person is signed in, the latest first."""
    alive: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(alive, key=lambda one: one.last_seen_at, reverse=True)


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """One's own tokens, those that hold first."""
    own = Token.objects.allowed(actor, "access.revoke_token")
    return own.select_related("area").order_by("-revoked_at", "-made_at", "-pk")


def looks(actor: Actor, cursor: str = "") -> Page[Look]:
    """Who had a fact of oneself shown, the latest first."""
    rows, ways = Look.objects.select_related("by"), Look.objects.branches(actor, "access.looks")
    return page(rows, ways, LOOKED, cursor, PAGE)


def token_areas(actor: Actor) -> QuerySet[Area]:
    """The areas that one may give to a token: one's own, and the next level below."""
    held = outermost(grant.area.path for grant in actor.grants if grant.area)
    own = Area.objects.valid().filter(Q(path__in=held) | Q(parent__path__in=held))
    return own.filter(subtree("path", actor.within)) if actor.within else own


# ── roles ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Verb:
    """One row of the matrix: a verb and which of the shown roles hold it."""

    code: str
    name: str
    held: Sequence[bool]


@dataclass(frozen=True)
class Affairs:
    """The verbs of one app."""

    code: str
    name: str
    verbs: Sequence[Verb]


@dataclass(frozen=True)
class Role:
    """One role, as it is called."""

    code: str
    name: str


def role_list(only: str = "") -> list[Role]:
    """The roles of the role page; `only` narrows them to one."""
    return [Role(code, names.role(code)) for code in names.roles() if only in ("", code)]


def matrix(shown: Sequence[Role], search: str = "") -> list[Affairs]:
    """Who may do what, grouped by app; verbs that none of the shown roles holds are left out."""
    table = roles()
    found: dict[str, list[Verb]] = {}
    for code in names.verbs():
        name = names.verb(code)
        held = [code in table.get(role.code, frozenset()) for role in shown]
        if any(held) and search.lower() in f"{name} {code}".lower():
            found.setdefault(code.split(".")[0], []).append(Verb(code, name, held))
    return [Affairs(code, names.app(code), verbs) for code, verbs in found.items()]


# ── other people's accounts ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Failures:
    """Wrong passwords of one name that still count."""

    count: int = 0
    last: datetime | None = None
    is_locked: bool = False


def failures(usernames: Sequence[str] | None = None) -> dict[str, Failures]:
    """Log-in name → wrong passwords within the time of the lock."""
    span = get_cool_off() or timedelta(0)
    recent = AccessAttempt.objects.filter(attempt_time__gte=ago(seconds=span.total_seconds()))
    if usernames is not None:
        recent = recent.filter(username__in=usernames)
    rows = recent.order_by().values("username", "ip_address")
    found: dict[str, Failures] = {}
    for row in rows.annotate(count=Sum("failures_since_start"), last=Max("attempt_time")):
        before = found.get(row["username"], Failures())
        found[row["username"]] = Failures(
            before.count + row["count"],
            max(filter(None, [before.last, row["last"]])),
            before.is_locked or row["count"] >= settings.AXES_FAILURE_LIMIT,
        )
    return found


@dataclass(frozen=True)
class Account:
    """One person as the security administrator sees them."""

    user: User
    failures: Failures
    sessions: int = 0


TABS = ("staff", "residents", "locked", "dormant")


def accounts(
    actor: Actor,
    *,
    tab: str = "staff",
    q: str = "",
    role: str = "",
    cursor: str = "",
    limit: int = PAGE,
) -> Page[User]:
    """People in the order in which they joined; each tab is one set of them."""
    rows = User.objects.prefetch_related(
        Prefetch("grants", Grant.objects.holding().select_related("area", "body").order_by("pk"))
    ).filter(is_system=False)
    rows = _of_tab(rows, tab)
    if role:
        rows = rows.filter(Exists(Grant.objects.holding().filter(user=OuterRef("pk"), role=role)))
    if q:
        rows = rows.filter(Q(username__icontains=q) | Q(name__icontains=q))
    branches = User.objects.all().branches(actor, "access.view_accounts")
    return page(rows, branches, JOINED, cursor, limit)


def locked_by_code() -> list[int]:
    """Whose codes of the second factor were tried too often in this hour."""
    spent = limits.spent("second_factor")
    if not spent:
        return []
    people = User.objects.filter(second_factor=True).values_list("pk", flat=True)
    return [key for key in people if limits.marked("second_factor", key) in spent]


def locked_count() -> int:
    """How many accounts are locked, by passwords or by codes."""
    return sum(one.is_locked for one in failures().values()) + len(locked_by_code())


def _of_tab(rows: QuerySet[User], tab: str) -> QuerySet[User]:
    if tab == "locked":
        locked = [name for name, one in failures().items() if one.is_locked]
        return rows.filter(Q(username__in=locked) | Q(pk__in=locked_by_code()))
    if tab == "dormant":
        return rows.filter(is_active=False, dormant_at__isnull=False)
    resident = Exists(Grant.objects.filter(user=OuterRef("pk"), role=RESIDENT))
    office = Exists(Grant.objects.filter(user=OuterRef("pk")).exclude(role=RESIDENT))
    if tab == "residents":
        return rows.filter(resident).exclude(office)
    return rows.filter(office | ~resident)


def with_facts(users: Sequence[User]) -> list[Account]:
    """The same people with their wrong passwords and the number of their sessions."""
    wrong = failures([user.username for user in users])
    counted = UserSession.objects.filter(user__in=users).order_by().values("user")
    alive = dict(counted.annotate(count=Count("pk")).values_list("user", "count"))
    spent, found = limits.spent("second_factor"), []
    for user in users:
        failed = wrong.get(user.username, Failures())
        if spent and limits.marked("second_factor", user.pk) in spent:
            failed = replace(failed, is_locked=True)
        found.append(Account(user, failed, alive.get(user.pk, 0)))
    return found


def account_for(actor: Actor, key: int) -> User:
    """One person for the security administrator."""
    found: User = User.objects.allowed(actor, "access.view_accounts").get(pk=key, is_system=False)
    return found


def attempts_of(user: User) -> QuerySet[AccessAttempt]:
    """Wrong passwords of a person, by network address, the latest first."""
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username=user.username)
    return found.order_by("-attempt_time")


MOST_RECOVERIES = 100


def recoveries(actor: Actor) -> QuerySet[Recovery]:
    """The ways back in that were opened lately, the newest first."""
    rows = Recovery.objects.allowed(actor, "access.view_recoveries")
    people = rows.select_related("user", "opened_by", "agreed_by")
    return people.order_by("-opened_at", "-pk")[:MOST_RECOVERIES]


def recovery_for(actor: Actor, uid: UUID) -> Recovery:
    """One way back in, for an administrator."""
    rows = Recovery.objects.allowed(actor, "access.view_recoveries")
    return rows.select_related("user", "opened_by").get(uid=uid)


def recovery_of(user: User) -> Recovery:
    """The way back in that is open for a person, or was last."""
    return Recovery.objects.filter(user=user).select_related("user", "opened_by").latest("pk")


def slept(user: User) -> bool:
    """Whether an account was closed because nobody came in."""
    return not user.is_active and user.dormant_at is not None


def links_of(user: User) -> list[SocialAccount]:
    """The identities of other sites that open an account, with what the sites are called."""
    found = list(SocialAccount.objects.filter(user=user).order_by("pk"))
    for one in found:
        one.said = settings.LIREN_ELSEWHERE.get(one.provider, one.provider)
    return found
