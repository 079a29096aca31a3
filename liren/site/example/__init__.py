"""The example district 和安区 (990101): invented from its shores to its complaints.

`load` writes areas, bodies, people and eight weeks of cases through the actions; `logins` lists
who can log in; `remove` drops the database in which all this lies.
"""

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections

from liren.site.terminal import Stop, _, complain

if TYPE_CHECKING:
    from liren.site.example.people import Entry

SEED = 990101
MOST_HANDS = 2


def is_loaded() -> bool:
    """Whether the district is there, to its last case."""
    from liren.apps.cases.models import CaseDay
    from liren.kernel.access.models import User

    return User.objects.filter(example=True).exists() and CaseDay.objects.exists()


def load(share: float = 1.0, hands: int = 0) -> None:
    """Write the district; `share` makes it smaller and `hands` sets the processes, for tests."""
    if not settings.LIREN_EXAMPLE:
        raise Stop(_("示例区只能装入它自己的数据库。"))
    from liren.site.example.making import make

    began = time.monotonic()

    def tell(steps: int, moment: datetime) -> None:
        seconds = time.monotonic() - began
        words = _("已写到 {day}，{steps} 步，{seconds:.0f} 秒")
        complain("  " + words.format(day=f"{moment:%F}", steps=steps, seconds=seconds))

    make(SEED, share, hands or min(os.cpu_count() or 1, MOST_HANDS), tell)


def remove() -> None:
    """Drop the database of the example district, and its map."""
    from liren.site import database
    from liren.site.example.making import GROUND

    connections.close_all()
    database.drop(database.EXAMPLE)
    (settings.HOME / GROUND).unlink(missing_ok=True)


def logins() -> list["Entry"]:
    """Who can log in: role, area, log-in name and password."""
    from liren.site.example.people import printed

    return printed()
