"""The pages of changes and of what areas were."""

from liren.apps.lineage.views.areas import area, as_of, sizes
from liren.apps.lineage.views.changes import assign, draft, listing, step, view

__all__ = ["area", "as_of", "assign", "draft", "listing", "sizes", "step", "view"]
