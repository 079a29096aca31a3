"""Reading the record, always for an actor and within their areas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, User
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.transaction import together
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.audit import places
from liren.kernel.audit.log import entry as written
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import ago, local, today
from liren.kernel.doors import names
from liren.kernel.doors.queries import require

AT = Order("at")
SEARCHED = 20_000  # the newest entries within the filter that a search looks through
NAMED = 10  # people or areas of one name
NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class Sought:
    """What the record is asked for; empty means: no matter."""

    q: str = ""
    verb: str = ""
    outcome: str = ""
    person: str = ""
    area: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""


def entry_ranges(actor: Actor, area: str = "") -> list[Q]:
    """Entries in the reader's areas; those without an area for readers of the whole territory."""
    require(actor, "audit.view")
    paths = outermost(actor.paths("audit.view"))
    if area:
        return [subtree("area_path", path) for path in _inside(paths, area)] or [NOBODY]
    ranges = [subtree("area_path", path) for path in paths]
    if not actor.within and any("." not in path[:-1] for path in paths):
        ranges.append(Q(area_path=""))
    return ranges


def _inside(paths: list[str], area: str) -> list[str]:
    """Where areas of this name or code and the reader's own lie over each other."""
    called = Area.objects.filter(Q(name=area) | Q(code=area)).values_list("path", flat=True)
    both = product(paths, called[:NAMED])
    return outermost(max(a, b) for a, b in both if a.startswith(b) or b.startswith(a))


def entries(actor: Actor, sought: Sought, cursor: str = "", limit: int = 50) -> Page[Entry]:
    """The record, newest first; each branch walks an index of its own."""
    rows = Entry.objects.select_related("actor", "behalf").filter(_found(sought))
    branches = entry_ranges(actor, sought.area)
    if sought.person:
        branches = [near & who for near, who in product(branches, _people(sought.person))]
    if sought.q:
        branches = [near & _recent(rows, near) & _holds(sought.q) for near in branches]
        rows = rows.annotate(said=Cast("facts", TextField()))
    return page(rows, branches, AT, cursor, limit)


def all_entries(actor: Actor, sought: Sought, most: int) -> Iterator[Entry]:
    """At most so many entries, page by page."""
    cursor, left = "", most
    while left > 0:
        found = entries(actor, sought, cursor, min(left, 500))
        yield from found.rows
        cursor, left = found.older, left - len(found.rows)
        if not cursor:
            return


def entry_for(actor: Actor, key: int) -> Entry:
    """One entry, if it lies in the reader's areas."""
    rows = Entry.objects.select_related("actor", "behalf")
    where = NOBODY
    for near in entry_ranges(actor):
        where |= near
    return rows.filter(where).get(pk=key)


def before(entry: Entry) -> QuerySet[Entry]:
    """The entry about the same row that came before."""
    same = Entry.objects.filter(subject_type=entry.subject_type, subject_id=entry.subject_id)
    older = same.filter(Q(at__lt=entry.at) | Q(at=entry.at, pk__lt=entry.pk))
    return older.select_related("actor").order_by("-at", "-pk")


def _people(person: str) -> list[Q]:
    exact = User.objects.filter(Q(name=person) | Q(username=person))
    keys = list(exact.values_list("pk", flat=True)[:NAMED])
    if not keys:
        near = User.objects.filter(name__icontains=person)
        keys = list(near.values_list("pk", flat=True)[:NAMED])
    return [Q(**{way: key}) for key in keys for way in ("actor", "behalf")] or [NOBODY]


def _recent(rows: QuerySet[Entry], near: Q) -> Q:
    """The newest entries of a branch: a search reads no more than these."""
    newest = rows.select_related(None).filter(near).order_by("-at", "-pk")
    oldest = newest.values_list("at", flat=True)[SEARCHED : SEARCHED + 1].first()
    return Q(at__gt=oldest) if oldest else Q()


def _holds(text: str) -> Q:
    """The text stands in the facts, or names the row, the verb or the person."""
    wanted = text.strip().lower()
    verbs = [code for code in names.verbs() if wanted in names.verb(code).lower()]
    people = list(User.objects.filter(name__icontains=text).values_list("pk", flat=True)[:NAMED])
    where = Q(said__icontains=text) | Q(subject_id=wanted) | Q(verb__in=verbs)
    return where | Q(actor__in=people)


def _found(sought: Sought) -> Q:
    where = Q()
    if sought.verb:
        where &= Q(verb=sought.verb)
    if sought.outcome:
        where &= Q(outcome=sought.outcome)
    if sought.subject:
        kind, _, key = sought.subject.partition(":")
        where &= Q(subject_type=kind) & (Q(subject_id=key) if key else Q())
    return where & _in_days(sought.since, sought.until)


def _in_days(since: date | None, until: date | None) -> Q:
    midnight = local(ago()).replace(hour=0, minute=0, second=0, microsecond=0)
    where = Q()
    if since:
        where &= Q(at__gte=midnight + (since - today()))
    if until:
        where &= Q(at__lt=midnight + (until - today()) + timedelta(days=1))
    return where


def note(actor: Actor, verb: str, **facts: object) -> None:
    """Who exports or checks the record is on record."""
    require(actor, verb)
    together(written(actor.user, verb, actor.user, facts).save)


def proof_for(actor: Actor, key: int) -> str:
    """The proof of one entry as a file; there is none while it waits to be sealed."""
    row = entry_for(actor, key)
    found = places.place(row)
    if found is None:
        raise Entry.DoesNotExist("it waits to be sealed")
    return places.proof(row, found).as_json()
