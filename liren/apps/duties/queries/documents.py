"""Reading policy documents: everybody may, with or without an account."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from liren.apps.duties.models import Document, Entry, Version
from liren.apps.duties.rules.lists import DocumentKind, VersionState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import prefixes
from liren.kernel.base.clock import today
from liren.kernel.policy.models import Pack, Parameter

MOST_LISTED = 200


@dataclass(frozen=True)
class DocumentsSought:
    """What the library is asked for; empty means: no matter."""

    q: str = ""
    kind: str = ""
    state: str = ""  # now, over
    pack: str = ""

    def filters(self) -> int:
        """How many filters are set beside the words."""
        return sum(map(bool, (self.kind, self.state, self.pack)))


def documents_sought(sought: DocumentsSought) -> QuerySet[Document]:
    """The documents that fit a question, the newest first."""
    rows: QuerySet[Document] = Document.objects.select_related("pack", "area", "supersedes")
    if sought.kind in DocumentKind.values:
        rows = rows.filter(kind=sought.kind)
    if sought.pack:
        rows = rows.filter(pack__code=sought.pack)
    if sought.state:
        rows = rows.filter(over()) if sought.state == "over" else rows.exclude(over())
    if word := sought.q.strip():
        said = Q(words__holds=word) | Q(title__contains=word) | Q(number__contains=word)
        rows = rows.filter(said | Q(issuer__contains=word))
    newest = Count("entries", filter=Q(entries__version__in=held()))
    gone = Exists(Document.objects.filter(over(), pk=OuterRef("pk")))
    rows = rows.annotate(uses=newest, gone=gone).defer("text", "words")
    known = Coalesce("issued_on", "valid_from")
    return rows.order_by(known.desc(nulls_last=True), "title", "pk")


def over() -> Q:
    """What no longer holds: its last day is over, or another has taken its place by now."""
    day = today()
    taken = Q(successors__valid_from=None) | Q(successors__valid_from__lte=day)
    return Q(valid_to__lt=day) | (Q(successors__isnull=False) & taken)


def document_of(uid: UUID) -> Document:
    """One document with what it stands beside."""
    rows = Document.objects.select_related("pack", "area", "supersedes").defer("words")
    found: Document = rows.get(uid=uid)
    return found


def successors_of(document: Document) -> list[Document]:
    """What took the place of a document."""
    return list(document.successors.order_by("valid_from", "pk").defer("text", "words"))


def is_over(document: Document) -> bool:
    """Whether a document no longer holds today."""
    return Document.objects.filter(over(), pk=document.pk).exists()


def entries_on(document: Document) -> QuerySet[Entry]:
    """The entries of the lists that hold today and stand on a document."""
    rows = Entry.objects.filter(document=document, version__in=held())
    rows = rows.select_related("version__list", "body", "heading").defer("words")
    return rows.order_by("version__list", "-version__number", "place")


def held() -> list[Version]:
    """The versions of all lists that hold today."""
    rows = Version.objects.filter(state=VersionState.PUBLISHED, valid_from__lte=today())
    return list(rows.order_by("list_id", "-valid_from").distinct("list_id"))


def parameters_on(document: Document) -> list[Parameter]:
    """The values of rules that name a document by its number or its title."""
    named = Q(source__contains=document.title) | Q(document__contains=document.title)
    if document.number:
        named |= Q(source__contains=document.number) | Q(document__contains=document.number)
    return list(Parameter.objects.filter(named).select_related("pack")[:MOST_LISTED])


def packs_of_documents() -> list[tuple[str, str]]:
    """The packs that brought documents, for the filter."""
    rows = Pack.objects.filter(pk__in=Document.objects.values("pack")).order_by("code")
    return [(one.code, str(one)) for one in rows]


def documents_named(said: str) -> Document | None:
    """The document of this number or title; of several the newest."""
    word = said.strip().strip("《》")
    if not word:
        return None
    rows = Document.objects.filter(Q(number=word) | Q(title=word)).defer("text", "words")
    return rows.order_by("-issued_on", "-pk").first()


def choices_at(path: str) -> list[Document]:
    """The documents that hold at a place or everywhere, for choosing one as a basis."""
    here = Q(area=None) | Q(area__path__in=prefixes(path)) if path else Q(area=None)
    rows = Document.objects.filter(here).defer("text", "words")
    return list(rows.order_by("-issued_on", "title")[:MOST_LISTED])


def places_to_add(actor: Actor) -> list[Area]:
    """The areas for which one may register documents."""
    rows = Area.objects.allowed(actor, "duties.add_document").valid()
    return list(rows.filter(level__in=("city", "district", "subdistrict")).order_by("path")[:60])
