"""Who is asked before anything is admitted, and what each of them says."""

from liren.apps.duties.actions.applications import locked, move
from liren.apps.duties.models import Application, Hearing
from liren.apps.duties.queries.hearings import loads_of
from liren.apps.duties.rules import admitting as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now
from liren.kernel.policy.values import value


@action("duties.open_hearing")
def open_hearing(actor: Actor, application: Application, /) -> Application:
    """The papers are in order: ask the wanted communities and their subdistricts."""
    move(application, "duties.open_hearing")
    rows = list(application.hearings.select_related("area__parent"))
    offices = {row.area.parent_id: row.area.parent for row in rows if row.area.parent}
    asked_offices = [office_row(application, area) for area in offices.values() if area]
    loads = loads_of([row.area for row in rows])
    for row in rows:
        row.load, row.asked_at = loads[row.area_id], now()
        row.stance, row.text, row.by, row.at = "", "", None, None
    Hearing.objects.bulk_update(rows, ["load", "asked_at", "stance", "text", "by", "at"])
    Hearing.objects.bulk_create(
        [one for one in asked_offices if one.area_id not in {row.area_id for row in rows}]
    )
    application.save()
    return application


def office_row(application: Application, area: Area) -> Hearing:
    """A subdistrict is asked, too; nothing is wanted of itself."""
    return Hearing(application=application, area=area, area_path=area.path, asked_at=now())


@action("duties.give_opinion")
def give_opinion(actor: Actor, hearing: Hearing, /, *, stance: str, text: str = "") -> Hearing:
    """Say what a subdistrict or community thinks of it; until the end it may be said anew."""
    application = locked(hearing.application)
    rules.check_open_for_voices(application.state)
    rules.check_stance(stance, text, value("admission.min_reason_length"))
    hearing.stance, hearing.text = stance, text.strip()
    hearing.by, hearing.at = actor.user, now()
    hearing.save(update_fields=["stance", "text", "by", "at"])
    return hearing
