"""Loading packs into dated rows.

Applying a pack again adds what is new and corrects what came from it; what was edited in the
pages stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string
from pydantic import BaseModel

from liren.kernel.access.transaction import together
from liren.kernel.base.clock import now
from liren.kernel.policy.models import Check, Day, Formula, Input, Pack, Parameter, Year
from liren.kernel.policy.packs.reading import folder, names, read
from liren.kernel.policy.packs.schemas import (
    CalendarFile,
    ChecksFile,
    FormulasFile,
    PackFile,
    ParametersFile,
    Ruled,
)
from liren.kernel.policy.values import changed

DATED = ("key", "valid_from", "known_at")


@dataclass(frozen=True)
class Theme:
    """One file of a pack: its schema and what loads it; the loader gives the number of rows.

    A `compared` theme is loaded from every pack, so that places can be set side by side; the
    others only from the pack that is put in force and those under it.
    """

    schema: type[BaseModel] | None
    load: Callable[[Pack, Any], int]
    compared: bool = False


def themes() -> Mapping[str, Theme]:
    """File name → theme, in loading order: one list, named by LIREN_PACK_THEMES."""
    listed: Mapping[str, Theme] = import_string(settings.LIREN_PACK_THEMES)
    return listed


class Load:
    """One loading: each pack once, those under it first."""

    def __init__(self, leave_out: frozenset[str] = frozenset()) -> None:
        self.leave_out = leave_out
        self.counts: dict[str, int] = {}
        self.packs: dict[str, Pack] = {}

    def pack(self, name: str, *, whole: bool) -> Pack:
        """A pack with its files: all of them, or those that are compared."""
        if name in self.packs:
            return self.packs[name]
        place = folder(name)
        head: PackFile = read(place / "pack.yaml", PackFile)
        under = self.pack(head.under, whole=whole) if head.under else None
        pack = self.packs[name] = _pack(head, under)
        for file, theme in themes().items():
            wanted = (whole or theme.compared) and file not in self.leave_out
            if wanted and (place / file).exists():
                read_file = read(place / file, theme.schema)
                self.counts[f"{name}/{file}"] = theme.load(pack, read_file)
        return pack


def load_all() -> dict[str, int]:
    """Load the rules of all packs, so that they can be compared; none is put in force."""
    load = Load()
    together(lambda: [load.pack(name, whole=False) for name in names()])
    changed()
    return load.counts


def _pack(head: PackFile, under: Pack | None) -> Pack:
    note = head.note
    pack, _ = Pack.objects.update_or_create(
        code=head.code,
        defaults={
            "zh": head.zh,
            "en": head.en,
            "note_zh": note.zh if note else "",
            "note_en": note.en if note else "",
            "under": under,
            "applied_at": now(),
        },
    )
    return pack


def keep(model: type[Model], where: dict[str, Any], values: dict[str, Any]) -> int:
    """Add a pack's row, or correct it unless it was edited in the pages; 1 if written."""
    row: Any = model._default_manager.filter(**where).first()
    if row is None:
        model._default_manager.create(**where, **values)
        return 1
    if row.edited or all(getattr(row, name) == value for name, value in values.items()):
        return 0
    model._default_manager.filter(pk=row.pk).update(**values)
    return 1


def keep_all(
    model: type[Model], pack: Pack, by: tuple[str, ...], rows: Iterable[dict[str, Any]]
) -> int:
    """Add or correct many rows of a pack at once; the number of those written."""
    stored = model._default_manager.filter(pack=pack)
    found: dict[Any, Any] = {_place(vars(row), by): row for row in stored}
    new, corrected = [], []
    for values in rows:
        row = found.get(_place(values, by))
        if row is None:
            new.append(model(pack=pack, **values))
        elif not row.edited and any(getattr(row, k) != v for k, v in values.items()):
            vars(row).update(values)
            corrected.append((row.pk, values))
    model._default_manager.bulk_create(new)
    for key, values in corrected:
        model._default_manager.filter(pk=key).update(**values)
    return len(new) + len(corrected)


def _place(values: Mapping[str, Any], by: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(values[name] for name in by)


def load_parameters(pack: Pack, file: ParametersFile) -> int:
    """Write parameters as dated rows."""
    return keep_all(Parameter, pack, DATED, _dumped(file.parameters))


def load_formulas(pack: Pack, file: FormulasFile) -> int:
    """Write inputs, and formulas as dated rows."""
    inputs = [one.model_dump() for one in file.inputs]
    written = keep_all(Input, pack, ("key",), inputs)
    return written + keep_all(Formula, pack, DATED, _dumped(file.formulas))


def _dumped(rows: Iterable[Ruled]) -> list[dict[str, Any]]:
    return [row.model_dump() for row in rows]


def load_checks(pack: Pack, file: ChecksFile) -> int:
    """Write what documents state beside what their figures give."""
    rows = []
    for one in file.checks:
        values = one.model_dump(exclude={"sentence"})
        rows.append(values | {"sentence_zh": one.sentence.zh, "sentence_en": one.sentence.en})
    return keep_all(Check, pack, ("code",), rows)


def load_calendar(pack: Pack, file: CalendarFile) -> int:
    """Write years with their days off and make-up days."""
    written = 0
    for one in file.years:
        facts = one.model_dump(include={"published", "source", "verify"})
        written += keep(Year, {"year": one.year}, facts)
        for works, days in ((False, one.off), (True, one.work)):
            for day in days:
                text = {"year_id": one.year, "works": works, "zh": day.zh, "en": day.en}
                written += keep(Day, {"date": day.date}, text)
    return written
