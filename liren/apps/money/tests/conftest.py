"""A district with communities, its departments and finance, and funds as the packs name them."""

from dataclasses import dataclass

import pytest

from liren.apps.money.actions.booking import purse_of
from liren.apps.money.models import Fund, Purse
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.ledger import book
from liren.kernel.testing import world

DISTRICT = "990101."
STREET = "990101.001."
COMMUNITIES = ("990101.001.001.", "990101.001.002.", "990101.002.001.")


@dataclass
class Treasury:
    """Who pays, who spends, who looks on."""

    office: Actor  # district office
    finance: Actor  # district finance
    second: Actor  # of district finance as well
    chief: Actor  # of the first subdistrict
    desk: Actor
    heads: list[Actor]  # of the three communities
    workers: list[Actor]
    clerk: Actor  # of the department
    resident: Actor
    auditor: Actor
    department: Body
    bureau: Body  # of finance
    communities: list[Area]

    def fund(self, code: str = "fiscal_district") -> Fund:
        """A fund by its code."""
        return Fund.objects.get(code=code)

    def purse(self, fen: int, *, at: int = 0, code: str = "fiscal_district") -> Purse:
        """A community's purse of this year with money in it."""
        made = purse_of(self.communities[at], self.fund(code), today().year)
        source = book.open_account("outside/test", least=None)
        book.move("receive", source, made.account, fen)
        made.account.refresh_from_db()
        return made


@pytest.fixture
def treasury(db: None) -> Treasury:
    """Everybody at work, and no money anywhere."""
    world.rules()
    department = world.body("民政局", "department", DISTRICT, "civil_affairs")
    bureau = world.body("财政局", "department", DISTRICT, "finance")
    return Treasury(
        office=world.actor("office", "district_office", DISTRICT),
        finance=world.actor("finance", "district_finance", DISTRICT),
        second=world.actor("second", "district_finance", DISTRICT),
        chief=world.actor("chief", "subdistrict_head", STREET),
        desk=world.actor("desk", "subdistrict_desk", STREET),
        heads=[world.actor(f"head{n}", "community_head", p) for n, p in enumerate(COMMUNITIES)],
        workers=[
            world.actor(f"worker{n}", "community_worker", p) for n, p in enumerate(COMMUNITIES)
        ],
        clerk=world.actor("clerk", "department_clerk", DISTRICT, for_body=department),
        resident=world.actor("resident", "resident", COMMUNITIES[0]),
        auditor=world.actor("auditor", "auditor", DISTRICT),
        department=department,
        bureau=bureau,
        communities=[world.area(path) for path in COMMUNITIES],
    )
