"""What stands on the page of a body, and what keeps it from being dissolved, app by app.

A line of `BLOCKS` is a function `(actor, body) → Block, …`, shown in this order. A line of `HOLDS`
is a function `body → sentence`: it says what still hangs on the body and what to do with it.
"""

from collections.abc import Sequence

from django.utils.translation import ngettext

from liren.apps.bodies.rules.blocks import Hold, Provider
from liren.apps.cases.models import Case
from liren.apps.cases.rules import OPEN
from liren.apps.offices.queries.profile import block_of_body, posts_left
from liren.kernel.access.models import Body


def open_cases(body: Body) -> str:
    """The cases that wait for a body."""
    count = Case.objects.filter(handler=body, state__in=OPEN).count()
    if not count:
        return ""
    sentence = ngettext(
        "还有 %(count)d 件事件由它承办，请先办结或改派给别的机构。",
        "还有 %(count)d 件事件由它承办，请先办结或改派给别的机构。",
        count,
    )
    return sentence % {"count": count}


BLOCKS: Sequence[Provider] = (block_of_body,)
HOLDS: Sequence[Hold] = (open_cases, posts_left)
