"""Finding people: by name, sound, number, its last four, telephone or address; and as lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from django.db.models import Q, QuerySet

from liren.apps.people.models import Person, TagKind
from liren.apps.people.queries.persons import COMMUNITY_PARTS, community
from liren.apps.people.rules import Paper, Residence, State
from liren.apps.people.rules.finding import (
    SHORT,
    TWICE,
    Address,
    Meant,
    born_between,
    check_address,
    check_places,
    meant,
    no_sound,
    sounded,
)
from liren.apps.people.rules.rights import Asked
from liren.apps.people.rules.tags import Privacy
from liren.apps.places.models import Dwelling, Estate
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value
from liren.kernel.sealed.fields import found, found_by_last

VERB, KEEPS = "people.find", "people.tag"
BY_PLACE = Order("area_path", newest_first=False)
BY_NAME = Order("pinyin", newest_first=False)
BY_INITIALS = Order("initials", newest_first=False)
BY_SIGN = Order("name", newest_first=False)
ELDEST = Order("born", newest_first=False)
YOUNGEST = Order("born")
ORDERS = {"place": BY_PLACE, "name": BY_NAME, "old": ELDEST, "young": YOUNGEST}
MOST_HOMES = 400  # that an address may mean
END = "\U0010ffff"
NOWHERE = Q(pk__in=[])
SHOWN = ("area", "home__building__estate", "home__stairwell", "home__area")


@dataclass(frozen=True)
class Sought:
    """What is asked for; empty means: no matter."""

    q: str = ""
    area: str = ""
    estate: str = ""
    tag: str = ""
    sex: str = ""
    residence: str = ""
    youngest: int | None = None
    oldest: int | None = None
    gone: bool = False
    sort: str = ""

    def filters(self) -> int:
        """How many filters are set, besides what was typed and the order."""
        free = ("q", "sort")
        chosen = [getattr(self, one.name) for one in fields(self) if one.name not in free]
        return sum(one not in ("", None, False) for one in chosen)


def page_of_people(
    actor: Actor, sought: Sought, cursor: str = "", limit: int = 50
) -> Page[Person]:
    """One page of the people that this actor may find."""
    asked = meant(sought.q)
    branches = reached(actor, asked, sought)
    rows = narrowed(actor, sought).select_related(*SHOWN)
    return page(rows, branches, order(asked, sought), cursor, limit)


def order(asked: Meant, sought: Sought) -> Order:
    """The chosen order; found names in the order in which the index holds them."""
    if sought.sort in ORDERS:
        return ORDERS[sought.sort]
    if asked.how == Asked.NAME:
        if no_sound(sounded(asked.text)):
            return BY_INITIALS
        return BY_NAME if asked.text.isascii() else BY_SIGN
    return BY_PLACE


def reached(actor: Actor, asked: Meant, sought: Sought) -> list[Q]:
    """Every way to mean what was typed, along every way that leads to people."""
    meanings = alternatives(actor, asked, sought)
    return [way & meaning for way in ways(actor, sought) for meaning in meanings]


def ways(actor: Actor, sought: Sought) -> list[Q]:
    """The ways to people; a list by a sensitive tag is only of those whose tags one keeps."""
    if not sought.tag:
        return Person.objects.branches(actor, VERB)
    sensitive = TagKind.objects.filter(code=sought.tag, privacy=Privacy.SENSITIVE).exists()
    return Person.objects.branches(actor, KEEPS if sensitive else VERB)


def alternatives(actor: Actor, asked: Meant, sought: Sought) -> list[Q]:
    """Every way in which what was typed may be meant; each walks an index of its own."""
    if asked.how == Asked.LIST:
        return [Q()]
    if asked.how == Asked.NUMBER:
        return [found(Person, "id_number", asked.text)]
    if asked.how == Asked.PHONE:
        return [found(Person, "phone", asked.text)]
    if asked.how == Asked.LAST:
        places = grids(actor, sought)
        return [found_by_last(Person, one, asked.text, places) for one in ("id_number", "phone")]
    if asked.how == Asked.ADDRESS:
        check_address(asked.where)
        return [Q(home__in=homes(actor, asked.where))]
    return list(named(actor, asked.text, sought))


def named(actor: Actor, text: str, sought: Sought) -> Iterator[Q]:
    """A name by its beginning, or how it sounds; in a community also by its end."""
    if text.isascii():
        sound = sounded(text)
        yield from _initials(sound)
        if not no_sound(sound):
            yield _begins("pinyin", sound)
        return
    yield _begins("name", text)
    if all(path.count(".") >= COMMUNITY_PARTS for path in scope(actor, sought)):
        yield Q(name__contains=text)


def _initials(sound: str) -> Iterator[Q]:
    """Names whose initials begin so."""
    if no_sound(sound):
        yield _begins("initials", sound)
    elif len(sound) >= SHORT:
        yield Q(initials=sound)
        if sound not in TWICE:  # initials and sound begin alike
            longer = Q(initials__gt=sound, initials__lt=sound + END)
            yield longer & _begins("pinyin", sound[:1])


def _begins(field: str, text: str) -> Q:
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + END}) if text else NOWHERE


def scope(actor: Actor, sought: Sought) -> list[str]:
    """The paths of the areas in which is looked: the chosen one, or all of one's own."""
    held = outermost(actor.paths(VERB))
    if not sought.area:
        return held
    path = Area.objects.filter(code=sought.area).values_list("path", flat=True).first()
    return [path] if path else []


