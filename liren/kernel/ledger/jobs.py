"""What the worker does for the books."""

from liren.kernel.base.later import job
from liren.kernel.ledger import proof


@job("ledger.prove", cron="41 2 * * *")
def prove() -> None:
    """Every night: check all books."""
    proof.check()
