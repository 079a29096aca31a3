"""Writing about people and homes, one module for each noun."""

from liren.apps.people.actions.persons import register

__all__ = ["register"]
