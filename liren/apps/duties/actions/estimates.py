"""The hours of a month, as a community says itself; typed once, put right by whoever is there."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Model

from liren.apps.duties.models import Application, Assignment, Burden, Estimate, EstimateLine
from liren.apps.duties.rules import burdens, estimates
from liren.apps.duties.rules.estimates import Hours
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import parameter

# the letter of a key → which column of the line it fills, and where its rows stand
SOURCES: Mapping[str, tuple[str, type[Model]]] = {
    "a": ("assignment", Assignment),
    "p": ("application", Application),
    "b": ("burden", Burden),
}


@action("duties.estimate", creates=True)
def estimate(
    actor: Actor, area: Area, /, *, month: date, staff: int, lines: Sequence[Hours], seen: int = 0
) -> Estimate:
    """Say how many hours each thing took in a month; `seen` is the version that was changed."""
    burdens.check_community(area.level, area)
    back, most = parameter("burdens.estimate_months"), parameter("burdens.month_hours")
    estimates.check_month(month, today(), int(back.value), back.source)
    given = [one for one in lines if one.hours > 0]
    estimates.check_lines(given, staff, int(most.value), most.source)
    row = _written(actor, area, month, staff, seen)
    row.lines.all().delete()
    EstimateLine.objects.bulk_create([_line(row, area, one) for one in given])
    return row


def _written(actor: Actor, area: Area, month: date, staff: int, seen: int) -> Estimate:
    """The row of the month: of two who write at once the second sees that it was changed."""
    facts = {"staff": staff, "by": actor.user, "at": now(), "area_path": area.path, "version": 0}
    rows = Estimate.objects.select_for_update()
    row, __ = rows.get_or_create(area=area, month=month, defaults=facts)
    estimates.check_seen(seen, row.version)
    row.staff, row.by, row.at, row.version = staff, actor.user, now(), row.version + 1
    row.save(update_fields=["staff", "by", "at", "version"])
    return row


def _line(row: Estimate, area: Area, given: Hours) -> EstimateLine:
    line = EstimateLine(estimate=row, label=given.label, hours=given.hours)
    letter, __, key = given.source.partition(":")
    if letter in SOURCES and key.isdecimal():
        column, model = SOURCES[letter]
        found = _source(model, area, int(key))
        setattr(line, column, found)
        line.asker_id = getattr(found, "body_id" if letter == "p" else "asker_id")
    return line


def _source(model: type[Model], area: Area, key: int) -> Model:
    """What a line stands on: only something of this community, or admitted for it."""
    rows = model._default_manager.filter(pk=key)
    where = {"hearings__area": area} if model is Application else {"area": area}
    found = rows.filter(**where).first()
    if found is None:
        sentence = _("有一行所指的事项不在本社区，请刷新页面再填。")
        raise Refused("duties.estimate-source", sentence)
    return found
