"""What happened in the town of the matrix: a couple, a lodger, two who look alike, a sheet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from liren.apps.people import actions
from liren.apps.people.models import Event, Household, Person, Sheet
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area

SINCE = date(2020, 1, 1)


@dataclass
class Happened:
    """Everything by name."""

    dwelling: Dwelling
    man: Person
    wife: Person
    lodger: Person
    double: Person
    household: Household
    event: Event
    merged: Event
    sheet: Sheet


def happened(head: Actor, dwelling: Dwelling, community: Area) -> Happened:
    """A household of three, somebody written down three times, and a list that came in."""
    man = actions.register(head, dwelling, name="顾长青", paper="none", sex="1", since=SINCE)
    man = Person.objects.select_related("household").get(pk=man.pk)
    assert man.household is not None
    home: dict[str, Any] = {"household": man.household, "paper": "none", "since": SINCE}
    wife = actions.register(head, dwelling, name="郑月", relation="10", marital="20", **home)
    lodger = actions.register(head, dwelling, name="钱小满", relation="99", sex="2", **home)
    first, second, third = (
        actions.register(head, dwelling, name="林一一", born=date(1990, 1, 1), paper="none")
        for _n in range(3)
    )
    merged = actions.merge(head, first, other=third)
    event = actions.move_in(head, dwelling, name="周临时", paper="none")
    rows = [["小区", "楼号", "室号", "姓名"], ["南门花园", "1", "101", "孙多多"]]
    sheet = actions.import_people(head, community, rows=rows, sender="派出所")
    return Happened(
        dwelling, man, wife, lodger, second, man.household, event, merged, sheet
    )  # fmt: skip
