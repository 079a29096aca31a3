"""What stands on the page of an area: each app gives figures and blocks, shown in this order.

A line is the function of an app, `(actor, area) → Tile | Block, …`; what they are stands in
`liren.apps.places.rules`.
"""

from collections.abc import Sequence

from liren.apps.bodies.views.profile import profile as bodies
from liren.apps.duties.views.load_block import load_block as duties
from liren.apps.lineage.queries.profile import block_of as lineage
from liren.apps.money.views.money_block import money_block as money
from liren.apps.offices.queries.profile import block_of_area as offices
from liren.apps.people.queries.profile import block_of_area as people
from liren.apps.people.queries.profile import block_of_home as who_lives
from liren.apps.places.queries.grids import grid_block as grids
from liren.apps.places.rules import Provider
from liren.apps.standards.views.profile import profile as standards

PROFILE: Sequence[Provider] = (people, bodies, offices, standards, duties, money, grids, lineage)
# on the pages of buildings and dwellings: `(actor, building or dwelling) → Block, …`
HOMES: Sequence[Provider] = (who_lives,)
