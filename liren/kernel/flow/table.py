"""A course: which verb leads from which state to which, and what is said when it does not."""

from collections.abc import Mapping
from dataclasses import dataclass

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused


@dataclass(frozen=True)
class Move:
    """One verb: the states from which it may happen and the state to which it leads."""

    verb: str
    start: frozenset[str]
    end: str


@dataclass(frozen=True)
class Course:
    """All moves of one kind of affair. `labels` names the states for people."""

    moves: tuple[Move, ...]
    labels: Mapping[str, object]

    def move(self, verb: str) -> Move:
        """The move of a verb; KeyError when the course does not know it."""
        for move in self.moves:
            if move.verb == verb:
                return move
        raise KeyError(verb)

    def verbs(self, state: str) -> list[str]:
        """The verbs that may happen in a state, in the order of the table."""
        return [move.verb for move in self.moves if state in move.start]

    def after(self, verb: str, state: str) -> str:
        """The state after a verb; refused with `flow.wrong-state` and the state as it is."""
        move = self.move(verb)
        if state not in move.start:
            sentence = _("现在的状态是「%(state)s」，不能再做这一步。请刷新页面看最新进展。")
            label = self.labels.get(state, state)
            raise Refused("flow.wrong-state", sentence % {"state": label})
        return move.end
