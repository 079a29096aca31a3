"""What the platform says when the answer is no."""


class Refused(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """A rule said no: a stable code, a sentence for the person, and where it is written."""

    def __init__(self, code: str, message: object, *, source: str = "") -> None:
        self.code, self.message, self.source = code, message, source
        super().__init__(code)

    def __str__(self) -> str:
        # the sentence is translated when it is shown, in the language of who reads it
        return str(self.message)


class TooOften(Refused):
    """Tried too often: the same sentence whoever asks, and after how many seconds to try again."""

    def __init__(self, code: str, message: object, *, wait: int = 60) -> None:
        self.wait = wait
        super().__init__(code, message)


class NotYet(Refused):
    """Something else has to be done first, such as choosing a password of one's own."""


class Away(Refused):
    """What this needs is not there for now: the same sentence whoever asks."""
