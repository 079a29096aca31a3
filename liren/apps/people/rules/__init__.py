"""What may be written of people and homes, one module for each noun."""

from liren.apps.people.rules.codes import NATIONS, Marital, Paper, Relation, Sex, Work
from liren.apps.people.rules.events import Happened, HouseholdKind
from liren.apps.people.rules.persons import (
    LAST,
    PERSONAL,
    Bond,
    Residence,
    State,
    age,
    mask_number,
    normal_number,
    residence,
)

__all__ = [
    "LAST",
    "NATIONS",
    "PERSONAL",
    "Bond",
    "Happened",
    "HouseholdKind",
    "Marital",
    "Paper",
    "Relation",
    "Residence",
    "Sex",
    "State",
    "Work",
    "age",
    "mask_number",
    "normal_number",
    "residence",
]
