"""Reading packs critically, for the command line."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import translation

from liren.kernel.policy import packs
from liren.kernel.policy.packs.lint import lint
from liren.site.terminal import _, language, tell

IN_CODE = re.compile(r'f?"([a-z_]+(?:\.[a-z_]+)*\.?[a-z_]*)[{"]')
IN_PACKS = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")


def report(names: Iterable[str]) -> int:
    """Print what is found, one line each; 1 when any of it is a fault."""
    read, faults = keys_read(), 0
    with translation.override(language()):
        for name in names:
            try:
                found = lint(name, read)
            except packs.Malformed as fault:
                tell(str(fault))
                faults += 1
                continue
            for one in found:
                tell(str(one))
            faults += sum(not one.note for one in found)
    tell(_("没有发现问题。") if not faults else _("发现 {faults} 处问题。").format(faults=faults))
    return 1 if faults else 0


def keys_read() -> frozenset[str]:
    """Keys of parameters that the code names, and those that other files of packs name."""
    found: set[str] = set()
    for path in Path(settings.PACKAGE).rglob("*.py"):
        found |= {key for key in IN_CODE.findall(path.read_text()) if "." in key}
    rules = {file for file, theme in packs.themes().items() if theme.compared}
    for path in Path(settings.LIREN_PACKS).rglob("*.yaml"):
        if path.name not in rules:
            found |= {*IN_PACKS.findall(path.read_text(encoding="utf-8"))}
    return frozenset(found)
