"""What people do: declare and confirm facts, propose and agree to values of rules."""

from liren.apps.standards.actions.changes import consent, propose, refuse, withdraw
from liren.apps.standards.actions.declared import confirm, declare, note_export

__all__ = ["confirm", "consent", "declare", "note_export", "propose", "refuse", "withdraw"]
