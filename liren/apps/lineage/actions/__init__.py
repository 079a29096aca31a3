"""The only writers of changes: one function for each verb, and what the worker does."""

from liren.apps.lineage.actions.course import assign, consent, draft, propose, refuse, withdraw
from liren.apps.lineage.actions.custody import keep_custodies
from liren.apps.lineage.actions.following import follow
from liren.apps.lineage.actions.switching import carry_out

__all__ = [
    "assign",
    "carry_out",
    "consent",
    "draft",
    "follow",
    "keep_custodies",
    "propose",
    "refuse",
    "withdraw",
]
