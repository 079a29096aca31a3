"""Loading packs: YAML themes, checked by a schema, into dated rows.

Applying a pack again adds what is new and corrects what came from it; what was edited in the
pages stays as it is.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from liren.kernel.access.transaction import together
from liren.kernel.base.clock import now
from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.models import Day, Pack, Parameter, Year
from liren.kernel.policy.values import changed


class Strict(BaseModel):
    """A part of a pack file: unknown words are faults, not extras."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Text(Strict):
    """A text in both languages."""

    zh: str
    en: str


class Coded(Text):
    """A text with a code that stays forever."""

    code: str


class Dated(Strict):
    """Something that holds from a day on and says where it is written."""

    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(None, alias="to")
    source: str = Field(min_length=4)
    article: str = ""
    verify: bool = False


class PackFile(Text):
    """pack.yaml"""

    code: str
    under: str = ""
    division: str = ""


class ParameterIn(Text, Dated):
    """One entry of parameters.yaml."""

    key: str = Field(pattern=r"^[a-z_]+(\.[a-z_]+)+$")
    value: Any
    unit: str = ""


class ParametersFile(Strict):
    """parameters.yaml"""

    parameters: list[ParameterIn]


class DayIn(Text):
    """One day of a year in calendar.yaml."""

    date: date


class YearIn(Strict):
    """One year of calendar.yaml."""

    year: int
    published: bool
    source: str
    verify: bool = False
    off: list[DayIn]
    work: list[DayIn]


class CalendarFile(Strict):
    """calendar.yaml"""

    years: list[YearIn]


@dataclass(frozen=True)
class Theme:
    """One file of a pack: its schema and what loads it; the loader gives the number of rows."""

    schema: type[BaseModel] | None
    load: Callable[[Pack, Any], int]


def folder(name: str) -> Path:
    """Where a pack lies; Malformed when there is none of that name."""
    place: Path = Path(settings.LIREN_PACKS) / name
    if not name.isidentifier() or not (place / "pack.yaml").exists():
        raise Malformed(f"no pack named {name!r} in {place.parent}")
    return place


def read(path: Path, schema: type[BaseModel] | None) -> Any:
    """The checked content of one file; Malformed names the file and the faulty place."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as rows:
            return list(csv.DictReader(rows))
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return schema.model_validate(raw) if schema else raw
    except yaml.YAMLError as fault:
        raise Malformed(f"{path.parent.name}/{path.name}: {fault}") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Malformed(f"{path.parent.name}/{path.name}: {place}: {first['msg']}") from fault


def themes() -> Mapping[str, Theme]:
    """File name → theme, in loading order: one list, named by LIREN_PACK_THEMES."""
    listed: Mapping[str, Theme] = import_string(settings.LIREN_PACK_THEMES)
    return listed


def apply(name: str, *, leave_out: frozenset[str] = frozenset()) -> dict[str, int]:
    """Load a pack with all that lie under it and put it in force; file → rows written."""
    counts: dict[str, int] = {}
    pack = together(lambda: _load(name, leave_out, counts))
    Pack.objects.exclude(pk=pack.pk).update(in_force=False)
    Pack.objects.filter(pk=pack.pk).update(in_force=True)
    changed()
    return counts


def _load(name: str, leave_out: frozenset[str], counts: dict[str, int]) -> Pack:
    place = folder(name)
    head: PackFile = read(place / "pack.yaml", PackFile)
    under = _load(head.under, leave_out, counts) if head.under else None
    pack, _ = Pack.objects.update_or_create(
        code=head.code,
        defaults={"zh": head.zh, "en": head.en, "under": under, "applied_at": now()},
    )
    for file, theme in themes().items():
        if (place / file).exists() and file not in leave_out:
            counts[f"{name}/{file}"] = theme.load(pack, read(place / file, theme.schema))
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


def load_parameters(pack: Pack, file: ParametersFile) -> int:
    """Write parameters as dated rows."""
    return sum(
        keep(
            Parameter,
            {"pack": pack, "key": one.key, "valid_from": one.valid_from},
            one.model_dump(exclude={"key", "valid_from"}),
        )
        for one in file.parameters
    )


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
