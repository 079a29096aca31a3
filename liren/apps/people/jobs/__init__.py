"""What the worker does for people and homes: importing a module registers its jobs."""

from liren.apps.people.jobs import answering, moving, reminding, retention, sheets

__all__ = ["answering", "moving", "reminding", "retention", "sheets"]
