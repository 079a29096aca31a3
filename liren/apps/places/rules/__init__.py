"""What a place may be, one module for each noun."""

from liren.apps.places.rules.areas import DIGITS, ORDER, check_point, nests, segment
from liren.apps.places.rules.estates import (
    CommunityKind,
    EstateKind,
    Management,
    Numbering,
    Pattern,
    UrbanRural,
    Use,
)
from liren.apps.places.rules.profile import Block, Provider, Tile

__all__ = [
    "DIGITS",
    "ORDER",
    "Block",
    "CommunityKind",
    "EstateKind",
    "Management",
    "Numbering",
    "Pattern",
    "Provider",
    "Tile",
    "UrbanRural",
    "Use",
    "check_point",
    "nests",
    "segment",
]
