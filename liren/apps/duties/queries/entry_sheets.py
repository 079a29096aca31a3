"""What a sheet of entries may call things, and what its words mean here."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.utils.translation import override

from liren.apps.duties.models import Document
from liren.apps.duties.rules.entries import Line
from liren.apps.duties.rules.entry_sheet import CHOICES, COLUMNS, Vocabulary
from liren.kernel.access.models import Body
from liren.kernel.access.ways import prefixes

LANGUAGES = ("zh-hans", "en")


@cache
def vocabulary() -> Vocabulary:
    """Titles and words in all languages of the program, and the codes themselves."""
    words = {
        name: {
            said: str(value)
            for value, label in choices.choices
            for said in (*in_all(label), str(value))
        }
        for name, choices in CHOICES.items()
    }
    titles = {said: name for name, label in COLUMNS.items() for said in in_all(label)}
    return Vocabulary(titles, words)


def in_all(label: object) -> list[str]:
    """A label in every language."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(label).casefold())
    return found


def documents_in(lines: Sequence[Line]) -> Mapping[str, Document]:
    """The documents that lines name, by number and by title."""
    named = {word for line in lines if (word := line.facts.get("document", "").strip("《》"))}
    found: dict[str, Document] = {}
    for one in Document.objects.filter(number__in=named).defer("text", "words"):
        found[one.number] = one
    for one in Document.objects.filter(title__in=named).defer("text", "words"):
        found[one.title] = one
    return found


def bodies_at(path: str) -> Mapping[str, Body]:
    """The bodies that stand at a place or above it, by name."""
    rows = Body.objects.standing().filter(area_path__in=prefixes(path)) if path else ()
    return {one.name: one for one in rows}
