"""Which facts of an area formulas ask for, and how those of its parts make those of the whole."""

from dataclasses import dataclass

from liren.apps.standards.rules.declared import (
    FROM_ABOVE,
    FROM_TREE,
    IN_FRACTIONS,
    OF_LARGER,
    OF_OCCASION,
    OF_YEAR,
)
from liren.kernel.access.models import Level
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Input
from liren.kernel.policy.values import kept, packs_in_force


@dataclass(frozen=True)
class Fact:
    """One input, as it is asked for."""

    key: str
    row: Input

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return str(self.row)

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return self.row.unit

    @property
    def whole(self) -> bool:
        """Whether it is counted in whole numbers."""
        return self.row.unit not in IN_FRACTIONS

    @property
    def from_above(self) -> bool:
        """Whether it is a fact of the county that holds for all in it."""
        return self.key in FROM_ABOVE

    @property
    def of_occasion(self) -> bool:
        """Whether it is a fact of a person or a meeting, and not of an area."""
        return self.key in OF_OCCASION

    @property
    def of_larger(self) -> bool:
        """Whether only areas larger than a community have it."""
        return self.key in OF_LARGER

    @property
    def of_year(self) -> bool:
        """Whether it was decided for the year of its day alone."""
        return self.key in OF_YEAR

    @property
    def is_shown(self) -> bool:
        """Whether a list of communities has a column for it."""
        return self.is_declared and not self.from_above

    @property
    def is_declared(self) -> bool:
        """Whether somebody declares it of an area."""
        return not self.of_occasion and self.key not in FROM_TREE


@kept
def facts() -> dict[str, Fact]:
    """All facts that any pack asks for, by key."""
    rows = Input.objects.select_related("pack").order_by("-pack__in_force", "pk")
    found: dict[str, Fact] = {}
    for row in rows:
        found.setdefault(row.key, Fact(row.key, row))
    return found


def declarable(level: str = "") -> list[Fact]:
    """The facts that the rules in force ask somebody to declare of areas, or of one level."""
    here = packs_in_force()
    return [
        fact
        for fact in facts().values()
        if fact.is_declared
        and (not here or fact.row.pack_id in here)
        and not (fact.of_larger and level == Level.COMMUNITY)
    ]


def input_of(key: str) -> Fact:
    """One fact that is declared; refused when no formula knows it."""
    found = facts().get(key)
    if found is None or not found.is_declared:
        raise Refused(
            "standards.no-such-input",
            _("没有“%(key)s”这一项底数。请从可填报的项目里选择。") % {"key": key},
        )
    return found
