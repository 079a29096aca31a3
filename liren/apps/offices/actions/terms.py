"""Who sits on a post, for how long, and who stands in: the role goes with it."""

from datetime import date
from typing import Any

from liren.apps.offices import rules
from liren.apps.offices.actions.grants import Given, bestow, check_giving, check_taking, withdraw
from liren.apps.offices.models import Appointment, Deputy, Post
from liren.apps.offices.queries import is_sitting, needs_body, on_seats
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.values import value


def given_by_post(
    post: Post, person: User, *, since: date, until: date | None, basis: str
) -> Given:
    """The grant that follows from sitting on a post."""
    by_body = needs_body(post.role)
    return Given(
        user=person,
        role=post.role,
        area=None if by_body else post.area,
        body=post.body,
        since=since,
        until=until,
        basis=basis or str(post),
    )


def check_filling(actor: Actor, post: Post) -> None:
    """Who sets up no posts fills none to which people are elected, unless he gives its role."""
    if actor.is_system or post.area_path.startswith(tuple(actor.paths("offices.change_post"))):
        return
    if post.how == rules.How.ELECTED and not post.role:
        sentence = _("选举产生的岗位，由街道按选举结果登记。请把选举结果报街道。")
        raise Refused("offices.elected-post", sentence)


@action("offices.appoint")
def appoint(
    actor: Actor,
    post: Post,
    *,
    person: User | None = None,
    name: str = "",
    since: date | None = None,
    until: date | None = None,
    how: str = "",
    sent_by: str = "",
    basis: str = "",
) -> Appointment:
    """Put somebody on a free seat; the post's role is his from that day to the end of the term.

    Who has no account is written down by name, and can be given a log-in later.
    """
    since = since or today()
    check_filling(actor, post)
    _check_seat(actor, post, person, since, until)
    until = until or _end_of_term(post, since)
    rules.check_ahead(until, today())
    rules.check_within_term(since, until, post.term_years, post.term_source)
    if person is None:
        person = _registered(name)
    given = given_by_post(post, person, since=since, until=until, basis=basis)
    if post.role:
        check_giving(actor, given)
    facts = {"how": how or post.how, "sent_by": sent_by, "basis": basis}
    one = _seated(actor, post, person, since=since, until=until, **facts)
    if post.role:
        one.grant = bestow(actor, given, follows=one)
        one.save(update_fields=["grant"])
    return one


def _seated(actor: Actor, post: Post, person: User, **facts: Any) -> Appointment:
    return Appointment.objects.create(
        post=post,
        person=person,
        area=post.area,
        area_path=post.area_path,
        made_by=actor.user,
        made_at=now(),
        **facts,
    )


def _check_seat(
    actor: Actor, post: Post, person: User | None, since: date, until: date | None
) -> None:
    rules.check_alive(post.valid_to, max(since, today()))
    rules.check_span(since, until)
    if person:
        rules.check_not_self(actor.user.pk, person.pk)
        rules.check_no_double(is_sitting(post, person.pk))
        _close_run_out(post, person)
    rules.check_free(on_seats(post).count(), post.seats)


def _end_of_term(post: Post, since: date) -> date | None:
    return rules.last_day(since, post.term_years) if post.term_years else None


def _close_run_out(post: Post, person: User) -> None:
    """A term whose day is over and that the worker has not yet ended leaves its seat."""
    for old in Appointment.objects.filter(post=post, person=person, ended_on=None):
        close(old, old.until or today(), rules.Why.TERM)
        withdraw(old.grant, None, str(rules.Why.TERM.label))


def _registered(name: str) -> User:
    """Somebody without an account, known by name."""
    name = name.strip()[:60]
    if len(name) < 2:
        raise Refused("offices.no-name", _("请写明任职人的姓名，或选一位已有账户的人。"))
    person = User(username=f"p-{uuid7().hex}", name=name, date_joined=now())
    person.set_unusable_password()
    person.save()
    return person


