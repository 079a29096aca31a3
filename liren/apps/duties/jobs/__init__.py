"""What the worker does for duties: importing a module registers its jobs."""

from liren.apps.duties.jobs import admission, burdens, estimates, gate

__all__ = ["admission", "burdens", "estimates", "gate"]
