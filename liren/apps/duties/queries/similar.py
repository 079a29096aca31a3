"""What there is already that looks like an application: nothing is asked twice unseen."""

from collections.abc import Iterable
from dataclasses import dataclass

from liren.apps.duties.models import Application, Burden, Entry
from liren.apps.duties.queries.applications import READ, seen_by
from liren.apps.duties.queries.gate import holding, in_force
from liren.apps.duties.rules.admission import State
from liren.apps.duties.rules.burdens import LIVE
from liren.kernel.access.actor import Actor
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.base.words import terms

ALIKE, MOST = 0.5, 5
DEAD = (State.DRAFT, State.WITHDRAWN)


@dataclass(frozen=True)
class Similar:
    """Something like it: what it is, where it stands, how far it is."""

    kind: str  # application | entry | burden
    title: str
    note: str
    url: str = ""


def alike(one: str, other: str) -> float:
    """How many of the pairs of characters of the shorter title stand in the other."""
    ours, theirs = set(terms(one)), set(terms(other))
    least = min(len(ours), len(theirs))
    return len(ours & theirs) / least if least else 0.0


def similar_to(actor: Actor, application: Application) -> list[Similar]:
    """Other applications, entries of lists and standing burdens with the same code or words."""
    return [
        *applications_like(actor, application),
        *entries_like(application),
        *burdens_like(application),
    ]


def applications_like(actor: Actor, application: Application) -> Iterable[Similar]:
    """Applications of the district, of any department, that the actor may see."""
    rows = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    rows = rows.exclude(pk=application.pk).exclude(state__in=DEAD).select_related("body")
    code = application.entry_code
    found = [
        row
        for row in rows.order_by("-pk")[:500]
        if (code and row.entry_code == code) or alike(row.title, application.title) >= ALIKE
    ]
    for row in found[:MOST]:
        words = f"{row.number} · {row.body} · {row.get_state_display()}"
        yield Similar("application", row.title, words, row.get_absolute_url())


def entries_like(application: Application) -> Iterable[Similar]:
    """Entries of the lists in force in the district."""
    day = today()
    versions = in_force(application.area_path, day)
    rows = holding(Entry.objects.filter(version__in=versions), day)
    code, found = application.entry_code, []
    for row in rows[:2000]:
        same = bool(code) and row.code == code
        if same or alike(row.zh, application.title) >= ALIKE:
            found.append(row)
    for row in found[:MOST]:
        yield Similar("entry", str(row), f"{row.version.list} · {row.code}")


def burdens_like(application: Application) -> Iterable[Similar]:
    """What communities of the district carry already under a like name."""
    here = subtree("area_path", application.area_path)
    rows = Burden.objects.filter(here, state__in=LIVE).values_list("title", "kind")
    titles: dict[str, int] = {}
    for title, _kind in rows[:5000]:
        if alike(title, application.title) >= ALIKE:
            titles[title] = titles.get(title, 0) + 1
    for title, number in sorted(titles.items(), key=lambda one: -one[1])[:MOST]:
        yield Similar("burden", title, str(number))
