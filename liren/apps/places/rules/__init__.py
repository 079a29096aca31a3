"""What a place may be, one module for each noun."""

from liren.apps.places.rules.areas import DIGITS, ORDER, check_point, nests, segment
from liren.apps.places.rules.profile import Block, Provider, Tile

__all__ = ["DIGITS", "ORDER", "Block", "Provider", "Tile", "check_point", "nests", "segment"]
