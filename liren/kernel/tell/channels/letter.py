"""What every channel is given, and what it says when it cannot deliver."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class Undelivered(Exception):  # noqa: N818 — an event, not a fault of ours
    """The other side did not take it; the text is for the log and holds nothing personal."""


@dataclass(frozen=True)
class Letter:
    """One message with its address; `uid` is the same at every try."""

    uid: str
    to: str
    text: str
    link: str = ""
    kind: str = ""
    secret: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """The text with the way to go on."""
        return f"{self.text}\n{self.link}" if self.link else self.text
