"""What stands at the door of the town of the matrix."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from liren.apps.duties.actions.burdens import note_burden, order_removal
from liren.apps.duties.actions.estimates import estimate
from liren.apps.duties.models import Application, Burden, Estimate
from liren.apps.duties.rules.estimates import Hours, before, first_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.testing import world

DAY = timedelta(days=1)


@dataclass
class Burdened:
    """Two plaques, the admission on which one may stand, and a month that was said."""

    plaque: Burden
    other: Burden
    ordered: Burden
    application: Application
    estimate: Estimate


def burdened(head: Actor, community: Area, body: Body) -> Burdened:
    """The head of the own community registers what hangs there; the desk orders one away."""
    desk = world.actor("maker-clearing", "subdistrict_desk", community.path)
    plaque, other, ordered = (
        note_burden(head, community, kind="plaque", title=title, asker=body)
        for title in ("普法宣传站", "法治宣传站", "旧牌子")
    )
    ordered = order_removal(desk, ordered, remove_by=today() + DAY, document="减负办3号")
    lines = [Hours("接待来访", Decimal(4))]
    said = estimate(head, community, month=before(first_of(today())), staff=3, lines=lines)
    return Burdened(plaque, other, ordered, carried(head, community, body), said)


def carried(head: Actor, community: Area, body: Body) -> Application:
    """An admission of the body that reaches the community."""
    made = Application.objects.create(
        body=body, area=community, kind="plaque", title="普法宣传站", reason="普法",
        state="active", start_on=today(), end_on=today() + 90 * DAY,
        drafted_by=head.user, drafted_at=now(), stage_at=now(),
    )  # fmt: skip
    made.hearings.create(area=community, area_path=community.path, quantity=1, admitted=True)
    return made
