"""Whether a proposed value may stand: its shape, its document, its days, and what it computes."""

from liren.apps.standards.models import Change
from liren.apps.standards.queries.versions import versions_in
from liren.apps.standards.rules import changes as rules


def check_change(change: Change) -> None:
    """Refused with a sentence at the first thing that is wrong."""
    rules.check_source(change.source)
    rules.check_value(change.before.value, change.value)
    others = versions_in(change.pack, change.key)
    rules.check_start(change.valid_from, others)
