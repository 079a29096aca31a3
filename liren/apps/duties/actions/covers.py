"""What pays for an admission, and the days on which it begins, rests and ends."""

from datetime import date

from liren.apps.duties.actions.applications import check_reason, locked, move
from liren.apps.duties.models import Application, Cover
from liren.apps.duties.queries.gate import cost, cover
from liren.apps.duties.rules import admitting as rules
from liren.apps.duties.rules.admission import State
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now, today


@action("duties.record_cover", creates=True)
def record_cover(
    actor: Actor,
    application: Application,
    /,
    *,
    kind: str,
    paper: str,
    fen: int = 0,
    until: date | None = None,
) -> Cover:
    """Write down money that is set aside for an admission; it counts when another confirms it."""
    application = locked(application)
    rules.check_cover(application.state, kind, fen, until, cost(application), today())
    rules.check_paper(paper)
    made = Cover(
        application=application,
        area=application.area,
        area_path=application.area_path,
        kind=kind,
        fen=fen,
        paper=paper.strip(),
        until=until,
        recorded_by=actor.user,
        recorded_at=now(),
    )
    made.save()
    return made


@action("duties.confirm_cover")
def confirm_cover(actor: Actor, row: Cover, /) -> Cover:
    """Another person has seen the paper: the money counts; when it reaches, it is funded."""
    rules.check_unconfirmed(row.confirmed_by_id is not None)
    application = locked(row.application)
    row.confirmed_by, row.confirmed_at = actor.user, now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    whole = cover(application)[1]
    if whole and application.state == State.APPROVED:
        move(application, "duties.confirm_cover")
        application.save()
    return row


def check_covered(application: Application) -> None:
    """The rule on money, with what is confirmed today."""
    until, covered = cover(application)
    rules.check_covered(covered, until, today())


@action("duties.activate")
def activate(actor: Actor, application: Application, /) -> Application:
    """The admission is carried out: from its first day departments may hand it over."""
    move(application, "duties.activate")
    rules.check_not_over(application.end_on, today())
    check_covered(application)
    application.save()
    return application


@action("duties.suspend")
def suspend(actor: Actor, application: Application, /, *, reason: str) -> Application:
    """Stop it for a while: nothing more is handed over."""
    check_reason(reason)
    move(application, "duties.suspend")
    application.answer = reason.strip()
    application.save()
    return application


@action("duties.resume")
def resume(actor: Actor, application: Application, /) -> Application:
    """Let it go on, while its days last and its money reaches."""
    move(application, "duties.resume")
    rules.check_not_over(application.end_on, today())
    check_covered(application)
    application.answer = ""
    application.save()
    return application


@action("duties.exit")
def leave(actor: Actor, application: Application, /, *, reason: str) -> Application:
    """The admission is over: nothing more is handed over under it."""
    check_reason(reason)
    move(application, "duties.exit")
    application.answer, application.ended_on = reason.strip(), today()
    application.save()
    return application
