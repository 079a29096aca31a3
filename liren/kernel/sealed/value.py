"""What a sealed field holds in memory: a value that shows its mask wherever it is printed."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liren.kernel.base.keyring import SEAL
from liren.kernel.base.masking import HIDDEN
from liren.kernel.base.seal import Broken, key_of, seal, source, unseal


def hidden(_text: str) -> str:
    """The mask that shows nothing."""
    return HIDDEN


@dataclass(frozen=True)
class Kind:
    """What the values of one field are for, how they are masked and how they are compared."""

    purpose: str
    mask: Callable[[str], str] = hidden
    normal: Callable[[str], str] = str.strip


class Sealed:
    """A sealed text. Printed, formatted, joined or logged it is its mask; `open()` is the text.

    It is equal to the text it holds, so that forms can tell whether something was changed.
    """

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("_clear", "_stored", "kind", "row")

    def __init__(
        self, kind: Kind, stored: str = "", *, clear: str | None = None, row: str | None = None
    ) -> None:
        self.kind, self.row = kind, row
        self._stored, self._clear = stored, clear

    @classmethod
    def new(cls, kind: Kind, clear: str) -> "Sealed":
        """A text that is not sealed yet, because its row is not known."""
        return cls(kind, clear=kind.normal(clear))

    def at(self, row: str) -> "Sealed":
        """The same value in the row to which it is bound."""
        return Sealed(self.kind, self._stored, clear=self._clear, row=row)

    @property
    def is_new(self) -> bool:
        """Whether it was set in this process and not read from the database."""
        return self._clear is not None

    @property
    def is_broken(self) -> bool:
        """Whether it was changed behind our back, or its key is gone."""
        try:
            self.open()
        except Broken:
            return True
        return False

    def open(self) -> str:
        """The text in clear; Broken when it does not open here."""
        if self._clear is not None:
            return self._clear
        return unseal(self._stored, self.kind.purpose, self.row or "")

    def stored(self) -> str:
        """The text as the database keeps it: always under the key in use when it is written."""
        if self._clear is None and (not self._stored or self._is_current()):
            return self._stored
        return seal(self.open(), self.kind.purpose, self.row or "")

    def _is_current(self) -> bool:
        # what does not open stays as it is, so that it can still be looked into
        return key_of(self._stored) == source().ring().current(SEAL).id or self.is_broken

    def __str__(self) -> str:
        if not self:
            return ""
        try:
            return self.kind.mask(self.open())
        except Broken:
            return HIDDEN

    def __repr__(self) -> str:
        return f"<Sealed {self}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self._stored if self._clear is None else self._clear)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str | Sealed):
            return NotImplemented
        try:
            mine = self.open()
            theirs = other.open() if isinstance(other, Sealed) else other
        except Broken:
            return False
        return hmac.compare_digest(
            mine.encode("utf-8", "replace"), theirs.encode("utf-8", "replace")
        )

    def __copy__(self) -> "Sealed":
        return self

    def __deepcopy__(self, _seen: object) -> "Sealed":
        return self

    def __reduce__(self) -> Any:
        raise TypeError("a sealed value is not pickled: caches and queues get keys of rows")
