"""Reading lists, their versions and entries. What was released everybody reads, on any day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from liren.apps.duties.models import DutyList, Entry, Heading, Version
from liren.apps.duties.queries.gate import holding
from liren.apps.duties.rules.entries import Counts, Line
from liren.apps.duties.rules.lists import ListKind, VersionState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.ways import prefixes
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import parameter

WRITES = "duties.draft_version"
DUTIES = ("basic", "assist", "service")


@dataclass(frozen=True)
class EntriesSought:
    """What the entries of a version are asked for; empty means: no matter."""

    q: str = ""
    duty: str = ""
    body: str = ""  # code of a body, or the name of one that is none of ours
    doer: str = ""
    asked: str = ""
    heading: str = ""

    def filters(self) -> int:
        """How many filters are set beside the words."""
        return sum(map(bool, (self.duty, self.body, self.doer, self.asked)))


@dataclass
class Shelf:
    """A list with the version that holds on a day, and what comes after it."""

    list: DutyList
    version: Version | None = None
    coming: Version | None = None
    draft: Version | None = None
    counts: Counts = field(default_factory=Counts)


# ── lists ───────────────────────────────────────────────────────────────────────────────────


def list_of(uid: UUID) -> DutyList:
    """One list."""
    found: DutyList = DutyList.objects.select_related("area", "pack").get(uid=uid)
    return found


def shelves(actor: Actor | None, day: date, kind: str = "", area: str = "") -> list[Shelf]:
    """All lists, each with its version of the day and with how much stands on it."""
    rows = DutyList.objects.select_related("area")
    if kind in ListKind.values:
        rows = rows.filter(kind=kind)
    if area:
        rows = rows.filter(Q(area=None) | Q(area__path__in=prefixes(path_of(area))))
    versions = Version.objects.filter(seen_by(actor)).select_related("list__area")
    found = [
        shelf(one, day)
        for one in rows.prefetch_related(Prefetch("versions", versions, to_attr="seen"))
    ]
    counted = counts_of([one.version for one in found if one.version])
    for one in found:
        one.counts = counted.get(one.version.pk, Counts()) if one.version else Counts()
    return [one for one in found if one.version or one.coming or one.draft]


def path_of(code: str) -> str:
    """The path of an area by its code."""
    found = Area.objects.valid().filter(code=code[:20]).first()
    return found.path if found else ""


def shelf(one: DutyList, day: date) -> Shelf:
    """A list with its versions, as they were read along with it."""
    seen: Sequence[Version] = one.seen  # type: ignore[attr-defined]
    out = [v for v in seen if v.state == VersionState.PUBLISHED and v.valid_from]
    out.sort(key=lambda v: v.valid_from or day)
    held = [v for v in out if v.valid_from and v.valid_from <= day]
    later = [v for v in out if v.valid_from and v.valid_from > day]
    draft = next((v for v in seen if v.state == VersionState.DRAFT), None)
    return Shelf(one, held[-1] if held else None, later[0] if later else None, draft)


def seen_by(actor: Actor | None) -> Q:
    """Released versions for everybody, drafts for those who write or release them."""
    out = Q(state=VersionState.PUBLISHED)
    if actor is None:
        return out
    return out | Q(pk__in=Version.objects.allowed(actor, WRITES).values("pk"))


# ── versions ────────────────────────────────────────────────────────────────────────────────


def version_of(actor: Actor | None, uid: UUID) -> Version:
    """One version, if this reader may see it."""
    rows = Version.objects.filter(seen_by(actor))
    found: Version = rows.select_related(
        "list__area", "document", "drafted_by", "published_by"
    ).get(uid=uid)
    return found


def version_on(one: DutyList, day: date) -> Version | None:
    """The version of a list that holds on a day."""
    rows = one.versions.filter(state=VersionState.PUBLISHED, valid_from__lte=day)
    return rows.select_related("list__area", "document").order_by("-valid_from").first()


def versions_of(actor: Actor | None, one: DutyList) -> list[Version]:
    """All versions of a list that this reader may see, the newest first, with their sizes."""
    rows = one.versions.filter(seen_by(actor)).annotate(size=Count("entries"))
    return list(rows.select_related("document").order_by("-number"))


def last_released(one: DutyList) -> Version | None:
    """The released version with the latest day, in force or still to come."""
    rows = one.versions.filter(state=VersionState.PUBLISHED)
    return rows.order_by("-valid_from").first()


def before(version: Version) -> Version | None:
    """The version that a version takes the place of."""
    rows = version.list.versions.filter(state=VersionState.PUBLISHED).exclude(pk=version.pk)
    if version.valid_from:
        rows = rows.filter(valid_from__lt=version.valid_from)
    return rows.select_related("list").order_by("-valid_from").first()


def counts_of(versions: Sequence[Version]) -> dict[int, Counts]:
    """Classes, sub-classes and entries of versions, counted."""
    found = {one.pk: Counts() for one in versions}
    headings = Heading.objects.filter(version__in=versions).values("version")
    told = headings.annotate(top=Count("pk", filter=Q(parent=None)), all=Count("pk"))
    for row in told.order_by():
        one = found[row["version"]]
        one.classes, one.inner = row["top"], row["all"] - row["top"]
    entries = Entry.objects.filter(version__in=versions).values("version", "duty_class")
    for line in entries.annotate(n=Count("pk")).order_by():
        one = found[line["version"]]
        one.entries += line["n"]
        one.by_duty[line["duty_class"]] = line["n"]
    return found


# ── entries ─────────────────────────────────────────────────────────────────────────────────


def entry_of(version: Version, code: str) -> Entry:
    """One entry of a version by its code."""
    rows = version.entries.select_related("heading__parent", "document", "body")
    found: Entry = rows.defer("words").get(code=code[:30])
    return found


def entries_of(version: Version) -> QuerySet[Entry]:
    """All entries of a version in their order."""
    rows = version.entries.select_related("heading__parent", "document", "body")
    return rows.defer("words").order_by("place")


def entries_sought(version: Version, sought: EntriesSought) -> QuerySet[Entry]:
    """The entries of a version that fit a question."""
    rows = entries_of(version)
    for name, given in (
        ("duty_class", sought.duty), ("doer", sought.doer), ("asked_as", sought.asked),
    ):  # fmt: skip
        if given:
            rows = rows.filter(**{name: given})
    if sought.body:
        rows = rows.filter(Q(body__code=sought.body) | Q(responsible=sought.body))
    if sought.heading:
        code = sought.heading
        rows = rows.filter(Q(heading__code=code) | Q(heading__parent__code=code))
    return rows.filter(said(sought.q)) if sought.q.strip() else rows


def said(q: str) -> Q:
    """By words anywhere in an entry, or by its code."""
    word = q.strip()
    return Q(words__holds=word) | Q(zh__contains=word) | Q(code__iexact=word)


def tree_of(version: Version) -> list[dict[str, object]]:
    """The headings of a version, outer ones with their inner ones, and how much is under each."""
    rows = list(version.headings.annotate(own=Count("entries")).order_by("place"))
    inner: dict[int, list[Heading]] = {}
    for one in rows:
        if one.parent_id:
            inner.setdefault(one.parent_id, []).append(one)
    return [
        {
            "heading": one,
            "inner": inner.get(one.pk, []),
            "size": one.own + sum(two.own for two in inner.get(one.pk, [])),  # type: ignore[attr-defined]
        }
        for one in rows
        if one.parent_id is None
    ]


def doers_of(version: Version) -> list[tuple[str, str]]:
    """Who is responsible for entries of a version, for the filter."""
    codes = version.entries.exclude(body=None).values("body")
    bodies = [(one.code, str(one)) for one in Body.objects.filter(pk__in=codes).order_by("code")]
    named = version.entries.exclude(responsible="").order_by("responsible")
    return bodies + [(one, one) for one in named.values_list("responsible", flat=True).distinct()]


def search(q: str, kind: str = "", day: date | None = None) -> QuerySet[Entry]:
    """Entries of all lists that hold on a day, by words."""
    day = day or today()
    latest = Version.objects.filter(state=VersionState.PUBLISHED, valid_from__lte=day)
    latest = latest.order_by("list_id", "-valid_from").distinct("list_id")
    rows = holding(Entry.objects.filter(version__in=list(latest), **of_kind(kind)), day)
    rows = rows.select_related("version__list__area", "heading__parent", "body", "document")
    rows = rows.filter(said(q)) if q.strip() else rows
    return rows.defer("words").order_by("version__list", "place")


def of_kind(kind: str) -> dict[str, str]:
    """The filter of a kind of lists."""
    return {"version__list__kind": kind} if kind in ListKind.values else {}


def certificates(q: str = "") -> list[Entry]:
    """What no community certifies any more, in the lists that hold today."""
    return list(search(q, ListKind.CERTIFICATES))


def history_of(one: DutyList, code: str, actor: Actor | None) -> list[Entry]:
    """The same entry on all versions of its list, the newest first."""
    versions = Version.objects.filter(seen_by(actor), list=one)
    rows = Entry.objects.filter(version__in=versions, code=code).select_related("version")
    return list(rows.defer("words").order_by("-version__number"))


def lines_of(version: Version) -> list[Line]:
    """The entries of a version in words."""
    return [line_of(one) for one in entries_of(version)]


def line_of(entry: Entry) -> Line:
    """An entry in words: of a document its number or title, of a body its name."""
    facts = {
        "zh": entry.zh,
        "en": entry.en,
        "duty_class": entry.duty_class,
        "asked_as": entry.asked_as,
        "document": (entry.document.number or entry.document.title) if entry.document else "",
        "article": entry.article,
        "responsible": entry.body.name if entry.body else entry.responsible,
        "doer": entry.doer,
        "clock": entry.clock,
        "inputs": entry.inputs,
        "output": entry.output,
        "unit": entry.unit,
        "money": entry.money,
        "case_kinds": "，".join(entry.case_kinds),
        "valid_from": entry.valid_from.isoformat() if entry.valid_from else "",
        "valid_to": entry.valid_to.isoformat() if entry.valid_to else "",
        "note": entry.note,
    }
    return Line(entry.code, headings_of(entry), facts)


def headings_of(entry: Entry) -> tuple[str, ...]:
    """The names of the headings over an entry, the outer one first."""
    one = entry.heading
    if one is None:
        return ()
    return (one.parent.zh, one.zh) if one.parent else (one.zh,)


def owed() -> list[tuple[str, Parameter]]:
    """What the government owes for each class of duties, with the document that says so."""
    found = []
    for duty in DUTIES:
        try:
            found.append((duty, parameter(f"duties.owes.{duty}")))
        except Refused:
            continue
    return found


def places_for_lists(actor: Actor) -> list[Area]:
    """The areas for which one may set up lists."""
    rows = Area.objects.allowed(actor, "duties.add_list").valid()
    return list(rows.filter(level__in=("city", "district", "subdistrict")).order_by("path")[:60])
