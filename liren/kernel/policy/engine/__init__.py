"""Formulas over dated parameters: one figure with its reasons, or a column for all places."""

from liren.kernel.policy.engine.figure import Band, Figure, Lack, Number, Told, Use, Written
from liren.kernel.policy.engine.parse import Expression, Reference, parse
from liren.kernel.policy.engine.ruleset import RuleSet, Shelf, Subject, chain, rules, shelf
from liren.kernel.policy.faults import Malformed

__all__ = [
    "Band",
    "Expression",
    "Figure",
    "Lack",
    "Malformed",
    "Number",
    "Reference",
    "RuleSet",
    "Shelf",
    "Subject",
    "Told",
    "Use",
    "Written",
    "chain",
    "parse",
    "rules",
    "shelf",
]
