"""Chinese full text without a dictionary: pairs of neighbouring characters in a tsvector.

Two-character words are one look-up in a GIN index; longer ones are phrases of pairs.
"""

import re
from typing import Any

from django.db import models
from django.db.models import Lookup

from liren.kernel.base.masking import mask_text

RUN = re.compile(r"[㐀-鿿豈-﫿]+|[A-Za-z0-9]+")
LONGEST_WORD = 40
LONGEST_TEXT = 4000


def terms(text: str) -> list[str]:
    """Search terms in order: pairs of Chinese characters, whole Latin words and numbers."""
    found: list[str] = []
    for run in RUN.findall(text[:LONGEST_TEXT].lower()):
        if run[0].isascii() or len(run) == 1:
            found.append(run[:LONGEST_WORD])
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def vector(text: str) -> str:
    """The tsvector literal of a text; positions make phrases findable."""
    places: dict[str, list[str]] = {}
    for position, term in enumerate(terms(text), start=1):
        places.setdefault(term, []).append(str(position))
    return " ".join(f"'{term}':{','.join(at[:16])}" for term, at in places.items())


def query(text: str) -> str:
    """The tsquery literal that finds all runs of a text: each as a phrase, all of them."""
    runs = []
    for run in RUN.findall(text[:LONGEST_WORD].lower()):
        pairs = [f"'{term}'" for term in terms(run)]
        star = ":*" if run[0].isascii() or len(run) == 1 else ""
        runs.append("<->".join(pairs) + star)
    return " & ".join(runs)


class WordsField(models.Field):  # type: ignore[type-arg]
    """A column of search terms; it is given a text and stores the terms, of numbers the masks."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else vector(mask_text(str(value or "")))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return (
            value if hasattr(value, "resolve_expression") else vector(mask_text(str(value or "")))
        )


@WordsField.register_lookup
class Holds(Lookup):
    """`words__holds="路灯"`: the rows whose terms hold all that was typed."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> str:
        return query(str(self.rhs))

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s::tsquery", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}", [*left_params, *right_params]
