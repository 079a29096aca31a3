"""The rules of all packs, for reading: what holds on a day, and what was said when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liren.apps.standards.rules.themes import rank, theme_of
from liren.kernel.policy.models import Formula, Pack, Parameter
from liren.kernel.policy.precedence import holds, known_from, nearest, settle

Rule = Parameter | Formula
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """One rule as it holds on a day in a place: the value, and the row that decides it."""

    key: str
    row: Rule
    value: object
    is_formula: bool

    @property
    def theme(self) -> str:
        """Where it belongs."""
        return theme_of(self.key)


@dataclass(frozen=True)
class Version:
    """One dated value of a pack; it ends at its own end or when a newer one begins."""

    row: Rule
    until: date | None
    holds: bool

    @property
    def known(self) -> date:
        """The day from which it was known."""
        return known_from(self.row)


def packs() -> list[Pack]:
    """All packs that were loaded: the one in force first, then by name."""
    return sorted(
        Pack.objects.select_related("under"), key=lambda pack: (not pack.in_force, pack.code)
    )


def pack_of(code: str, known: Sequence[Pack]) -> Pack:
    """The pack of this code; the one in force where there is none."""
    return next((pack for pack in known if pack.code == code), known[0])


def chain(pack: Pack, known: Sequence[Pack]) -> list[Pack]:
    """A pack with those that lie under it, nearest first."""
    by_key = {one.pk: one for one in known}
    found = [pack]
    while under := by_key.get(found[-1].under_id or 0):
        found.append(under)
    return found


def terms(order: Sequence[Pack], day: date) -> list[Term]:
    """All rules of a place on a day, by theme and key."""
    keys = [pack.pk for pack in order]
    said = _by_key(Parameter.objects.filter(pack__in=keys).select_related("pack"))
    lines = _by_key(Formula.objects.filter(pack__in=keys).select_related("pack"))
    found: list[Term] = []
    for key, rows in said.items():
        if held := nearest(rows, keys, day):
            ruling = settle(held)  # type: ignore[arg-type]
            found.append(Term(key, ruling.row, ruling.value, False))
    for key, rows in lines.items():
        if held := nearest(rows, keys, day):
            found.append(Term(key, held[0], held[0].expression, True))  # type: ignore[union-attr]
    return sorted(found, key=lambda term: (*rank(term.theme), term.is_formula, term.key))


def _by_key(rows: Iterable[Rule]) -> dict[str, dict[int, list[Rule]]]:
    found: dict[str, dict[int, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.key][row.pack_id].append(row)
    return found


def sought(found: Iterable[Term], q: str, theme: str, verify: str) -> list[Term]:
    """Those whose name, key or source hold a text, of a theme, to be verified or not."""
    text = q.strip().lower()
    return [
        term
        for term in found
        if (not theme or term.theme == theme)
        and (verify != "yes" or term.row.verify)
        and (verify != "edited" or term.row.edited)
        and (verify != "formula" or term.is_formula)
        and text in f"{term.key} {term.row.zh} {term.row.en} {term.row.source}".lower()
    ]


def history(key: str, day: date) -> list[Version]:
    """All values of one key in all packs, the latest first."""
    rows: list[Rule] = [
        *Parameter.objects.filter(key=key).select_related("pack"),
        *Formula.objects.filter(key=key).select_related("pack"),
    ]
    return sorted(
        (_version(row, rows, day) for row in rows),
        key=lambda one: (one.row.valid_from, one.known),
        reverse=True,
    )


def _version(row: Rule, rows: Sequence[Rule], day: date) -> Version:
    others = [
        one for one in rows if one.pack_id == row.pack_id and one.valid_from > row.valid_from
    ]
    begins = min((one.valid_from for one in others), default=None)
    ends = begins - ONE_DAY if begins else None
    until = min((end for end in (row.valid_to, ends) if end), default=None)
    return Version(row, until, holds(row, day) and (until is None or day <= until))


def held(key: str, order: Sequence[Pack], day: date) -> Rule | None:
    """The row that decides a rule on a day; None where none holds."""
    keys = [pack.pk for pack in order]
    said = _by_key(Parameter.objects.filter(pack__in=keys, key=key).select_related("pack"))
    lines = _by_key(Formula.objects.filter(pack__in=keys, key=key).select_related("pack"))
    if found := nearest(said.get(key, {}), keys, day):
        return settle(found).row  # type: ignore[arg-type]
    return next(iter(nearest(lines.get(key, {}), keys, day)), None)
