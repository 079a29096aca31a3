"""Declaring by law that tasks pass the gate for a while; a second person confirms it."""

from collections.abc import Sequence
from datetime import date

from liren.apps.duties.models import Emergency
from liren.apps.duties.rules import assignments
from liren.apps.duties.rules import emergencies as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import parameter


@action("duties.declare_emergency", creates=True)
def declare_emergency(
    actor: Actor,
    area: Area,
    /,
    *,
    title: str,
    reason: str,
    law: str,
    article: str,
    since: date,
    until: date,
    bodies: Sequence[Body],
) -> Emergency:
    """Write down an exception by law: why, by which article, for whom and until when."""
    rules.check_words(title, reason, law, article)
    rules.check_place(area.level)
    rules.check_bodies(bodies)
    check_reach(area, bodies)
    most = parameter("gate.emergency_days")
    rules.check_term(since, until, today(), int(most.value), most.source)
    made = Emergency(
        area=area, area_path=area.path, title=title.strip(), reason=reason.strip(),
        law=law.strip(), article=article.strip(), since=since, until=until,
        declared_by=actor.user, declared_at=now(),
    )  # fmt: skip
    made.save()
    made.bodies.set(bodies)
    return made


def check_reach(area: Area, bodies: Sequence[Body]) -> None:
    """Who may ask under it stands there or above."""
    far = next((one for one in bodies if not area.path.startswith(one.area_path)), None)
    if far is not None:
        sentence = _("「%(body)s」不管这个地方，请从能到达这里的部门中选择。")
        raise Refused("duties.wrong-body", sentence % {"body": far})


@action("duties.confirm_emergency")
def confirm_emergency(actor: Actor, row: Emergency, /) -> Emergency:
    """Another person confirms it: from now on the gate lets through what stands on it."""
    rules.check_unconfirmed(row.confirmed_by_id is not None, row.ended_on is not None)
    rules.check_running(row.last_day, today(), row.ended_on is not None)
    row.confirmed_by, row.confirmed_at = actor.user, now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    return row


@action("duties.end_emergency")
def end_emergency(actor: Actor, row: Emergency, /, *, note: str) -> Emergency:
    """End it before its day: from tomorrow on nothing passes under it."""
    rules.check_running(row.last_day, today(), row.ended_on is not None)
    assignments.check_reason(note)
    row.ended_on = today()
    row.save(update_fields=["ended_on"])
    return row
