"""What the program says in a terminal: sentences in the person's language, tables, refusals."""

import gettext
import os
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"


class Stop(SystemExit):
    """The program ends with a sentence for the person, not with a trace."""


def language() -> str:
    """The language of the terminal: English where it says so, Chinese otherwise."""
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if said.lower().startswith("en") else "zh-hans"


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    # read without Django, because the database starts before the settings are known
    return gettext.translation("django", LOCALE, languages=[name], fallback=True)


def _(sentence: str) -> str:
    """The sentence in the language of the terminal."""
    return _catalogue(language()).gettext(sentence)


def tell(sentence: str) -> None:
    """Print a sentence at once, so that it is seen before the next step."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def complain(sentence: str) -> None:
    """Print a sentence about something that went wrong."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def width(text: str) -> int:
    """Columns a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns line up, also where a cell is Chinese."""
    lines = [head, *rows]
    widths = [max(width(line[column]) for line in lines) for column in range(len(head))]
    rule = ["─" * size for size in widths]
    return "\n".join(_line(line, widths) for line in (head, rule, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)]
    return "  ".join(padded).rstrip()
