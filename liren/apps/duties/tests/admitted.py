"""An application brought on by its actions, up to any state, for the tests of what follows it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from liren.apps.duties.actions.applications import draft, submit
from liren.apps.duties.actions.covers import activate, confirm_cover, record_cover
from liren.apps.duties.actions.hearings import give_opinion, open_hearing
from liren.apps.duties.actions.reviews import approve, open_review, vote
from liren.apps.duties.models import Application
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, Grant
from liren.kernel.base.clock import today
from liren.kernel.testing import world

WHY = "按照市里统一部署，对辖区住户开展入户调查。"
NO = "目前任务太重，实在排不开人手。"


def terms(offices: Offices, **changes: Any) -> dict[str, Any]:
    """What a survey in all communities says of itself."""
    return {
        "kind": "survey",
        "title": "住户调查入户登记",
        "reason": WHY,
        "basis": "市统计局 2026 年 12 号文件",
        "start_on": today() + timedelta(days=90),
        "end_on": today() + timedelta(days=150),
        "wanted": {area.code: 100 for area in offices.communities},
        "unit": "户",
        "unit_fen": 1500,
        "hours_each": 40,
        **changes,
    }


def drafted(offices: Offices, **changes: Any) -> Application:
    """A draft of the department."""
    return draft(offices.clerk, offices.department, **terms(offices, **changes))


def submitted(offices: Offices, **changes: Any) -> Application:
    """The papers lie with the office; a task that begins soon says why."""
    return submit(offices.clerk, drafted(offices, **changes), late_reason="临时下达，来不及提前。")


def heard(offices: Offices, objecting: Sequence[int] = (), **changes: Any) -> Application:
    """Everybody was asked and has spoken; those at these places of the list object."""
    application = open_hearing(offices.office, submitted(offices, **changes))
    voices = {row.area_id: row for row in application.hearings.all()}
    for n, (head, area) in enumerate(zip(offices.heads, offices.communities, strict=True)):
        if area.pk in voices:
            said = ("objects", NO) if n in objecting else ("agrees", "")
            give_opinion(head, voices[area.pk], stance=said[0], text=said[1])
    for path in ("990101.001.", "990101.002."):
        who = (
            offices.desk if path.endswith("001.") else somebody("desk2", "subdistrict_desk", path)
        )
        row = application.hearings.filter(area_path=path).first()
        if row:
            give_opinion(who, row, stance="agrees")
    return application


def somebody(name: str, role: str, path: str = "", *, for_body: Body | None = None) -> Actor:
    """Somebody with a role, also where a test needs him twice."""
    known = Grant.objects.filter(user__username=name).exists()
    return world.actor(name) if known else world.actor(name, role, path, for_body=for_body)


def table(offices: Offices) -> list[Body]:
    """The bodies of a joint review: two departments and a subdistrict."""
    known = Body.objects.filter(name__in=("财政局", "城东街道办事处"))
    rows = list(known) or [
        world.body("财政局", "department", DISTRICT),
        world.body("城东街道办事处", "subdistrict", "990101.001."),
    ]
    return [offices.neighbour, *rows]


def voted(
    offices: Offices, choices: Sequence[str] = ("for", "for", "for"), **more: Any
) -> Application:
    """The table has voted."""
    application = heard(offices, **more)
    open_review(offices.office, application, bodies=table(offices))
    for choice, seat in zip(choices, application.seats.order_by("pk"), strict=False):
        who = somebody(f"vote-{seat.body.name}", "department_head", for_body=seat.body)
        vote(who, seat, choice=choice, reason="" if choice != "against" else NO)
    application.refresh_from_db()
    return application


def approved(
    offices: Offices, scope: Mapping[str, int] | None = None, **changes: Any
) -> Application:
    """Admitted, for all communities or those of the scope; not yet paid for."""
    application = voted(offices, **changes)
    every = {
        row.area.code: row.quantity
        for row in application.hearings.filter(area__level="community").select_related("area")
    }
    return approve(offices.office, application, scope=every if scope is None else scope)


def funded(offices: Offices, **changes: Any) -> Application:
    """The money is confirmed."""
    application = approved(offices, **changes)
    row = record_cover(
        offices.clerk, application, kind="budget", fen=10_000_000, paper="财预〔2026〕18号"
    )
    confirm_cover(offices.finance, row)
    application.refresh_from_db()
    return application


def active(offices: Offices, **changes: Any) -> Application:
    """It may be handed over: by default from today on."""
    changes = {"start_on": today(), "end_on": today() + timedelta(days=60), **changes}
    return activate(offices.office, funded(offices, **changes))
