"""What is said about a rule or a pack file that cannot be read."""


class Malformed(ValueError):  # noqa: N818 — says what the file is
    """A rule or a pack file that does not follow its form; the message names the place.

    `column` counts from one and is zero where there is none.
    """

    def __init__(self, sentence: str, *, column: int = 0) -> None:
        self.sentence, self.column = sentence, column
        super().__init__(f"column {column}: {sentence}" if column else sentence)
