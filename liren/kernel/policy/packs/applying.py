"""Putting a pack in force."""

from liren.kernel.access.transaction import together
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs.lint import refuse_faulty
from liren.kernel.policy.packs.loading import Load
from liren.kernel.policy.packs.reading import names
from liren.kernel.policy.values import changed


def apply(name: str, *, leave_out: frozenset[str] = frozenset()) -> dict[str, int]:
    """Load a pack with all that lie under it and put it in force; file → rows written.

    The rules of all other packs are loaded for comparison.
    """
    refuse_faulty(name)
    load = Load(leave_out)
    pack = together(lambda: _apply(load, name))
    Pack.objects.exclude(pk=pack.pk).update(in_force=False)
    Pack.objects.filter(pk=pack.pk).update(in_force=True)
    changed()
    return load.counts


def _apply(load: Load, name: str) -> Pack:
    pack = load.pack(name, whole=True)
    for other in names():
        load.pack(other, whole=False)
    return pack
