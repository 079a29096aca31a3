"""Checking the books when somebody asks for it."""

from liren.kernel.base.later import job
from liren.kernel.ledger import proof


@job("money.prove_now")
def prove_now() -> None:
    """Check all books once."""
    proof.check()
