"""What other apps show on the pages of duties: blocks of an application, a task, a department.

A line is the function of an app, `(actor, row) → Block, …`, shown in this order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from liren.apps.bodies.rules.blocks import Block
from liren.apps.money.views import pledges

BLOCKS: Mapping[str, Sequence[Callable[[Any, Any], Iterable[Block]]]] = {
    "application": (pledges.on_application,),
    "assignment": (pledges.on_assignment,),
    "department": (pledges.on_department,),
}
