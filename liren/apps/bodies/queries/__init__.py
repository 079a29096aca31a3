"""Reads, one module for each noun."""

from liren.apps.bodies.queries.competence import (
    bodies_for,
    body_for,
    competent,
    function_names,
    is_competent,
    kind_names,
)

__all__ = [
    "bodies_for",
    "body_for",
    "competent",
    "function_names",
    "is_competent",
    "kind_names",
]
