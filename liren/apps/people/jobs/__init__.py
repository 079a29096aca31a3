"""What the worker does for people and homes: importing a module registers its jobs."""

from liren.apps.people.jobs import reminding, retention

__all__ = ["reminding", "retention"]
