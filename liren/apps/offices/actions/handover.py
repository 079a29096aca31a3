"""What hung on a person who leaves goes to others, in one act."""

from collections.abc import Mapping
from typing import Any

from liren.apps.offices import rules
from liren.apps.offices.actions import grants, terms
from liren.apps.offices.models import Appointment, Deputy, HandOver
from liren.apps.offices.queries import Line, holdings, holdings_of, is_sitting
from liren.apps.offices.rules import Fate
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.giving import is_beyond, is_last_keeper
from liren.kernel.access.models import Area, Grant, Token, User
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.doors.actions import shut_out

Plan = Mapping[str, tuple[Fate, User | None]]


@action("offices.hand_over", creates=True)
def hand_over(
    actor: Actor,
    area: Area,
    *,
    person: User,
    plan: Plan,
    reason: str,
    close_account: bool = True,
) -> HandOver:
    """Carry out a plan for all that hangs on a person, and sign him out everywhere."""
    reason = rules.check_reason(reason)
    rules.check_not_self(actor.user.pk, person.pk)
    if close_account and is_last_keeper(person):
        sentence = _("这是最后一位能管理账户的人，不能停用。请先授权另一位安全管理员。")
        raise Refused("access.last-keeper", sentence)
    if is_beyond(actor, person):
        sentence = _("此人担任您无权授予的角色，请先由有权的人收回，再办交接。")
        raise Refused("access.beyond-you", sentence)
    lines = holdings_of(person)
    _check_whole(lines, plan, close_account)
    inner = actor.once("")  # the key belongs to the whole, not to its parts
    done = [_carry_out(inner, person, line, *plan[line.key], reason) for line in lines]
    User.objects.select_for_update().get(pk=person.pk)
    if close_account:
        User.objects.filter(pk=person.pk).update(is_active=False)
    shut_out(person)
    return HandOver.objects.create(
        area=area,
        area_path=area.path,
        person=person,
        reason=reason,
        lines=done,
        closed_account=close_account,
        made_by=actor.user,
        made_at=now(),
    )


def _check_whole(lines: list[Line], plan: Plan, closes: bool) -> None:
    """Every line is decided upon, as it stands today."""
    if {line.key for line in lines} != set(plan):
        sentence = _("交接内容刚才有变化。请回到上一步，重新核对每一项。")
        raise Refused("offices.lines-changed", sentence)
    for line in lines:
        fate, to = plan[line.key]
        if fate == Fate.MOVE and (to is None or not line.moves):
            sentence = _("“%(title)s”还没有选接手人。请选一位，或选“结束”。")
            raise Refused("offices.no-successor", sentence % {"title": line.title})
        if fate == Fate.KEEP and closes:
            sentence = _("账户停用后什么也不能保留。请为“%(title)s”选接手人或“结束”。")
            raise Refused("offices.nothing-kept", sentence % {"title": line.title})


def _carry_out(
    actor: Actor, person: User, line: Line, fate: Fate, to: User | None, reason: str
) -> dict[str, Any]:
    if fate != Fate.KEEP:
        sort, _colon, key = line.key.partition(":")
        does = DOES.get(sort, _kept_elsewhere)
        does(actor, person, line, int(key), to if fate == Fate.MOVE else None, reason)
    return {
        "sort": line.sort,
        "title": line.title,
        "where": line.where,
        "fate": str(fate.value),
        "to": to.pk if to and fate == Fate.MOVE else None,
        "to_name": to.name if to and fate == Fate.MOVE else "",
    }


def _post(actor: Actor, person: User, line: Line, key: int, to: User | None, reason: str) -> None:
    old = Appointment.objects.select_for_update().select_related("post").get(pk=key)
    terms.end(actor, old, why=rules.Why.HANDED, note=reason)
    if to and not is_sitting(old.post, to.pk):
        terms.appoint(actor, old.post, person=to, until=old.until, how=old.how, basis=reason)


def _grant(actor: Actor, person: User, line: Line, key: int, to: User | None, reason: str) -> None:
    old = Grant.objects.select_related("area", "body", "user").get(pk=key)
    grants.take(actor, old, reason=reason)
    place = old.area or old.body
    if to and place:
        grants.give(
            actor,
            place,
            person=to,
            role=old.role,
            body=old.body if old.area else None,
            until=old.until,
            basis=reason,
        )


def _deputy(
    actor: Actor, person: User, line: Line, key: int, to: User | None, reason: str
) -> None:
    terms.end_deputy(actor, Deputy.objects.get(pk=key), reason=reason)


def _token(actor: Actor, person: User, line: Line, key: int, to: User | None, reason: str) -> None:
    Token.objects.filter(pk=key, user=person, revoked_at=None).update(revoked_at=now())


def _kept_elsewhere(
    actor: Actor, person: User, line: Line, key: int, to: User | None, reason: str
) -> None:
    holding = next(one for one in holdings() if one.code == line.key.partition(":")[0])
    if to:
        holding.move(actor, person, str(key), to)
    else:
        holding.drop(actor, person, str(key))


DOES = {"post": _post, "grant": _grant, "deputy": _deputy, "token": _token}
