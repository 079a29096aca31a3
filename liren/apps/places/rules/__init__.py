"""What a place may be, one module for each noun."""

from liren.apps.places.rules.areas import DIGITS, ORDER, check_point, nests, segment

__all__ = ["DIGITS", "ORDER", "check_point", "nests", "segment"]
