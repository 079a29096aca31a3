"""Who acts: a person with grants, perhaps for another person, perhaps through a limited token."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from liren.kernel.access.roles import SYSTEM, allows

if TYPE_CHECKING:
    from liren.kernel.access.models import Body, Grant, User


@dataclass(frozen=True)
class Actor:
    """One person in one request: grants are read once, limits of a token narrow them.

    `scopes` None means every verb of the roles; `within` is the path of the token's area;
    `behalf` is the person for whom is acted; `key` makes a repeated action happen once.
    """

    user: "User"
    grants: tuple["Grant", ...] = ()
    scopes: frozenset[str] | None = None
    within: str = ""
    behalf: "User | None" = None
    key: str = ""

    @cached_property
    def is_system(self) -> bool:
        """Whether this is the worker, acting on everything its role allows."""
        return self.user.is_system

    def grants_verb(self, verb: str) -> bool:
        """Whether the token, if there is one, lets this verb through."""
        return self.scopes is None or verb in self.scopes

    def may(self, verb: str) -> bool:
        """Whether any grant holds this verb anywhere; a row may still say no."""
        if not self.grants_verb(verb):
            return False
        held = {grant.role for grant in self.grants} | ({SYSTEM} if self.is_system else set())
        return any(allows(role, verb) for role in held)

    def paths(self, verb: str) -> list[str]:
        """Paths of the areas in which this verb is granted, cut to the token's area."""
        if not self.grants_verb(verb):
            return []
        held = [g.area.path for g in self.grants if g.area and allows(g.role, verb)]
        if not self.within:
            return held
        inner = [path for path in held if path.startswith(self.within)]
        outer = [self.within for path in held if self.within.startswith(path)]
        return inner + outer

    def bodies(self, verb: str) -> list[int]:
        """Keys of the bodies for which this verb is granted."""
        if not self.grants_verb(verb):
            return []
        return [g.body_id for g in self.grants if g.body_id and allows(g.role, verb)]

    def acting_body(self, verb: str) -> "Body | None":
        """The body for which the actor does this; None when acting for none."""
        held = (g.body for g in self.grants if g.body and allows(g.role, verb))
        return next(held, None)

    def stands_in(self, verb: str, path: str) -> int | None:
        """Whom the actor stands in for when doing this there; None with a grant of one's own."""
        used = [
            grant
            for grant in self.grants
            if allows(grant.role, verb) and (not grant.area or path.startswith(grant.area.path))
        ]
        if not used or not all(grant.stands_for_id for grant in used):
            return None
        return used[0].stands_for_id

    def roles(self) -> list[str]:
        """The roles held, each once, in the order in which they were given."""
        return list(dict.fromkeys(grant.role for grant in self.grants))

    def acting_for(self, person: "User") -> "Actor":
        """The same actor on behalf of another person; both names go on record."""
        if not self.may("access.act_for"):
            raise PermissionDenied("access.act_for")
        return replace(self, behalf=person)

    def once(self, key: str) -> "Actor":
        """The same actor under an idempotency key: a repeat gives the first result."""
        return replace(self, key=key[:80])
