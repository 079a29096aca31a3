"""The proof that one entry stands in the record, readable and checkable without this program's
database: the entry's text, the way up its tree, the seal, and the seals up to a published one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liren.kernel.audit import tree

FORMAT = "liren-proof-1"
# where facts stand in the text of a seal
NUMBER, COUNT, ROOT, PREVIOUS = 1, 7, 9, 10


class Unproven(ValueError):  # noqa: N818 — says what the entry is
    """The proof does not hold, and why."""


@dataclass(frozen=True)
class Proof:
    """One entry and everything that binds it to a published root."""

    entry: str
    index: int
    path: Sequence[str]
    seal: str
    links: Sequence[str] = ()
    format: str = FORMAT

    def as_json(self) -> str:
        """The proof as a file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> "Proof":
        """A file as a proof; Unproven when it is none."""
        try:
            given = json.loads(text)
            proof = cls(**given)
            json.loads(proof.entry), json.loads(proof.seal)
        except (ValueError, TypeError) as fault:
            raise Unproven("form") from fault
        if proof.format != FORMAT:
            raise Unproven("form")
        return proof


@dataclass(frozen=True)
class Proven:
    """What a proof shows: the facts of the entry, and the hash of the last seal it reaches."""

    entry: list[Any]
    seal: int
    until: int
    hash: str
    is_published: bool


def prove(proof: Proof, published: Mapping[int, str] | None = None) -> Proven:
    """Recompute everything; Unproven with `path`, `chain` or `published` when it does not fit."""
    try:
        seal = json.loads(proof.seal)
        way = [bytes.fromhex(step) for step in proof.path]
        top = tree.climb(tree.leaf(proof.entry), proof.index, seal[COUNT], way)
        if top.hex() != seal[ROOT]:
            raise Unproven("path")
        hash_, last = _follow(proof)
    except (ValueError, TypeError, IndexError) as fault:
        raise fault if isinstance(fault, Unproven) else Unproven("path") from fault
    said = (published or {}).get(last)
    if said is not None and said != hash_:
        raise Unproven("published")
    return Proven(json.loads(proof.entry), seal[NUMBER], last, hash_, said is not None)


def _follow(proof: Proof) -> tuple[str, int]:
    here = proof.seal
    for later in proof.links:
        if json.loads(later)[PREVIOUS] != tree.link(here).hex():
            raise Unproven("chain")
        here = later
    return tree.link(here).hex(), int(json.loads(here)[NUMBER])
