"""Reading a pack critically, without a database: each finding with file and line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from liren.kernel.base.calendar import Span
from liren.kernel.base.choices import _
from liren.kernel.policy.engine import RuleSet, Shelf, parse
from liren.kernel.policy.engine.units import Units
from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.models import Formula, Input, Pack, Parameter
from liren.kernel.policy.packs.loading import themes
from liren.kernel.policy.packs.reading import Spot, faults, folder, place, read
from liren.kernel.policy.packs.schemas import (
    CheckIn,
    ChecksFile,
    FormulaIn,
    FormulasFile,
    InputIn,
    PackFile,
    ParameterIn,
    ParametersFile,
    Ruled,
)

DAY = timedelta(days=1)
DEFAULT = "product default"
COMPUTED_WITHIN = 1e-6


@dataclass(frozen=True, order=True)
class Finding:
    """Something about a pack file; a note is no fault."""

    spot: Spot
    sentence: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.spot}: {_('提示：') if self.note else ''}{self.sentence}"


@dataclass(frozen=True)
class Placed:
    """An entry of a file, and where it stands."""

    row: Any
    file: str
    text: str
    way: tuple[int | str, ...]

    def spot(self, word: str = "", column: int = 0) -> Spot:
        """Where the entry begins, or one of its words."""
        way = (*self.way, word) if word else self.way
        return place(self.file, self.text, way, max(0, column - 1))


class Reading:
    """All rules of one pack as its files say them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.at = folder(name)
        self.findings: list[Finding] = []
        self.parameters: list[Placed] = []
        self.formulas: list[Placed] = []
        self.inputs: list[Placed] = []
        self.checks: list[Placed] = []
        self.head: PackFile = read(self.at / "pack.yaml", PackFile)
        self.pack = Pack(code=name, zh=self.head.zh, en=self.head.en)
        for file in sorted(self.at.glob("*.yaml")):
            theme = themes().get(file.name)
            if theme is not None and theme.schema is not None:
                self._read(file.name, theme.schema)
            elif file.name != "pack.yaml":
                self._say(Spot(f"{name}/{file.name}"), _("没有这种文件，不会装入。"))

    def _say(self, spot: Spot, sentence: object) -> None:
        self.findings.append(Finding(spot, str(sentence)))

    def _read(self, file: str, schema: type[BaseModel]) -> None:
        path = self.at / file
        text = path.read_text(encoding="utf-8")
        try:
            content = schema.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
        except (yaml.YAMLError, ValidationError) as fault:
            for spot, sentence in faults(path, text, fault):
                self._say(spot, sentence)
            return
        shelves: dict[str, list[Placed]] = {}
        if isinstance(content, ParametersFile):
            shelves = {"parameters": self.parameters}
        elif isinstance(content, FormulasFile):
            shelves = {"inputs": self.inputs, "formulas": self.formulas}
        elif isinstance(content, ChecksFile):
            shelves = {"checks": self.checks}
        for word, shelf in shelves.items():
            for number, row in enumerate(getattr(content, word)):
                shelf.append(Placed(row, f"{self.name}/{file}", text, (word, number)))


def chain(name: str) -> list[Reading]:
    """A pack and those under it, nearest first."""
    found = [Reading(name)]
    while found[-1].head.under:
        found.append(Reading(found[-1].head.under))
    return found


def refuse_faulty(name: str) -> None:
    """Malformed with the first place at which the rules of a pack do not fit together."""
    readings = chain(name)
    for number in range(len(readings)):
        own, under = readings[number], readings[number:]
        found = [*own.findings, *_overlaps(own, under), *_formulas(own, under)]
        if found:
            raise Malformed(str(min(found)))


def lint(name: str, read_elsewhere: frozenset[str] = frozenset()) -> list[Finding]:
    """What is wrong with a pack, and as notes what nothing reads; by file and line."""
    readings = chain(name)
    own = readings[0]
    found = list(own.findings)
    if not found:
        for look in LOOKS:
            found += look(own, readings)
        found += _unread(own, readings, read_elsewhere)
    return sorted(set(found))


# ── entries by themselves ───────────────────────────────────────────────────────────────────


def _words(own: Reading, _chain: Sequence[Reading]) -> Iterator[Finding]:
    for one in (*own.parameters, *own.formulas, *own.inputs, *own.checks):
        if not one.row.en.strip() or one.row.en == one.row.zh:
            yield Finding(one.spot("en"), str(_("缺少英文。")))
    for one in (*own.parameters, *own.formulas):
        if DEFAULT in one.row.source and not one.row.verify:
            yield Finding(one.spot("source"), str(_("产品默认值要标注 verify: true。")))
        if one.row.valid_to and one.row.valid_to < one.row.valid_from:
            yield Finding(one.spot("to"), str(_("失效日早于生效日。")))


def _spans(own: Reading, _chain: Sequence[Reading]) -> Iterator[Finding]:
    for one in own.parameters:
        value = one.row.value
        if isinstance(value, str) and value[:1].isdigit() and " " in value:
            try:
                Span.parse(value)
            except ValueError:
                sentence = _(
                    "时限写成“4 working_hours”这样：hours、working_hours、days、working_days。"
                )
                yield Finding(one.spot("value"), str(sentence))
        if isinstance(value, list) and _is_backwards(value):
            yield Finding(one.spot("value"), str(_("下限大于上限。")))


def _is_backwards(value: list[Any]) -> bool:
    numbers = [part for part in value if isinstance(part, (int, float))]
    return len(numbers) == len(value) == 2 and numbers[0] > numbers[1]


