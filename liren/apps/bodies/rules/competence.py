"""Which body is competent: it has the function, and the place lies in its area."""

from collections.abc import Iterable


def competence(functions: Iterable[str], wanted: Iterable[str]) -> int | None:
    """How early in the wanted list a body's functions come: 0 is best, None is not competent."""
    have = set(functions)
    return next((rank for rank, one in enumerate(wanted) if one in have), None)
