"""What the books hold altogether, and what their last check found."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from liren.apps.money.rules.chart import SPHERES
from liren.kernel.base.clock import now
from liren.kernel.ledger.models import Posting, Proof, Unit

STALE = timedelta(days=2)
KINDS = """
    SELECT split_part(code, '/', 1), parent_id IS NOT NULL, count(*), sum(amount)::bigint
    FROM ledger_account WHERE unit = %s GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Sum:
    """The accounts of one kind together."""

    kind: str
    label: str
    accounts: int
    fen: int


def last_proof() -> Proof | None:
    """The last check."""
    return Proof.objects.order_by("-at").first()


def proofs(most: int = 30) -> list[Proof]:
    """The last checks, the latest first."""
    return list(Proof.objects.order_by("-at")[:most])


def is_stale(proof: Proof | None) -> bool:
    """Whether the books were not checked for too long; what is empty need not be."""
    if proof is not None:
        return proof.at < now() - STALE
    first = Posting.objects.order_by("id").first()
    return first is not None and first.at < now() - STALE


def sums() -> list[Sum]:
    """What lies in the accounts of each kind; all together make nothing."""
    with connection.cursor() as cursor:
        cursor.execute(KINDS, [Unit.FEN])
        rows = cursor.fetchall()
    return [
        Sum(f"{kind}/" if held else kind, str(SPHERES.get((kind, held), kind)), accounts, fen)
        for kind, held, accounts, fen in rows
    ]
