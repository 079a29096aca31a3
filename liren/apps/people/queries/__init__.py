"""Reading people and homes, one module for each noun."""

from liren.apps.people.queries.persons import person_for

__all__ = ["person_for"]
