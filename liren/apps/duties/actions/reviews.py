"""The joint review: who sits at the table, how each votes, and what follows from the votes."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from liren.apps.duties.actions.applications import check_reason, locked, move
from liren.apps.duties.models import Application, Seat
from liren.apps.duties.queries.reviews import may_sit
from liren.apps.duties.rules import admitting as rules
from liren.apps.duties.rules.admission import Choice, Stance
from liren.apps.duties.rules.admitting import Tally
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import parameter, value

# what the table may settle otherwise than it was asked for
CONDITIONS = ("unit_fen", "asks_data", "staff", "training", "conditions")


@action("duties.open_review")
def open_review(
    actor: Actor, application: Application, /, *, bodies: Sequence[Body]
) -> Application:
    """All were heard: name the bodies of the joint review."""
    silent = application.hearings.filter(stance="").count()
    due_at = application.due_at
    move(application, "duties.open_review")
    rules.check_heard(silent, due_at, now())
    seats = {body.pk: body for body in bodies if body.pk != application.body_id}
    least = parameter("admission.least_seats")
    rules.check_seats(len(seats), least.value, least.source)
    for body in seats.values():
        check_body(application, body)
    application.save()
    Seat.objects.bulk_create(
        Seat(
            application=application,
            body=body,
            area=application.area,
            area_path=application.area_path,
        )
        for body in seats.values()
    )
    return application


def check_body(application: Application, body: Body) -> None:
    """A body at the table stands, and lies where the application is decided."""
    if not body.stands() or not may_sit(application).filter(pk=body.pk).exists():
        sentence = _("「%(body)s」不能参加这次联席会审，请从列表里选。")
        raise Refused("duties.no-seat", sentence % {"body": body})


@action("duties.vote")
def vote(actor: Actor, seat: Seat, /, *, choice: str, reason: str = "") -> Seat:
    """Vote for a body at the table, once."""
    application = locked(seat.application)
    rules.check_vote(application.state, seat.vote, choice)
    if choice == Choice.AGAINST:
        check_reason(reason)
    seat.vote, seat.reason = choice, reason.strip()
    seat.by, seat.at = actor.user, now()
    seat.save(update_fields=["vote", "reason", "by", "at"])
    return seat


def counted(application: Application) -> Tally:
    """The votes as they stand now."""
    votes = list(application.seats.values_list("vote", flat=True))
    over = application.due_at is not None and application.due_at <= now()
    quorum, majority = (Fraction(value(f"admission.{key}")) for key in ("quorum", "majority"))
    return rules.tally(votes, quorum, majority, over=over)


@action("duties.approve")
def approve(
    actor: Actor,
    application: Application,
    /,
    *,
    scope: Mapping[str, int],
    start_on: date | None = None,
    end_on: date | None = None,
    over_objection: str = "",
    **facts: Any,
) -> Application:
    """Admit it on conditions, as the table voted; `scope` gives units by code of community."""
    tally = counted(application)
    move(application, "duties.approve")
    rules.check_approve(tally, parameter("admission.majority").source)
    settle_scope(application, scope, over_objection)
    term = (start_on or application.start_on, end_on or application.end_on)
    rules.check_within_asked((application.start_on, application.end_on), term)
    application.start_on, application.end_on = term
    settle_terms(application, facts, list(scope.values()))
    application.answer = over_objection.strip()
    application.decided_by, application.decided_at = actor.user, now()
    application.save()
    return application


def settle_scope(application: Application, scope: Mapping[str, int], why: str) -> None:
    """Which of the wanted communities are in it, and with how much."""
    rows = list(application.hearings.filter(area__level="community").select_related("area"))
    wanted = {row.area.code: row.quantity for row in rows}
    objecting = [row.area.code for row in rows if row.stance == Stance.OBJECTS]
    rules.check_scope(wanted, scope, objecting, why)
    for row in rows:
        row.admitted = row.area.code in scope
        row.quantity = scope.get(row.area.code, row.quantity)
        row.save(update_fields=["admitted", "quantity"])


def settle_terms(
    application: Application, facts: Mapping[str, Any], quantities: list[int]
) -> None:
    """What the table settled holds together, and asks for no more facts than were asked for."""
    rules.check_fewer(application.asks_data, facts.get("asks_data", ()))
    for name in CONDITIONS:
        if name in facts:
            setattr(application, name, facts[name])
    hours = float(application.hours_each)
    rules.check_amounts(application.unit, application.unit_fen, hours, quantities)
    rules.check_not_over(application.end_on, today())


@action("duties.refuse_admission")
def refuse_admission(actor: Actor, application: Application, /, *, reason: str) -> Application:
    """Do not admit it, as the table voted; the department reads the reason."""
    check_reason(reason)
    tally = counted(application)
    move(application, "duties.refuse_admission")
    rules.check_refuse(tally, parameter("admission.majority").source)
    application.answer, application.ended_on = reason.strip(), today()
    application.decided_by, application.decided_at = actor.user, now()
    application.save()
    return application
