"""Reads, one module for each noun."""

from liren.apps.bodies.queries.competence import competent, function_names, is_competent
from liren.apps.bodies.queries.institutions import (
    adopted_at,
    appraisers_of,
    home_of,
    kind_names,
    model_of,
    models,
    responsible,
)
from liren.apps.bodies.queries.lines import bodies_around, lines_in, lines_of
from liren.apps.bodies.queries.listing import Asked, bodies_for, body_for
from liren.apps.bodies.queries.missing import missing_in
from liren.apps.bodies.queries.party import members_of, party_of

__all__ = [
    "Asked",
    "adopted_at",
    "appraisers_of",
    "bodies_around",
    "bodies_for",
    "body_for",
    "competent",
    "function_names",
    "home_of",
    "is_competent",
    "kind_names",
    "lines_in",
    "lines_of",
    "members_of",
    "missing_in",
    "model_of",
    "models",
    "party_of",
    "responsible",
]
