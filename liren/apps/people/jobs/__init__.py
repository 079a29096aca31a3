"""What the worker does for people and homes: importing a module registers its jobs."""

from liren.apps.people.jobs import moving, reminding, retention, sheets

__all__ = ["moving", "reminding", "retention", "sheets"]
