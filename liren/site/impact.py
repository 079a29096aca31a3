"""What other apps add to the preview of a change of boundaries, and what never follows one.

A contribution gets the successors as they will be and gives lines of figures; where something is
missing it gives None and says why. Rows of a model in `STAYS` belong to the area of their time:
a figure that was declared for a community in one year stays that community's.
"""

from liren.apps.lineage.rules import Contribution, Impact

CONTRIBUTIONS: tuple[Contribution, ...] = ()
STAYS = frozenset({"lineage.change", "standards.declared"})

IMPACT = Impact(contributions=CONTRIBUTIONS, stays=STAYS)
