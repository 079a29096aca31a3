"""Reading the files of a pack, with the line of every fault."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from pydantic import BaseModel, ValidationError

from liren.kernel.base.choices import _
from liren.kernel.policy.faults import Malformed

Way = Sequence[int | str]
SENTENCES: Mapping[str, Any] = {
    "missing": _("缺少这一项。"),
    "extra_forbidden": _("没有这样的一项，请检查拼写。"),
    "string_too_short": _("写得太短。"),
    "string_pattern_mismatch": _("写法不对：名称用小写字母，用点隔开。"),
    "date_from_datetime_parsing": _("日期要写成 2026-01-31 这样。"),
    "date_parsing": _("日期要写成 2026-01-31 这样。"),
}


def names() -> list[str]:
    """The packs of the house."""
    return sorted(path.parent.name for path in Path(settings.LIREN_PACKS).glob("*/pack.yaml"))


def folder(name: str) -> Path:
    """Where a pack lies; Malformed when there is none of that name."""
    place: Path = Path(settings.LIREN_PACKS) / name
    if not name.isidentifier() or not (place / "pack.yaml").exists():
        raise Malformed(f"no pack named {name!r} in {place.parent}")
    return place


@dataclass(frozen=True, order=True)
class Spot:
    """A place in a file of a pack."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        places = [self.file, *[str(part) for part in (self.line, self.column) if part]]
        return ":".join(places)


def read(path: Path, schema: type[BaseModel] | None) -> Any:
    """The checked content of one file; Malformed names the file, the line and what is wrong."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as rows:
            return list(csv.DictReader(rows))
    text = path.read_text(encoding="utf-8")
    try:
        raw = yaml.load(text, Loader=yaml.CSafeLoader)
        return schema.model_validate(raw) if schema else raw
    except (yaml.YAMLError, ValidationError) as fault:
        spot, sentence = next(faults(path, text, fault))
        raise Malformed(f"{spot}: {sentence}") from fault


def faults(path: Path, text: str, fault: Exception) -> Iterator[tuple[Spot, str]]:
    """What is wrong with a file, each with its place."""
    name = f"{path.parent.name}/{path.name}"
    if isinstance(fault, ValidationError):
        for one in fault.errors():
            inner = one.get("ctx", {}).get("error")
            sentence = inner.sentence if isinstance(inner, Malformed) else _said(one)
            extra = inner.column - 1 if isinstance(inner, Malformed) and inner.column else 0
            spot = place(name, text, one["loc"], extra)
            yield spot, f"{'.'.join(str(step) for step in one['loc'])}: {sentence}"
        return
    mark = getattr(fault, "problem_mark", None)
    spot = Spot(name, mark.line + 1, mark.column + 1) if mark else Spot(name)
    yield spot, str(getattr(fault, "problem", None) or fault)


def _said(fault: Mapping[str, Any]) -> str:
    sentence = SENTENCES.get(fault["type"])
    return str(sentence) if sentence else str(fault["msg"]).removeprefix("Value error, ")


def place(name: str, text: str, way: Way, extra: int = 0) -> Spot:
    """Where a part of a file stands; of a part that is missing, what it is missing from."""
    node = _composed(text)
    for step in way:
        below = _below(node, step)
        if below is None:
            extra = 0
            break
        node = below
    if node is None:
        return Spot(name, 1)
    quoted = getattr(node, "style", None) in ('"', "'")
    return Spot(name, node.start_mark.line + 1, node.start_mark.column + 1 + extra + quoted)


@lru_cache(maxsize=64)
def _composed(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None


def _below(node: Any, step: int | str) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