def _overlaps(own: Reading, _chain: Sequence[Reading]) -> Iterator[Finding]:
    for shelf in (own.parameters, own.formulas):
        for rows in _by_key(shelf).values():
            ordered = sorted(rows, key=lambda one: (one.row.valid_from, _known(one.row)))
            for before, after in pairwise(ordered):
                yield from _pair(before, after)
    for shelf in (own.inputs, own.checks):
        for rows in _by_key(shelf).values():
            for again in rows[1:]:
                yield Finding(again.spot(), str(_("与前面的条目重复。")))


def _pair(before: Placed, after: Placed) -> Iterator[Finding]:
    one, two = before.row, after.row
    words = {"day": two.valid_from, "other": before.spot()}
    if (one.valid_from, _known(one)) == (two.valid_from, _known(two)):
        yield Finding(after.spot(), str(_("与前面的条目重复：同一天生效（%(other)s）。")) % words)
    elif one.valid_to and one.valid_to >= two.valid_from and _known(one) == one.valid_from:
        sentence = _("与 %(other)s 的有效期重叠：那一条到 %(day)s 之后才失效。")
        yield Finding(after.spot("from"), str(sentence) % words)
    if one.unit != two.unit:
        yield Finding(after.spot("unit"), str(_("单位与 %(other)s 不同。")) % words)


def _known(row: Ruled) -> date:
    return row.known_at or row.valid_from


def _by_key(shelf: Sequence[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = {}
    for one in shelf:
        found.setdefault(getattr(one.row, "key", "") or one.row.code, []).append(one)
    return found


# ── entries together ────────────────────────────────────────────────────────────────────────


def shelf_of(readings: Sequence[Reading]) -> Shelf:
    """The rows that the files would give, unsaved."""
    return Shelf.of(
        [reading.pack for reading in readings],
        [_row(Parameter, r.pack, one.row) for r in readings for one in r.parameters],
        [_row(Formula, r.pack, one.row) for r in readings for one in r.formulas],
        [_row(Input, r.pack, one.row) for r in reversed(readings) for one in r.inputs],
    )


def _row(model: type[Any], pack: Pack, row: ParameterIn | FormulaIn | InputIn) -> Any:
    return model(pack=pack, **row.model_dump())


def _formulas(own: Reading, readings: Sequence[Reading]) -> Iterator[Finding]:
    shelf = shelf_of(readings)
    days = sorted({day for one in own.formulas for day in _days(one.row)} | _changes(readings))
    for day in days:
        rules = shelf.on(day)
        for one in own.formulas:
            if one.row.valid_from <= day and (not one.row.valid_to or day <= one.row.valid_to):
                yield from _formula(rules, one)
    kinds = (shelf.inputs, shelf.parameters, shelf.formulas)
    for one in (*own.parameters, *own.formulas, *own.inputs):
        if sum(one.row.key in kind for kind in kinds) > 1:
            yield Finding(one.spot("key"), str(_("这个名称既是参数又是公式或输入。")))


def _days(row: Ruled) -> set[date]:
    return {row.valid_from} | ({row.valid_to} if row.valid_to else set())


def _changes(readings: Sequence[Reading]) -> set[date]:
    return {day for r in readings for one in r.formulas for day in _days(one.row)}


def _formula(rules: RuleSet, one: Placed) -> Iterator[Finding]:
    row = rules.scope.formulas.get(one.row.key)
    if row is None or row.expression != one.row.expression:
        return
    try:
        rules.check(one.row.key)
        Units(rules.units()).check(parse(row.expression).tree, row.unit)
    except Malformed as fault:
        yield Finding(one.spot("expression", fault.column), fault.sentence)


def _sums(own: Reading, readings: Sequence[Reading]) -> Iterator[Finding]:
    shelf = shelf_of(readings)
    for one in own.checks:
        yield from _check(shelf, one)


def _check(shelf: Shelf, one: Placed) -> Iterator[Finding]:
    row: CheckIn = one.row
    if not row.expression:
        return
    try:
        figure = shelf.on(row.day).trial(row.expression, row.inputs, row.unit)
    except Malformed as fault:
        yield Finding(one.spot("expression", fault.column), fault.sentence)
        return
    if figure.value is None:
        yield Finding(one.spot("expression"), figure.sentence)
    elif abs(float(figure.value) - float(row.expected)) > COMPUTED_WITHIN:
        sentence = _("算出 %(found)s，登记的是 %(expected)s。")
        words = {"found": figure.shown, "expected": row.expected}
        yield Finding(one.spot("expected"), str(sentence) % words)


def _unread(
    own: Reading, readings: Sequence[Reading], read_elsewhere: frozenset[str]
) -> Iterator[Finding]:
    """Parameters that no formula and no code names."""
    named = {
        reference.key
        for reading in readings
        for one in reading.formulas
        for reference in parse(one.row.expression).references
    } | {one.row.rounding for reading in readings for one in reading.formulas}
    for one in own.parameters:
        key = one.row.key
        if key in named or _is_words(one.row.value) or _is_read(key, read_elsewhere):
            continue
        sentence = str(_("没有公式或程序读取“%(key)s”。")) % {"key": key}
        yield Finding(one.spot("key"), sentence, note=True)


def _is_words(value: Any) -> bool:
    """A text in both languages, or a list of words: it stands for people to read."""
    if isinstance(value, dict):
        return value.keys() == {"code", "zh", "en"}
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _is_read(key: str, read_elsewhere: frozenset[str]) -> bool:
    return key in read_elsewhere or any(
        key.startswith(word) for word in read_elsewhere if word.endswith(".")
    )


Look = Callable[[Reading, Sequence[Reading]], Iterator[Finding]]
LOOKS: Sequence[Look] = (_words, _spans, _overlaps, _formulas, _sums)
