"""Pages, one module for each noun."""

from liren.apps.bodies.views.listing import listing, view

__all__ = ["listing", "view"]
