"""What the worker does for the record."""

from liren.kernel.audit import chain, checks, publish
from liren.kernel.base.later import job, later


@job("audit.seal", cron="* * * * *")
def seal() -> None:
    """Every minute: seal what is final."""
    chain.seal()


@job("audit.publish", cron="7 * * * *")
def publish_roots() -> None:
    """Every hour: what should have left the machine and has not is brought out."""
    for number, channel in publish.missing():
        later("audit.deliver", seal=number, channel=channel)


@job("audit.deliver")
def deliver(seal: int, channel: str) -> None:
    """Bring one root out by one channel; tried again with growing pauses."""
    publish.deliver(seal, channel)


@job("audit.check")
def check(check: int) -> None:
    """The check of the whole chain that somebody asked for."""
    checks.carry_out(check)
