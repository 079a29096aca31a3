"""The territory as pages, one module for each noun."""

from liren.apps.places.views.areas import ground, shapes, tree, view

__all__ = ["ground", "shapes", "tree", "view"]
