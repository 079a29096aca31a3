"""Who is told when something is ordered away from a community's door."""

from functools import partial

from django.utils.translation import gettext_noop

from liren.apps.duties.jobs.estimates import MOST, working_in
from liren.apps.duties.models import Burden
from liren.apps.duties.rules.burdens import BurdenState
from liren.kernel.access.actor import Actor
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.later import job, later
from liren.kernel.tell.telling import Message, tell

ORDERED = gettext_noop("%(place)s的“%(title)s”应在 %(day)s 前清理，依据：%(order)s")


def tell_ordered(actor: Actor, row: Burden) -> None:
    """The reaction to an order: one job, which tells the community and who asked for it."""
    later("duties.tell_removal", row=row.pk)


@job("duties.tell_removal")
def tell_removal(row: int) -> None:
    """Tell those who work in the community, and those of the body that wanted it."""
    burden = Burden.objects.select_related("area", "asker").get(pk=row)
    if burden.state != BurdenState.ORDERED or burden.remove_by is None:
        return
    message = Message(
        kind="duties.order_removal",
        key=f"duties.order:{burden.pk}:{burden.remove_by.isoformat()}",
        sentence=ORDERED,
        facts={
            "place": burden.area.name,
            "title": burden.title,
            "day": f"{burden.remove_by:%F}",
            "order": burden.order,
        },
        link=burden.get_absolute_url(),
    )
    people = working_in(burden.area)
    if burden.asker:
        people += list(holders("duties.burdens", body=burden.asker)[:MOST])
    together(partial(tell, people, message))
