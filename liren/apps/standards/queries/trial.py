"""Rules as they would be: with values that stand in no pack, and nothing saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liren.kernel.policy.engine import RuleSet, Shelf, Subject, shelf
from liren.kernel.policy.models import Pack, Parameter

Rows = Mapping[str, Mapping[Any, Sequence[Parameter]]]


def rules_with(
    values: Mapping[str, Any], day: date, *, pack: Pack | None = None, code: str | None = None
) -> RuleSet:
    """The rules of a day in which some parameters have other values from that day on."""
    kept = shelf(code)
    where = pack or kept.packs[0]
    changed: dict[str, Mapping[Any, Sequence[Parameter]]] = {
        key: _with(kept.parameters[key], where, value, day)
        for key, value in values.items()
        if key in kept.parameters
    }
    made = Shelf(kept.packs, {**kept.parameters, **changed}, kept.formulas, kept.inputs)
    return RuleSet(made, day)


def names_of(rules: RuleSet) -> dict[str, Subject]:
    """All that can be computed, by key."""
    listed = rules.keys()
    return {one.key: one for one in listed}


def _with(
    rows: Mapping[Any, Sequence[Parameter]], pack: Pack, value: Any, day: date
) -> Mapping[Any, Sequence[Parameter]]:
    """The versions of one parameter and one more; it replaces one that begins on the same day."""
    like = next(iter(rows.values()))[0]
    own = [row for row in rows.get(pack.pk, ()) if row.valid_from != day]
    tried = Parameter(
        pack=pack,
        key=like.key,
        zh=like.zh,
        en=like.en,
        unit=like.unit,
        value=value,
        valid_from=day,
        combine=like.combine,
    )
    return {pack.pk: [tried, *own], **{key: row for key, row in rows.items() if key != pack.pk}}