def close(one: Appointment, last: date, why: str, note: str = "") -> None:
    """Write down that somebody no longer sits there."""
    one.ended_on, one.ended_why, one.ended_note = last, why, note
    one.save(update_fields=["ended_on", "ended_why", "ended_note"])


@action("offices.end")
def end(
    actor: Actor, one: Appointment, *, why: str, on: date | None = None, note: str = ""
) -> Appointment:
    """End an appointment as of today or a day before; the role goes at once."""
    last = on or today()
    rules.check_running(one.ended_on)
    if one.since > today():  # called off before it began
        last = one.since
    else:
        rules.check_end(one.since, last, today())
    check_filling(actor, one.post)
    if one.grant:
        check_taking(actor, one.grant)
    close(one, last, why, note)
    _end_with(actor, one, note or str(rules.Why(why).label))
    return one


def _end_with(actor: Actor, one: Appointment, why: str) -> None:
    """The role goes with the post, and who stands in goes with whom he stands in for."""
    withdraw(one.grant, actor, why)
    for deputy in one.deputies.filter(ended_on=None):
        _end_absence(actor, deputy, why)


def _end_absence(actor: Actor, deputy: Deputy, why: str) -> None:
    deputy.ended_on = min(today(), deputy.until)
    deputy.save(update_fields=["ended_on"])
    withdraw(deputy.grant, actor, why)


@action("offices.extend")
def extend(actor: Actor, one: Appointment, *, until: date | None, basis: str = "") -> Appointment:
    """Move the end of a term, never beyond what the rule for the post allows."""
    rules.check_running(one.ended_on)
    rules.check_not_self(actor.user.pk, one.person_id)
    rules.check_span(one.since, until)
    rules.check_ahead(until, today())
    check_filling(actor, one.post)
    rules.check_within_term(one.since, until, one.post.term_years, one.post.term_source)
    if one.grant:
        check_taking(actor, one.grant)
        one.grant.until = until
        one.grant.save(update_fields=["until"])
    one.until, one.basis = until, basis or one.basis
    one.save(update_fields=["until", "basis"])
    return one


@action("offices.deputise")
def deputise(
    actor: Actor, one: Appointment, *, person: User, since: date, until: date, reason: str
) -> Deputy:
    """Let somebody stand in for an absent holder: the same role, by itself over on its day."""
    reason = rules.check_reason(reason)
    rules.check_running(one.ended_on)
    rules.check_absence(since, until, today(), int(value("offices.deputy_days")))
    rules.check_not_self(actor.user.pk, person.pk)
    if person.pk == one.person_id:
        raise Refused("offices.own-deputy", _("代理人不能是本人。请另选一位。"))
    if one.until and until > one.until:
        raise Refused("offices.beyond-term", _("代理不能超过本人的任期。请选更早的结束日期。"))
    if one.deputies.filter(ended_on=None, since__lte=until, until__gte=since).exists():
        raise Refused("offices.has-deputy", _("这段时间已有人代理。请先结束原来的代理。"))
    given = given_by_post(one.post, person, since=since, until=until, basis=reason)
    if one.post.role:
        check_giving(actor, given)
    deputy = Deputy.objects.create(
        appointment=one,
        person=person,
        area=one.area,
        area_path=one.area_path,
        since=since,
        until=until,
        reason=reason,
    )
    if one.post.role:
        deputy.grant = bestow(actor, given, follows=deputy, stands_for=one.person)
        deputy.save(update_fields=["grant"])
    return deputy


@action("offices.end_deputy")
def end_deputy(actor: Actor, deputy: Deputy, *, reason: str = "") -> Deputy:
    """End an absence early, or on its day."""
    rules.check_running(deputy.ended_on)
    if deputy.grant:
        check_taking(actor, deputy.grant)
    _end_absence(actor, deputy, reason or str(_("代理结束")))
    return deputy
