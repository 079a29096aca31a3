"""Where an entry stands in the chain."""

from dataclasses import dataclass

from django.db import connection

from liren.kernel.audit import roots, tree
from liren.kernel.audit.chain import TEXT, unpacked
from liren.kernel.audit.models import Entry, Seal
from liren.kernel.audit.proof import Proof

FOUND = """
SELECT number FROM audit_seal WHERE floor < %(key)s AND high >= %(key)s
AND (xact, entry) >= (%(xact)s::text::xid8, %(key)s) ORDER BY xact, entry LIMIT 1
"""
FURTHEST = 3000  # seals between an entry and the root to which its proof leads


@dataclass(frozen=True)
class Standing:
    """The seal of an entry and its place in it."""

    seal: Seal
    index: int
    is_sound: bool


def place(entry: Entry) -> Standing | None:
    """The seal that holds an entry; None while it waits, or when it was slipped in."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"key": entry.pk, "xact": str(entry.xact)})
        found = cursor.fetchone()
    seal = Seal.objects.get(number=found[0]) if found else None
    leaves = unpacked(seal.leaves) if seal else []
    index = next((n for n, (key, _leaf) in enumerate(leaves) if key == entry.pk), None)
    if seal is None or index is None:
        return None
    return Standing(seal, index, tree.leaf(text(entry)) == leaves[index][1])


def text(entry: Entry) -> str:
    """What is hashed of an entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {TEXT} FROM audit_entry WHERE id = %s", [entry.pk])  # noqa: S608 — no input
        return str(cursor.fetchone()[0])


def proof(entry: Entry, standing: Standing) -> Proof:
    """The proof up to the next root of a day; on the day itself up to the last seal."""
    seal = standing.seal
    end = roots.days(1, roots.Root.of(seal).day)[0]
    later = Seal.objects.defer("leaves").filter(number__gt=seal.number, number__lte=end.seal)
    leaves = [leaf for _key, leaf in unpacked(seal.leaves)]
    return Proof(
        entry=text(entry),
        index=standing.index,
        path=[step.hex() for step in tree.path(leaves, standing.index)],
        seal=seal.text,
        links=[one.text for one in later.order_by("number")[:FURTHEST]],
    )
