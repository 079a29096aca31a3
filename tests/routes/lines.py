"""One route of the matrix: how it is called, and what it answers to whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from liren.apps.cases.rules import HANDLER_VERBS
from liren.kernel.access.models import User
from liren.site.roles import ROLES
from tests.town import BODY_ROLES, Town

Codes = frozenset[int]
OK, GONE, DENIED, REFUSED = frozenset({200}), frozenset({404}), frozenset({403}), frozenset({409})
DONE, MADE = frozenset({302}), frozenset({201})
NO_METHOD = frozenset({405})


@dataclass(frozen=True)
class Who:
    """Somebody in the matrix."""

    role: str
    place: str
    user: User

    def holds(self, verb: str) -> bool:
        """Whether the role holds a verb; where does not matter."""
        also = ROLES["resident"] if self.role == "reporter" else frozenset()
        return verb in ROLES[self.role] | also

    @property
    def is_at_home(self) -> bool:
        """Whether the rows of the table lie in this person's area."""
        return self.place == "own"

    def sees_cases(self) -> bool:
        """Whether this person sees the cases of the table: by office, or having reported them."""
        return self.is_at_home and self.holds("cases.view")

    def holds_pictures(self, verb: str) -> bool:
        """Whether the role holds a verb on pictures of others."""
        return verb in ROLES[self.role]

    def may_step(self, verb: str) -> bool:
        """Whether this person may do a verb to them; what a body does needs the body."""
        by_body = verb not in HANDLER_VERBS or self.role in BODY_ROLES
        return self.sees_cases() and self.holds(verb) and by_body


Expect = Callable[[Who], Codes]


@dataclass(frozen=True)
class Line:
    """One route: how to call it, and what it answers to whom."""

    path: Callable[[Town], str]
    get: Expect | None = None
    post: Expect | None = None
    facts: Callable[[Town], Mapping[str, Any]] = lambda town: {}
    open: bool = False  # also to strangers
    rows: bool = False  # names a row: it matters whose it is
    multipart: bool = False  # an operation that takes a file


def always(codes: Codes) -> Expect:
    """The same answer to everybody who is signed in."""
    return lambda who: codes


def holding(verb: str, yes: Codes = OK, no: Codes = DENIED) -> Expect:
    """For those whose role holds a verb anywhere."""
    return lambda who: yes if who.holds(verb) else no


def at(path: str) -> Callable[[Town], str]:
    """An address without a row."""
    return lambda town: path


KEEPS = "access.view_accounts"
FAULTY = frozenset({422})


def inside(who: Who) -> Codes:
    """Rows of the own area."""
    return OK if who.is_at_home else GONE


def here(verb: str, yes: Codes = OK, no: Codes = GONE) -> Expect:
    """Rows of the own area, for those who hold a verb."""
    return lambda who: yes if who.is_at_home and who.holds(verb) else no


def acts(verb: str, done: Codes, sees: Expect = inside, no: Codes = DENIED) -> Expect:
    """An act on a row: nothing there for who does not see it, denied without the verb."""

    def expect(who: Who) -> Codes:
        if sees(who) == GONE:
            return GONE
        return done if who.holds(verb) else no

    return expect


def told_first(verb: str, done: Codes, no: Codes = REFUSED) -> Expect:
    """Who lacks the verb is told so before anything is looked for; a row elsewhere is gone."""

    def expect(who: Who) -> Codes:
        if not who.holds(verb):
            return no
        return done if who.is_at_home else GONE

    return expect
