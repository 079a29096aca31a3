"""Packs: YAML themes, checked by a schema, loaded into dated rows."""

from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.packs.applying import apply
from liren.kernel.policy.packs.loading import (
    Theme,
    keep,
    keep_all,
    load_all,
    load_calendar,
    load_checks,
    load_formulas,
    load_parameters,
    themes,
)
from liren.kernel.policy.packs.reading import folder, names, read
from liren.kernel.policy.packs.schemas import (
    CalendarFile,
    ChecksFile,
    Coded,
    Dated,
    FormulasFile,
    PackFile,
    ParametersFile,
    Strict,
    Text,
)

__all__ = [
    "CalendarFile",
    "ChecksFile",
    "Coded",
    "Dated",
    "FormulasFile",
    "Malformed",
    "PackFile",
    "ParametersFile",
    "Strict",
    "Text",
    "Theme",
    "apply",
    "folder",
    "keep",
    "keep_all",
    "load_all",
    "load_calendar",
    "load_checks",
    "load_formulas",
    "load_parameters",
    "names",
    "read",
    "themes",
]
