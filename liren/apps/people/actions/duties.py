"""The registers of those who answer for the facts of people: assessments and breaches."""

from datetime import date, datetime

from liren.apps.people.models import Assessment, Breach, Purpose
from liren.apps.people.rules import duties as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now, today


@action("people.assess", creates=True)
def assess(
    actor: Actor,
    area: Area,
    *,
    title: str,
    purpose: Purpose,
    lawful: str,
    risk: str,
    measures: str,
    again_on: date,
    concluded_on: date | None = None,
) -> Assessment:
    """Write down what a way of using facts may do to people, and what is done about it."""
    day = concluded_on or today()
    rules.check_assessment(title, lawful, risk, measures)
    rules.check_days(day, again_on, today())
    row = Assessment(
        area=area, area_path=area.path, title=title.strip(), purpose=purpose,
        lawful=lawful.strip(), risk=risk.strip(), measures=measures.strip(),
        concluded_on=day, again_on=again_on, by=actor.user,
    )  # fmt: skip
    row.save()
    return row


@action("people.note_breach", creates=True)
def note_breach(
    actor: Actor,
    area: Area,
    *,
    what: str,
    touched: int,
    noticed_at: datetime | None = None,
    measures: str = "",
) -> Breach:
    """Write down that facts got where they must not."""
    at = noticed_at or now()
    rules.check_what(what)
    rules.check_past(at, now())
    row = Breach(
        area=area, area_path=area.path, noticed_at=at, what=what.strip(), touched=touched,
        measures=measures.strip(), by=actor.user,
    )  # fmt: skip
    row.save()
    return row


@action("people.change_breach")
def change_breach(
    actor: Actor,
    breach: Breach,
    *,
    touched: int,
    measures: str,
    authority_told_at: datetime | None = None,
    people_told_at: datetime | None = None,
    closed: bool = False,
) -> Breach:
    """Write down what was done since: who was told, what was put right, that it is over."""
    rules.check_not_closed(closed=breach.closed_at is not None)
    for told in (authority_told_at, people_told_at):
        rules.check_told(told, breach.noticed_at, now())
    if closed:
        rules.check_closing(measures, told=authority_told_at is not None)
    breach.touched, breach.measures = touched, measures.strip()
    breach.authority_told_at, breach.people_told_at = authority_told_at, people_told_at
    breach.closed_at = now() if closed else None
    breach.save()
    return breach
