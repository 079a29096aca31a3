"""Loading what a pack says of documents and lists.

Documents are corrected until somebody edits them here. A version of a list that was loaded is
never changed: a pack that says something else says it from another day.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from liren.apps.duties.actions.documents import keep_articles, words_of
from liren.apps.duties.actions.entries import words_of as entry_words
from liren.apps.duties.models import Document, DutyList, Entry, Heading, Version
from liren.apps.duties.queries.documents import documents_named
from liren.apps.duties.queries.lists import line_of
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.lists import DocumentKind, Doer, DutyClass, ListKind, VersionState
from liren.kernel.base.clock import now
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Strict

EntryCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")]


class ArticleIn(Strict):
    """An article to which something points."""

    label: str = Field(max_length=40)
    text: str = Field(max_length=4000)


class DocumentIn(Strict):
    """A policy document."""

    title: str = Field(min_length=4, max_length=200)
    number: str = ""
    kind: DocumentKind
    issuer: str = Field(min_length=2)
    issued: date | None = None
    valid_from: date | None = Field(None, alias="from")
    valid_to: date | None = Field(None, alias="to")
    supersedes: str = ""
    text: str = ""
    articles: list[ArticleIn] = []
    source: str = Field(min_length=4)
    verify: bool = False


class DocumentsFile(Strict):
    """documents.yaml"""

    documents: list[DocumentIn] = []


class EntryIn(Coded):
    """An entry of a list."""

    code: EntryCode
    duty_class: DutyClass | None = None
    asked_as: AskKind | None = None
    document: str = ""
    article: str = ""
    responsible: str = ""
    doer: Doer | None = None
    clock: str = ""
    inputs: str = ""
    output: str = ""
    unit: str = ""
    money: str = ""
    case_kinds: list[str] = []
    note: str = ""


class HeadingIn(Coded):
    """A class of entries, with its sub-classes."""

    entries: list[EntryIn] = []
    classes: list["HeadingIn"] = []


class ListIn(Coded):
    """A list, and the version of it that holds from a day on."""

    kind: ListKind
    issuer: str
    valid_from: date = Field(alias="from")
    document: str = ""
    note: str = ""
    entries: list[EntryIn] = []
    classes: list[HeadingIn] = []


class ListsFile(Strict):
    """lists.yaml"""

    lists: list[ListIn] = []


def load_documents(pack: Pack, file: DocumentsFile) -> int:
    """Write documents; those that others take the place of stand before them in the file."""
    return sum(_document(pack, one) for one in file.documents)


def _document(pack: Pack, one: DocumentIn) -> int:
    row = Document.objects.filter(pack=pack, title=one.title).first()
    if row is not None and row.edited:
        return 0
    articles = [(art.label, art.text) for art in one.articles]
    facts: dict[str, Any] = one.model_dump(exclude={"issued", "articles", "supersedes"})
    facts |= {"issued_on": one.issued, "supersedes": documents_named(one.supersedes)}
    if row is not None and _says(row, facts, articles):
        return 0
    row = row or Document(pack=pack)
    for name, given in facts.items():
        setattr(row, name, given)
    row.words = words_of(row, articles)
    row.save()
    keep_articles(row, articles)
    return 1


def _says(row: Document, facts: dict[str, Any], articles: list[tuple[str, str]]) -> bool:
    stood = list(row.articles.values_list("label", "text"))
    return stood == articles and all(getattr(row, name) == one for name, one in facts.items())


def load_lists(pack: Pack, file: ListsFile) -> int:
    """Write lists, each with a released version for every day from which the pack says one."""
    return sum(_list(pack, one) for one in file.lists)


def _list(pack: Pack, one: ListIn) -> int:
    facts = {"pack": pack, "kind": one.kind, "zh": one.zh, "en": one.en, "issuer": one.issuer}
    row, _made = DutyList.objects.get_or_create(code=one.code, defaults=facts)
    if row.versions.filter(valid_from=one.valid_from).exists():
        return 0
    version = Version(
        list=row, number=row.versions.count() + 1, state=VersionState.PUBLISHED,
        valid_from=one.valid_from, document=documents_named(one.document), note=one.note,
        drafted_at=now(), published_at=now(),
    )  # fmt: skip
    version.save()
    return _fill(version, one)


def _fill(version: Version, one: ListIn) -> int:
    rows: list[Entry] = []
    for place, (heading, entry) in enumerate(_laid_out(version, one)):
        facts = {
            name: given or ""
            for name, given in entry.model_dump(exclude={"document", "case_kinds"}).items()
        }
        row = Entry(
            version=version, heading=heading, place=place,
            document=documents_named(entry.document) or version.document,
            case_kinds=entry.case_kinds, **facts,
        )  # fmt: skip
        row.words = entry_words(line_of(row))
        rows.append(row)
    Entry.objects.bulk_create(rows)
    return len(rows)


def _laid_out(version: Version, one: ListIn) -> Iterator[tuple[Heading | None, EntryIn]]:
    yield from ((None, entry) for entry in one.entries)
    place = 0
    for top in one.classes:
        outer = Heading(version=version, code=top.code, zh=top.zh, en=top.en, place=place)
        outer.save()
        place += 1
        yield from ((outer, entry) for entry in top.entries)
        for sub in top.classes:
            inner = Heading(
                version=version, parent=outer, code=sub.code, zh=sub.zh, en=sub.en, place=place
            )
            inner.save()
            place += 1
            yield from ((inner, entry) for entry in sub.entries)
