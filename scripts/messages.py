"""Keep the English catalogue in step with the sentences in the source.

Usage: python scripts/messages.py update|check

`update` collects every sentence, keeps the translations there are and compiles the catalogue;
`check` says what is missing, empty, doubtful, left over or differs in its placeholders.
"""

from __future__ import annotations

import ast
import io
import os
import re
import string
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "liren"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
# what the arguments of a call are, in their order
PLAIN, PLURAL, CONTEXT = ("sentence",), ("sentence", "plural"), ("context", "sentence")
CALLS = {
    "_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "in_context": CONTEXT,
    "npgettext": (*CONTEXT, "plural"),
    "npgettext_lazy": (*CONTEXT, "plural"),
}
HEADERS = [
    ("Project-Id-Version", "Liren"),
    ("Language", "en"),
    ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
]
# a call in what `templatize` makes of a template; all else there is blanked out
CALL = re.compile(r"""\b(?:n?p?gettext|_)\((?:[^()"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*\)""")
PERCENT = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|%%")
CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


class Key(NamedTuple):
    """What a sentence is looked up by."""

    sentence: str
    plural: str = ""
    context: str = ""


class English(Catalog):
    """A catalogue whose header says no day and no tool, so that it changes only with its words."""

    mime_headers = property(lambda self: HEADERS)


def main() -> None:
    """Do what the word on the command line says."""
    wanted = sys.argv[1:]
    if wanted == ["update"]:
        update()
    elif wanted != ["check"]:
        sys.exit(__doc__)
    faults = check()
    print("\n".join(faults) or f"{len(found())} sentences, all in English.")
    sys.exit(bool(faults))


def update() -> None:
    """Write the catalogue anew: the sentences found now, with the translations known so far."""
    known = {key_of(message): message for message in entries(PO)}
    catalogue = English(locale="en", header_comment="# The English of Liren.", fuzzy=False)
    for key in sorted(found()):
        old = known.get(key)
        catalogue.add(
            (key.sentence, key.plural) if key.plural else key.sentence,
            old.string if old else ("", "") if key.plural else "",
            flags=old.flags & {"fuzzy"} if old else (),
            context=key.context or None,
        )
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled())


def written(catalogue: Catalog) -> bytes:
    """The catalogue as people edit it."""
    out = io.BytesIO()
    write_po(out, catalogue, width=98, no_location=True, sort_output=True)
    return out.getvalue()


def compiled() -> bytes:
    """The catalogue as programs read it, made from what stands in the written one."""
    catalogue = English(locale="en", fuzzy=False)
    for message in entries(PO):
        catalogue.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def check() -> list[str]:
    """Everything wrong with the catalogue, a line each."""
    known = {key_of(message): message for message in entries(PO)}
    wanted = found()
    faults = [f"missing: {key.sentence}  ({wanted[key]})" for key in wanted if key not in known]
    faults += [f"left over: {key.sentence}" for key in known if key not in wanted]
    for key in sorted(known.keys() & wanted.keys()):
        faults += [f"{fault}: {key.sentence}" for fault in faults_of(key, known[key])]
    if not MO.exists() or MO.read_bytes() != compiled():
        faults.append("django.mo is not made from django.po: run scripts/messages.py update")
    return faults


def faults_of(key: Key, message: Message) -> Iterator[str]:
    """What is wrong with one entry."""
    translations = texts_of(message)
    if message.fuzzy:
        yield "doubtful"
    if len(translations) != (2 if key.plural else 1) or not all(translations):
        yield "empty"
        return
    for text in translations:
        if placeholders(text) != placeholders(key.sentence):
            yield f"other placeholders in “{text}”"
        if CHINESE.search(text):
            yield f"Chinese in “{text}”"


def texts_of(message: Message) -> tuple[str, ...]:
    """The translations of an entry: one, or one for each plural form."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def placeholders(text: str) -> set[str]:
    """Every `%(name)s` and `{name}` in a text."""
    try:
        braces = {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:  # a brace that is only a brace
        braces = set()
    return braces | set(PERCENT.findall(text))


def entries(path: Path) -> list[Message]:
    """The entries of a written catalogue, without its header."""
    if not path.exists():
        return []
    with path.open("rb") as lines:
        return [message for message in read_po(lines, locale="en") if message.id]


def key_of(message: Message) -> Key:
    """What an entry is looked up by."""
    sentence, plural = message.id if isinstance(message.id, (list, tuple)) else (message.id, "")
    return Key(sentence, plural, message.context or "")


def found() -> dict[Key, str]:
    """Every sentence in the source that is translated, with the first file that has it."""
    sentences: dict[Key, str] = {}
    for path in sources():
        text = path.read_text()
        for key in said(text if path.suffix == ".py" else template(text)):
            sentences.setdefault(key, str(path.relative_to(ROOT)))
    return sentences


def said(program: str) -> Iterator[Key]:
    """The sentences that a program translates, also those within other strings."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            values = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            texts = [value for value in values if isinstance(value, str)]
            parts = dict(zip(CALLS.get(name, ()), texts, strict=False))
            if "sentence" in parts:
                yield Key(**parts)


def sources() -> list[Path]:
    """The programs and templates, tests left out."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*")]
    return sorted(path for path in paths if not {"tests", "migrations"} & {*path.parts})


def template(text: str) -> str:
    """The sentences of a template as a program of calls, each as Django looks it up."""
    return "\n".join(CALL.findall(templatize(text)))


def ready() -> None:
    """Let Django read templates outside a server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.site.settings")
    django.setup()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    ready()
    main()
