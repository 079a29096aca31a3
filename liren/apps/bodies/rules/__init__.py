"""What a body may be and do; plain Python, one module for each noun."""

from liren.apps.bodies.rules.competence import competence
from liren.apps.bodies.rules.institutions import PASSIVE, Link, Model, Part, Tie
from liren.apps.bodies.rules.kinds import LEVELS, Family, Filled, Nature

__all__ = [
    "LEVELS",
    "PASSIVE",
    "Family",
    "Filled",
    "Link",
    "Model",
    "Nature",
    "Part",
    "Tie",
    "competence",
]
