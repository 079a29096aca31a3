"""One verb, one function: permission, lock, transaction, audit and reactions around a write."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model
from django.utils.module_loading import import_string

from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import is_barred, permits, reaches
from liren.kernel.access.models import User
from liren.kernel.access.once import Repeated, fingerprint, remember, remembered
from liren.kernel.access.transaction import together
from liren.kernel.access.written import insert, locked
from liren.kernel.audit.log import changes, entry, held
from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

P = ParamSpec("P")
S = TypeVar("S", bound=Model)
T = TypeVar("T", bound=Model)

Reaction = Callable[[Actor, Any], None]


@dataclass(frozen=True)
class Action(Generic[S]):
    """A verb with the function that does it."""

    verb: str
    do: Callable[..., Any]
    creates: bool
    secret: frozenset[str]

    def subject(self, actor: Actor, row: S) -> S:
        """The row on which is acted: read again and locked, if the actor may do this to it.

        The parent of a new row is checked but not locked: it would queue all who create.
        """
        if self.creates:
            if not permits(actor, self.verb, row):
                raise PermissionDenied(self.verb)
            return row
        fresh: S | None = locked(row)
        if fresh is None or not permits(actor, self.verb, fresh):
            self.explain(actor, row)
            raise PermissionDenied(self.verb)
        _lend(row, fresh)
        return fresh

    def explain(self, actor: Actor, row: S) -> None:
        """Say why, where somebody else than the actor has to do this."""
        if is_barred(actor, self.verb, row) and reaches(actor, self.verb, row):
            raise Refused(
                "access.own-work",
                _("自己经手的事不能由自己来做这一步，请由其他工作人员办理。"),
            )

    def run(self, actor: Actor, row: S, args: Any, facts: dict[str, Any]) -> Any:
        """Do it to a locked row and check a new row once more; the entry is not yet saved."""
        before = {} if self.creates else held(row)
        done = self.do(actor, row, *args, **facts)
        if before and type(done) is type(row) and done.pk == row.pk:
            done._changes = changes(before, done)  # type: ignore[attr-defined]
        if self.creates and not permits(actor, self.verb, done):
            raise PermissionDenied(self.verb)
        return done

    def entry(self, actor: Actor, row: Model, facts: Mapping[str, Any], outcome: str) -> Entry:
        """What goes on record of this attempt; of what was done also before and after."""
        changed = getattr(row, "_changes", {}) if outcome == Outcome.DONE else {}
        told = {name: both for name, both in changed.items() if name not in self.secret}
        return entry(
            actor.user,
            self.verb,
            row,
            {**facts, "changes": told} if told else facts,
            behalf=actor.behalf or self.absent(actor, row),
            outcome=outcome,
            secret=self.secret,
        )

    def absent(self, actor: Actor, row: Model) -> Model | None:
        """The one in whose place a deputy acts: both names go on record."""
        key = actor.stands_in(self.verb, getattr(row, "area_path", ""))
        return User(pk=key) if key else None

    def react(self, actor: Actor, done: Model) -> None:
        """Run what the site wired to this verb, in the same transaction."""
        for reaction in wiring().get(self.verb, ()):
            reaction(actor, done)


ACTIONS: dict[str, Action[Any]] = {}


@cache
def wiring() -> Mapping[str, Iterable[Reaction]]:
    """Verb → reactions: one file, named by LIREN_WIRING."""
    wired: Mapping[str, Iterable[Reaction]] = import_string(settings.LIREN_WIRING)
    return wired


def action(
    verb: str, *, creates: bool = False, secret: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[Actor, S, P], T]], Callable[Concatenate[Actor, S, P], T]]:
    """Make a function the only way to do `verb`.

    What the function does, the audit entry and the reactions wired to the verb are saved
    together or not at all. A refused or denied attempt is recorded after the rollback.
    Facts named in `secret` never reach the record.
    """

    def wrap(
        do: Callable[Concatenate[Actor, S, P], T],
    ) -> Callable[Concatenate[Actor, S, P], T]:
        if verb in ACTIONS:
            raise ValueError(f"two actions named {verb}")
        one = ACTIONS[verb] = Action[S](verb, do, creates, frozenset(secret))

        @wraps(do)
        def act(actor: Actor, row: S, /, *args: P.args, **facts: P.kwargs) -> T:
            return _attempt(one, actor, row, args, facts)  # type: ignore[no-any-return]

        act.action = one  # type: ignore[attr-defined]
        return act

    return wrap


def _lend(row: Model, fresh: Model) -> None:
    """What was read along with a row need not be read again, where it still belongs to it."""
    for field in row._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or not field.is_cached(row):
            continue
        if getattr(row, field.attname) == getattr(fresh, field.attname):
            field.set_cached_value(fresh, field.get_cached_value(row))


def _attempt(one: Action[S], actor: Actor, row: S, args: Any, facts: dict[str, Any]) -> Any:
    digest = fingerprint(one.verb, row, facts) if actor.key else ""

    def work() -> Any:
        done = one.run(actor, one.subject(actor, row), args, facts)
        insert(one.entry(actor, done, facts, Outcome.DONE))
        one.react(actor, done)
        remember(actor, one.verb, digest, done)
        return done

    try:
        return together(work)
    except (Refused, PermissionDenied, Repeated) as no:
        again = remembered(actor, digest)
        if again is not None:
            return again
        outcome = Outcome.REFUSED if isinstance(no, Refused) else Outcome.DENIED
        code = no.code if isinstance(no, Refused) else str(no)
        together(one.entry(actor, row, {**facts, "refused": code}, outcome).save)
        raise
