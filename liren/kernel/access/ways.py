"""The ways that lead from an actor to a row, declared once on the model and read twice:
as conditions of a query, and in memory for the buttons of one page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

from liren.kernel.access.roles import allows

if TYPE_CHECKING:
    from liren.kernel.access.actor import Actor


# what somebody may begin in the territory of his body, though no area was given to him
SERVED = frozenset({"cases.report", "money.draft_project"})


class Way(Protocol):
    """One way from an actor to rows."""

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """Conditions that an index answers, one for each range or list of keys."""
        ...

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """The same decision for one row in memory, without a query."""
        ...


def subtree(field: str, path: str) -> Q:
    """The rows at a path and below it, as one range of the index: '.' is followed by '/'."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "/"})


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths that do not lie inside another of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


@dataclass(frozen=True)
class Within:
    """Rows in an area in which the actor holds a role with this verb.

    `but` names verbs that an area never gives, only the body that holds the row.
    """

    field: str = "area_path"
    but: frozenset[str] = frozenset()

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """One range for each outermost area."""
        if verb in self.but:
            return []
        return [subtree(self.field, path) for path in outermost(actor.paths(verb))]

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the row lies in one of these areas."""
        if verb in self.but:
            return False
        return str(getattr(row, self.field)).startswith(tuple(actor.paths(verb)))


@dataclass(frozen=True)
class At:
    """Rows of exactly the area in which the actor holds a role: nobody speaks for those below.

    `only` names the verbs for which this way exists.
    """

    only: frozenset[str]
    field: str = "area_path"

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """The areas of the grants as one list."""
        paths = self._paths(actor, verb)
        return [Q(**{f"{self.field}__in": sorted(paths)})] if paths else []

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the row lies in one of these areas itself."""
        return str(getattr(row, self.field)) in self._paths(actor, verb)

    def _paths(self, actor: "Actor", verb: str) -> set[str]:
        if verb not in self.only or not actor.grants_verb(verb):
            return set()
        held = {g.area.path for g in actor.grants if g.area and allows(g.role, verb)}
        return {path for path in held if path.startswith(actor.within)}


@dataclass(frozen=True)
class Held:
    """Rows held by a body for which the actor acts.

    `only` names the verbs for which this way exists, where the body may not do the others.
    """

    field: str
    only: frozenset[str] | None = None

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """The bodies' keys as one list."""
        bodies = self._bodies(actor, verb)
        return [Q(**{f"{self.field}__in": bodies})] if bodies else []

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether one of these bodies holds the row."""
        bodies = self._bodies(actor, verb)
        return bool(bodies) and reduce(getattr, self.field.split("__"), row) in bodies

    def _bodies(self, actor: "Actor", verb: str) -> list[int]:
        meant = self.only is None or verb in self.only
        return actor.bodies(verb) if meant else []


@dataclass(frozen=True)
class Serves:
    """Areas in the territory of a body for which the actor acts, though no area was given to him.

    `only` names the verbs for which this way exists.
    """

    only: frozenset[str] = SERVED
    field: str = "path"

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """One range for each outermost territory."""
        return [subtree(self.field, path) for path in outermost(self._paths(actor, verb))]

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the row lies in the territory of one of these bodies."""
        paths = tuple(self._paths(actor, verb))
        return str(getattr(row, self.field)).startswith(paths) if paths else False

    def _paths(self, actor: "Actor", verb: str) -> list[str]:
        if verb not in self.only or not actor.grants_verb(verb):
            return []
        held = [g.body.area_path for g in actor.grants if g.body and allows(g.role, verb)]
        inner = [path for path in held if path.startswith(actor.within)]
        return inner + [actor.within for path in held if actor.within.startswith(path)]


@dataclass(frozen=True)
class Named:
    """Rows on which the actor is named, or on one they refer to: the reporter of a case."""

    role: str
    field: str

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """The actor's own key."""
        named = allows(self.role, verb) and actor.grants_verb(verb)
        return [Q(**{self.field: actor.user.pk})] if named else []

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the row names the actor."""
        named = allows(self.role, verb) and actor.grants_verb(verb)
        return named and reduce(getattr, self.field.split("__"), row) == actor.user.pk


@dataclass(frozen=True)
class Everywhere:
    """Rows of the whole installation, such as the calendar: a grant anywhere is enough.

    `only` names the verbs for which this way exists, where others lead elsewhere.
    """

    only: frozenset[str] | None = None

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """All rows or none; a token that is bound to an area reaches none."""
        return [Q()] if self.leads(actor, verb, None) else []

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the actor holds the verb at all."""
        meant = self.only is None or verb in self.only
        return meant and actor.may(verb) and not actor.within


@dataclass(frozen=True)
class Reaching:
    """Rows that reach into an area or, where they name none, belong to a body that lies in one."""

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """Two ranges for each outermost area."""
        paths = outermost(actor.paths(verb))
        of_body = [Q(area=None) & subtree("body__area_path", path) for path in paths]
        return [subtree("area__path", path) for path in paths] + of_body

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the row reaches into one of these areas only."""
        return str(row.area_path).startswith(tuple(actor.paths(verb)))


@dataclass(frozen=True)
class Around:
    """Rows of the areas that lie around one in which the actor works, or in which his body lies.

    `only` names the verbs for which this way exists: looking up, never acting.
    """

    only: frozenset[str]
    field: str = "area_path"

    def conditions(self, actor: "Actor", verb: str) -> list[Q]:
        """The areas on the way to the outside as one list."""
        paths = self._paths(actor, verb)
        return [Q(**{f"{self.field}__in": sorted(paths)})] if paths else []

    def leads(self, actor: "Actor", verb: str, row: Any) -> bool:
        """Whether the row lies in one of these areas itself."""
        return str(getattr(row, self.field)) in self._paths(actor, verb)

    def _paths(self, actor: "Actor", verb: str) -> set[str]:
        if verb not in self.only or actor.is_system or not actor.grants_verb(verb):
            return set()
        held = [g.body.area_path for g in actor.grants if g.body and allows(g.role, verb)]
        found = {one for path in [*actor.paths(verb), *held] for one in prefixes(path)}
        return {path for path in found if path.startswith(actor.within)}


def prefixes(path: str) -> list[str]:
    """The paths of all areas on the way from the outside to this one, itself last."""
    parts = path.rstrip(".").split(".")
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
