"""Where an entry stands in the chain."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from liren.kernel.audit import roots, tree
from liren.kernel.audit.chain import COLUMNS, read, unpacked
from liren.kernel.audit.models import Entry, Seal
from liren.kernel.audit.proof import Proof

FOUND = """
SELECT number FROM audit_seal WHERE floor < %(key)s AND high >= %(key)s
AND (xact, entry) >= (%(xact)s::text::xid8, %(key)s) ORDER BY xact, entry LIMIT 1
"""
FURTHEST = 3000  # seals between an entry and the root to which its proof leads


@dataclass(frozen=True)
class Place:
    """The seal of an entry and its place in it."""

    seal: Seal
    index: int
    is_sound: bool

    @property
    def ordinal(self) -> int:
        """The how many-eth entry of its seal it is."""
        return self.index + 1

    @cached_property
    def path(self) -> list[str]:
        """The neighbours on the way to the root."""
        leaves = [leaf for _key, leaf in unpacked(self.seal.leaves)]
        return [step.hex() for step in tree.path(leaves, self.index)]


def place(entry: Entry) -> Place | None:
    """The seal that holds an entry; None while it waits, or when it was slipped in."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"key": entry.pk, "xact": str(entry.xact)})
        row = cursor.fetchone()
    seal = Seal.objects.get(number=row[0]) if row else None
    leaves = unpacked(seal.leaves) if seal else []
    index = next((n for n, (key, _leaf) in enumerate(leaves) if key == entry.pk), None)
    if seal is None or index is None:
        return None
    return Place(seal, index, tree.leaf(text(entry)) == leaves[index][1])


def text(entry: Entry) -> str:
    """What is hashed of an entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM audit_entry WHERE id = %s", [entry.pk])  # noqa: S608 — no input
        return read(cursor.fetchone()).text


def proof(entry: Entry, found: Place) -> Proof:
    """The proof up to the next root of a day; on the day itself up to the last seal."""
    seal = found.seal
    end = roots.days(1, roots.Root.of(seal).day)[0]
    later = Seal.objects.defer("leaves").filter(number__gt=seal.number, number__lte=end.seal)
    return Proof(
        entry=text(entry),
        index=found.index,
        path=found.path,
        seal=seal.text,
        links=[one.text for one in later.order_by("number")[:FURTHEST]],
    )