def grids(actor: Actor, sought: Sought) -> list[str]:
    """The areas in which somebody may live whose number ends so; few enough, or refused."""
    where = NOWHERE
    for path in scope(actor, sought):
        where |= subtree("path", path)
    held = Area.objects.filter(where, valid_to=None)
    most = value("people.last_places")
    paths = list(held.order_by("path").values_list("path", flat=True)[: most + 1])
    check_places(len(paths), most)
    return paths


def homes(actor: Actor, where: Address) -> list[int]:
    """The dwellings that an address may mean, of those that this actor may see."""
    rows: QuerySet[Dwelling] = Dwelling.objects.allowed(actor, "places.dwellings")
    if where.estate:
        estates = Estate.objects.filter(
            Q(name__contains=where.estate) | Q(initials=where.estate.lower())
        )
        rows = rows.filter(building__estate__in=estates)
    if where.building:
        rows = rows.filter(building__number__iexact=where.building)
    if where.stairwell:
        rows = rows.filter(stairwell__number=where.stairwell)
    if where.room:
        rows = rows.filter(number=where.room)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_HOMES])


def narrowed(actor: Actor, sought: Sought) -> QuerySet[Person]:
    """The people who fit the filters, before it is asked who may see them."""
    rows: QuerySet[Person] = Person.objects.exclude(state=State.MERGED)
    rows = (
        rows.filter(state=State.PRESENT) if not sought.gone else rows.exclude(state=State.PRESENT)
    )
    paths = scope(actor, sought)
    if sought.area:
        rows = rows.filter(_lies(paths))
    if sought.estate:
        rows = rows.filter(home__building__estate__uid=sought.estate)
    if sought.sex:
        rows = rows.filter(sex=sought.sex)
    if sought.tag:
        rows = rows.filter(tags__kind__code=sought.tag, tags__ended_on=None)
    if sought.residence:
        rows = rows.filter(belongs(sought.residence, paths))
    between = born_between(sought.youngest, sought.oldest, today())
    if between:
        rows = rows.filter(born__range=between)
    return rows.filter(born__isnull=False) if sought.sort in ("old", "young") else rows


def _lies(paths: Sequence[str]) -> Q:
    where = NOWHERE
    for path in paths:
        where |= subtree("area_path", path) | subtree("hukou_path", path)
    return where


def belongs(kind: str, paths: Sequence[str]) -> Q:
    """Who belongs to these areas in one of the four ways."""
    lives, stands = NOWHERE, NOWHERE
    for path in paths:
        lives |= subtree("area_path", path)
        stands |= subtree("hukou_path", community(path))
    lives &= Q(home__isnull=False)
    foreign = Q(paper__in=(Paper.PASSPORT, Paper.HMT))
    return {
        Residence.ABROAD: lives & foreign,
        Residence.LOCAL: lives & stands & ~foreign,
        Residence.FLOATING: lives & ~stands & ~foreign,
        Residence.AWAY: ~lives & stands,
    }.get(Residence(kind), NOWHERE)


def counted(actor: Actor, sought: Sought, here: Page[Person]) -> int:
    """How many people there are, to one beyond the cap; a first page that is all counts itself."""
    if not here.newer and not here.older:
        return len(here.rows)
    every = reached(actor, meant(sought.q), sought)
    rows = narrowed(actor, sought).order_by().values("pk")
    first, *others = [rows.filter(where)[: MOST_COUNTED + 1] for where in every]
    return first.union(*others).count() if others else first.count()


def capped(count: int) -> str:
    """A count as a list shows it."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def place_of(actor: Actor, sought: Sought) -> str:
    """The one path under which a search goes on record: the narrowest that holds all of it."""
    paths = [path.split(".") for path in scope(actor, sought)]
    if not paths:
        return ""
    shared = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1 or not parts[0]:
            break
        shared.append(parts[0])
    return ".".join(shared) + "." if shared else ""


def estate_named(uid: str) -> Estate | None:
    """The estate of a filter."""
    return Estate.objects.filter(uid=uid).first() if uid else None
