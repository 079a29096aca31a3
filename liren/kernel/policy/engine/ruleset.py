"""All rules that hold on one day in one jurisdiction, ready to compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.policy.engine.figure import Band, Figure, Number, Told
from liren.kernel.policy.engine.parse import Reference
from liren.kernel.policy.engine.rounding import MODES, Column
from liren.kernel.policy.engine.scalar import Walk, circle
from liren.kernel.policy.engine.scope import Scope, fraction
from liren.kernel.policy.engine.vector import Sheet
from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.models import Dated, Formula, Input, Pack, Parameter
from liren.kernel.policy.precedence import Row, Ruling, nearest, settle
from liren.kernel.policy.values import kept

MOST_KEPT = 64


@dataclass(frozen=True)
class Subject(Told):
    """Something that can be computed; `group` joins the bounds of a band."""

    group: str = ""


class RuleSet:
    """The rules of one jurisdiction on one day, as far as one knew on another."""

    def __init__(self, shelf: "Shelf", day: date, known: date | None = None) -> None:
        self.shelf, self.day, self.known = shelf, day, known
        order = [pack.pk or pack.code for pack in shelf.packs]
        self.scope = Scope(
            inputs=shelf.inputs,
            settled={
                key: settle(said)
                for key, rows in shelf.parameters.items()
                if (said := nearest(rows, order, day, known))
            },
            parameters={key: _any(rows) for key, rows in shelf.parameters.items()},
            formulas={
                key: lines[0]
                for key, versions in shelf.formulas.items()
                if (lines := nearest(versions, order, day, known))
            },
            figures={key: _any(versions) for key, versions in shelf.formulas.items()},
        )

    @property
    def packs(self) -> Sequence[Pack]:
        """The packs that lie over each other, nearest first."""
        return self.shelf.packs

    def figure(self, key: str, inputs: Mapping[str, Number | None]) -> Figure:
        """One figure with all that led to it; never a guess, never zero for what is missing."""
        return Walk(self.scope, inputs).figure(key)

    def figures(
        self, keys: Iterable[str], inputs: Mapping[str, Number | None]
    ) -> dict[str, Figure]:
        """Several figures of one place; what they share is computed once."""
        walk = Walk(self.scope, inputs)
        return {key: walk.figure(key) for key in keys}

    def band(self, group: str, inputs: Mapping[str, Number | None]) -> Band:
        """The lower and the upper bound of a group, by the names `…_low` and `…_high`.

        Where a rule gives one number only, both are the same figure.
        """
        ends = (group,) * 2 if group in self.scope.figures else (f"{group}_low", f"{group}_high")
        found = {number: self.figure(key, inputs) for number, key in enumerate(ends)}
        low, high = found.values()
        return Band(group, low.zh, low.en, low.unit, low=low, high=high)

    def column(self, keys: Iterable[str], inputs: Mapping[str, Any]) -> dict[str, Column]:
        """Figures of many places at once; NaN where one cannot be computed."""
        return Sheet(self.scope, inputs).all(keys)

    def keys(self) -> tuple[Subject, ...]:
        """All that can be computed on this day, by key."""
        rows = sorted(self.scope.formulas.items())
        return tuple(Subject(key, row.zh, row.en, row.unit, row.group) for key, row in rows)

    def needs(self, key: str) -> tuple[Input, ...]:
        """The inputs that a figure asks for, itself or through other figures."""
        found: dict[str, Input] = {}
        for one in self._through(key):
            for reference in self.scope.line(one).expression.references:
                if reference.key in self.scope.inputs:
                    found[reference.key] = self.scope.inputs[reference.key]
        return tuple(found.values())

    def rests_on(self, key: str) -> tuple[str, ...]:
        """The keys of the parameters that a figure uses, itself or through other figures."""
        found: dict[str, None] = {}
        for one in self._through(key):
            line = self.scope.line(one)
            for reference in line.expression.references:
                if not {reference.key} & (self.scope.inputs.keys() | self.scope.figures.keys()):
                    found[reference.key] = None
            if "." in line.rounding:
                found[line.rounding] = None
        return tuple(found)

    def _through(self, key: str) -> list[str]:
        """A figure and all figures in it."""
        found: dict[str, None] = {}
        waiting = [key] if key in self.scope.formulas else []
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                names = [ref.key for ref in self.scope.line(one).expression.references]
                waiting += [name for name in names if name in self.scope.formulas]
        return list(found)

    def ruling(self, key: str) -> Ruling | None:
        """The parameter that holds, with what every pack says of it."""
        return self.scope.settled.get(key)

    def trial(
        self, expression: str, inputs: Mapping[str, Number | None], unit: str = ""
    ) -> Figure:
        """What an expression would give that stands in no pack."""
        pack = self.shelf.packs[0]
        row = Formula(
            pack=pack, key="trial", zh=expression, en=expression, unit=unit,
            expression=expression, valid_from=self.day, source="",
        )  # fmt: skip
        scope = Scope(
            inputs=self.scope.inputs, settled=self.scope.settled,
            parameters=self.scope.parameters, formulas={**self.scope.formulas, "trial": row},
            figures={**self.scope.figures, "trial": row},
        )  # fmt: skip
        return Walk(scope, inputs).figure("trial")

    def units(self) -> dict[str, str]:
        """The unit of every name that a formula may use."""
        rows: list[Mapping[str, Input | Parameter | Formula]] = [
            self.scope.parameters,
            self.scope.figures,
            self.scope.inputs,
        ]
        return {key: row.unit for shelf in rows for key, row in shelf.items()}

    def check(self, key: str) -> None:
        """Malformed when a formula names what does not exist, or itself."""
        line = self.scope.line(key)
        for reference in line.expression.references:
            self._check_name(reference)
        if line.rounding and line.rounding not in MODES:
            self._check_name(Reference(line.rounding, "mode", 0))
        self._check_circles(key, [])

    def _check_name(self, reference: Reference) -> None:
        key, scope = reference.key, self.scope
        number = key in scope.inputs or key in scope.figures
        row = scope.parameters.get(key)
        if row is None and not (number and reference.use == "number"):
            raise _unknown(reference)
        if row is not None and not number and not _fits(row.value, reference.use):
            sentence = _("“%(what)s”的值不能这样用。")
            raise Malformed(str(sentence) % {"what": key}, column=reference.column)

    def _check_circles(self, key: str, path: list[str]) -> None:
        if key in path:
            raise circle([*path[path.index(key) :], key])
        for reference in self.scope.line(key).expression.references:
            if reference.key in self.scope.formulas:
                self._check_circles(reference.key, [*path, key])


def _unknown(reference: Reference) -> Malformed:
    sentence = str(_("没有叫“%(what)s”的输入、参数或公式。")) % {"what": reference.key}
    return Malformed(sentence, column=reference.column)


def _fits(value: Any, use: str) -> bool:
    if use == "table":
        return isinstance(value, dict)
    if use == "mode":
        return isinstance(value, str) and value in MODES
    number = fraction(value) is not None
    return number or (use == "band" and isinstance(value, list))


def _any(rows: Mapping[Any, Sequence[Row]]) -> Row:
    return next(iter(rows.values()))[0]


@dataclass
class Shelf:
    """All rows of the packs that lie over each other, of every day."""

    packs: Sequence[Pack]
    parameters: Mapping[str, Mapping[Any, Sequence[Parameter]]]
    formulas: Mapping[str, Mapping[Any, Sequence[Formula]]]
    inputs: Mapping[str, Input]
    made: dict[tuple[date, date | None], RuleSet] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        packs: Sequence[Pack],
        parameters: Iterable[Parameter] = (),
        formulas: Iterable[Formula] = (),
        inputs: Iterable[Input] = (),
    ) -> "Shelf":
        """From rows, saved or not; packs nearest first."""
        rows = {row.key: row for row in inputs}
        return cls(packs, _by_key(parameters), _by_key(formulas), rows)

    def on(self, day: date, known: date | None = None) -> RuleSet:
        """The rules of a day; a few are kept ready."""
        asked = (day, known)
        found = self.made.get(asked)
        if found is None:
            if len(self.made) >= MOST_KEPT:
                self.made.clear()
            found = self.made[asked] = RuleSet(self, day, known)
        return found


def _by_key(rows: Iterable[Row]) -> dict[str, dict[Any, list[Row]]]:
    found: dict[str, dict[Any, list[Row]]] = {}
    for row in rows:
        found.setdefault(row.key, {}).setdefault(_pack(row), []).append(row)
    return found


def _pack(row: Dated) -> Any:
    pack: Pack = row.pack  # type: ignore[attr-defined]
    return pack.pk or pack.code


def rules(
    pack_code: str | None = None, day: date | None = None, known: date | None = None
) -> RuleSet:
    """The rules of a pack, by default of the one in force today.

    `known` leaves out what became known later: the figures of last year's statement come again.
    """
    return shelf(pack_code).on(day or today(), known)


@kept
def shelf(pack_code: str | None = None) -> Shelf:
    """All rows of a pack and of those under it; Malformed when there is no such pack."""
    packs = chain(pack_code)
    keys = [pack.pk for pack in packs]
    parameters = Parameter.objects.filter(pack__in=keys).select_related("pack")
    formulas = Formula.objects.filter(pack__in=keys).select_related("pack")
    inputs = sorted(Input.objects.filter(pack__in=keys), key=lambda row: -keys.index(row.pack_id))
    return Shelf.of(packs, parameters, formulas, inputs)


def chain(pack_code: str | None = None) -> list[Pack]:
    """A pack and those under it, nearest first; by default the one in force."""
    where: dict[str, Any] = {"code": pack_code} if pack_code else {"in_force": True}
    rows = {pack.pk: pack for pack in Pack.objects.all()}
    pack = Pack.objects.filter(**where).first()
    if pack is None:
        raise Malformed(str(_("没有这个政策包：%(what)s。")) % {"what": pack_code or "—"})
    found: list[Pack] = []
    while pack is not None and pack not in found:
        found.append(pack)
        pack = rows.get(pack.under_id) if pack.under_id else None
    return found
