"""The only writers of policy documents."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liren.apps.duties.models import Article, Document
from liren.apps.duties.rules import documents as rules
from liren.apps.duties.rules.versions import check_period
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area

Articles = Sequence[tuple[str, str]]


@action("duties.add_document", creates=True)
def add_document(
    actor: Actor,
    area: Area,
    /,
    *,
    title: str,
    kind: str,
    issuer: str,
    number: str = "",
    issued_on: date | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    supersedes: Document | None = None,
    text: str = "",
    articles: Articles = (),
    source: str = "",
    invented: bool = False,
) -> Document:
    """Register a policy document of an area, with the articles that something stands on."""
    facts = {
        "number": number, "title": title, "kind": kind, "issuer": issuer,
        "issued_on": issued_on, "valid_from": valid_from, "valid_to": valid_to,
        "supersedes": supersedes, "text": text, "source": source,
    }  # fmt: skip
    document = Document(area=area, area_path=area.path, edited=True, invented=invented)
    return write(document, facts, articles)


@action("duties.change_document")
def change_document(
    actor: Actor, document: Document, /, *, articles: Articles | None = None, **facts: Any
) -> Document:
    """Correct what is registered of a document; what stands on it goes on standing on it."""
    document.edited = True
    return write(document, facts, articles)


def write(
    document: Document, facts: Mapping[str, Any], articles: Articles | None = None
) -> Document:
    """Keep a document with its articles, if it holds together."""
    for name, given in facts.items():
        setattr(document, name, given.strip() if isinstance(given, str) else given)
    rules.check_document(document.title, document.issuer)
    check_period(document.valid_from, document.valid_to)
    rules.check_chain(document.pk, above(document.supersedes))
    same = Document.objects.filter(number=document.number).exclude(pk=document.pk)
    rules.check_number(bool(document.number) and same.exists())
    if articles is not None:
        rules.check_articles(articles)
    kept = articles if articles is not None else told(document)
    document.words = words_of(document, kept)
    document.save()
    if articles is not None:
        keep_articles(document, articles)
    return document


def told(document: Document) -> Articles:
    """The articles as they stand."""
    return list(document.articles.values_list("label", "text")) if document.pk else ()


def above(document: Document | None) -> list[int]:
    """The keys of a document and all that it took the place of, one after another."""
    found: list[int] = []
    while document is not None and document.pk not in found:
        found.append(document.pk)
        document = document.supersedes
    return found


def words_of(document: Document, articles: Articles) -> str:
    """All by which a document is found."""
    said = " ".join(f"{label} {words}" for label, words in articles)
    parts = (document.number, document.title, document.issuer, document.text, said)
    return " ".join(part for part in parts if part)


def keep_articles(document: Document, articles: Articles) -> None:
    """The articles in their order, in the place of those that stood there."""
    document.articles.all().delete()
    Article.objects.bulk_create(
        Article(document=document, label=label, text=words, place=place)
        for place, (label, words) in enumerate(articles)
    )
