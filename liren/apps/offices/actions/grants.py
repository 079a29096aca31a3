"""Giving and taking roles: by themselves, or because they follow from a post."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model

from liren.apps.offices import rules
from liren.apps.offices.queries import needs_body
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.giving import conflict, is_last_keeper, may_give, offices_of
from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.access.people import RESIDENT
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import names

STANDARD = "GB/T 22239-2019"


@dataclass(frozen=True)
class Given:
    """A role that is about to be given."""

    user: User
    role: str
    area: Area | None
    body: Body | None
    since: date | None = None
    until: date | None = None
    basis: str = ""

    @property
    def path(self) -> str:
        """Where it reaches, or where the body lies."""
        if self.area:
            return self.area.path
        return str(self.body.area_path) if self.body else ""


def check_giving(actor: Actor, given: Given) -> None:
    """Nobody gives himself a role, gives more than he may, or joins what must stay apart."""
    rules.check_not_self(actor.user.pk, given.user.pk)
    if given.role == RESIDENT or not may_give(actor, given.role, given.path):
        sentence = _("您不能在这里授予“%(role)s”这个角色。请由有权授予的人办理。")
        raise Refused("offices.may-not-give", sentence % {"role": names.role(given.role)})
    _check_person(given.user)
    held = [grant.role for grant in _to_come(given.user)]
    other = conflict(given.role, held)
    if other:
        sentence = _(
            "“%(name)s”已担任“%(other)s”，不能同时担任“%(role)s”：经办与监督、三类管理员须由不同的人担任。"
        )
        facts = {
            "name": given.user.name,
            "other": names.role(other),
            "role": names.role(given.role),
        }
        raise Refused("offices.roles-apart", sentence % facts, source=STANDARD)


def _check_person(user: User) -> None:
    if user.is_system or not user.is_active:
        sentence = _("这个账户已停用，不能任职或授权。请先启用账户。")
        raise Refused("offices.closed-account", sentence)


def _to_come(user: User) -> list[Grant]:
    """What a person holds, and what begins later."""
    day = today()
    kept = Grant.objects.kept().filter(user=user).exclude(role=RESIDENT)
    return [grant for grant in kept if grant.until is None or grant.until >= day]


def check_taking(actor: Actor, grant: Grant) -> None:
    """What one may give one may take; the worker takes what the clock has ended."""
    if actor.is_system:
        return
    if not may_give(actor, grant.role, grant.area_path):
        sentence = _("您无权收回“%(role)s”这个角色。请由有权授予它的人办理。")
        raise Refused("offices.may-not-take", sentence % {"role": names.role(grant.role)})
    if is_last_keeper(grant.user) and len(offices_of(grant.user)) == 1:
        sentence = _("这是最后一位能管理账户的人，不能收回。请先授权另一位安全管理员。")
        raise Refused("access.last-keeper", sentence)


def bestow(
    actor: Actor, given: Given, *, follows: Model | None = None, stands_for: User | None = None
) -> Grant:
    """Write the grant; what ran out before makes room for it."""
    User.objects.select_for_update().get(pk=given.user.pk)  # roles apart: one at a time
    check_giving(actor, given)
    source = f"{follows._meta.label_lower}:{follows.pk}" if follows else ""
    same = Grant.objects.kept().filter(
        user=given.user, role=given.role, area=given.area, body=given.body, follows=source
    )
    same.filter(until__lt=today()).update(
        taken_at=now(), taken_by=actor.user, taken_why=str(_("到期"))
    )
    if same.exists():
        sentence = _("此人已有同样的授权。要改期限，请先收回再授予。")
        raise Refused("offices.has-grant", sentence)
    return _written(actor, given, source, stands_for)


def _written(actor: Actor, given: Given, source: str, stands_for: User | None) -> Grant:
    def write() -> Grant:
        return Grant.objects.create(
            user=given.user,
            role=given.role,
            area=given.area,
            body=given.body,
            since=given.since or today(),
            until=given.until,
            basis=given.basis[:200],
            follows=source,
            stands_for=stands_for,
            given_by=actor.user,
            given_at=now(),
        )

    try:
        return together(write)
    except IntegrityError as fault:
        raise Refused("offices.has-grant", _("此人已有同样的授权，无需再授。")) from fault


def withdraw(grant: Grant | None, actor: Actor | None, why: str) -> None:
    """Take a grant back at once; the row stays, with who took it and why."""
    if grant is None or grant.taken_at:
        return
    grant.taken_at, grant.taken_why = now(), why[:200]
    grant.taken_by = actor.user if actor else None
    grant.save(update_fields=["taken_at", "taken_by", "taken_why"])


def check_give(
    actor: Actor,
    *,
    person: User,
    role: str,
    area: Area | None = None,
    body: Body | None = None,
    since: date | None = None,
    until: date | None = None,
    basis: str = "",
) -> Given:
    """What is about to be given, if all of it may be."""
    since = since or today()
    rules.check_places(needs_body(role), area is not None, body is not None)
    rules.check_span(since, until)
    rules.check_ahead(until, today())
    if body and not body.area_path.startswith(tuple(actor.paths("offices.give"))):
        raise PermissionDenied("offices.give")
    given = Given(person, role, area, body, since, until, rules.check_reason(basis))
    check_giving(actor, given)
    return given


@action("offices.give", creates=True)
def give(
    actor: Actor,
    place: Area | Body,
    *,
    person: User,
    role: str,
    body: Body | None = None,
    since: date | None = None,
    until: date | None = None,
    basis: str = "",
) -> Grant:
    """Give a role at a place: an area, with the body for which one works there, or a body."""
    area = place if isinstance(place, Area) else None
    body = place if isinstance(place, Body) else body
    given = check_give(
        actor,
        person=person,
        role=role,
        area=area,
        body=body,
        since=since,
        until=until,
        basis=basis,
    )
    return bestow(actor, given)


@action("offices.take")
def take(actor: Actor, grant: Grant, *, reason: str) -> Grant:
    """Take a role back at once; what follows from a post goes with the post."""
    reason = rules.check_reason(reason)
    if grant.taken_at:
        raise Refused("offices.ended", _("这项授权已经收回，无需再办。"))
    if grant.follows:
        sentence = _("这项授权随任职或代理而来。请结束任职或代理，授权会随之收回。")
        raise Refused("offices.follows-post", sentence)
    rules.check_not_self(actor.user.pk, grant.user_id)
    check_taking(actor, grant)
    withdraw(grant, actor, reason)
    return grant
