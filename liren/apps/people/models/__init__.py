"""People and homes as tables, one module for each noun."""

from liren.apps.people.models.events import Event
from liren.apps.people.models.households import Household, Stay
from liren.apps.people.models.persons import Person
from liren.apps.people.models.rentals import Permit, RoomCheck, Tenancy, Tenant
from liren.apps.people.models.rights import (
    Assessment,
    Breach,
    Claim,
    Consent,
    Export,
    Purpose,
    RetentionRun,
    Search,
)
from liren.apps.people.models.sheets import Sheet
from liren.apps.people.models.tags import Tag, TagKind
from liren.apps.people.models.visits import Proposal, Visit

__all__ = [
    "Assessment",
    "Breach",
    "Claim",
    "Consent",
    "Event",
    "Export",
    "Household",
    "Permit",
    "Person",
    "Proposal",
    "Purpose",
    "RetentionRun",
    "RoomCheck",
    "Search",
    "Sheet",
    "Stay",
    "Tag",
    "TagKind",
    "Tenancy",
    "Tenant",
    "Visit",
]
