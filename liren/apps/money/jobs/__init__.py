"""What the worker does with money."""

from liren.apps.money.jobs.books import prove_now
from liren.apps.money.jobs.claims import remind
from liren.apps.money.jobs.disclosures import remind_accounts
from liren.apps.money.jobs.runs import count_later, keep_runs, post_later
from liren.apps.money.jobs.years import confirm_below, propose_below

__all__ = [
    "confirm_below",
    "count_later",
    "keep_runs",
    "post_later",
    "propose_below",
    "prove_now",
    "remind",
    "remind_accounts",
]
