"""Merkle trees as in RFC 6962, section 2.1: no Django, no database.

A leaf and a node are hashed behind different first bytes, so that neither can be taken for the
other; an odd node at the end of a level rises as it is.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

SIZE = 32
LEAF, NODE, SEAL = b"\0", b"\1", b"\2"


def leaf(text: str) -> bytes:
    """The hash of one entry."""
    return sha256(LEAF + text.encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(NODE + left + right).digest()


def link(text: str) -> bytes:
    """The hash of one seal of the chain."""
    return sha256(SEAL + text.encode()).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The one hash over all leaves in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else sha256().digest()


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The neighbours on the way from one leaf to the root."""
    found, level = [], list(leaves)
    while len(level) > 1:
        if index ^ 1 < len(level):
            found.append(level[index ^ 1])
        level, index = _above(level), index // 2
    return found


def climb(start: bytes, index: int, count: int, way: Iterable[bytes]) -> bytes:
    """The root to which a leaf and its neighbours lead; ValueError when they do not fit."""
    if not 0 <= index < count:
        raise ValueError("no such leaf")
    here, steps = start, iter(way)
    while count > 1:
        if index ^ 1 < count:
            beside = next(steps, None)
            if beside is None:
                raise ValueError("the way is too short")
            here = node(beside, here) if index % 2 else node(here, beside)
        index, count = index // 2, (count + 1) // 2
    if next(steps, None) is not None:
        raise ValueError("the way is too long")
    return here


def _above(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    risen = [node(left, right) for left, right in pairs]
    return [*risen, level[-1]] if len(level) % 2 else risen
