"""Counting people and homes on a day: by community, residence, age and sex, and tags."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db import connection

from liren.apps.people.models import Person, TagKind
from liren.apps.people.rules import age
from liren.apps.people.rules.codes import Sex
from liren.apps.people.rules.figures import (
    AGES,
    NAMES,
    OLDEST,
    RESIDENCE,
    SEXES,
    STEP,
    Sum,
    hidden_cells,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Grant, Level
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

Cell = tuple[str, str]  # path of an area, name of a figure
LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
KEPT_SECONDS = 600
GRID_WORKER = "grid_worker"
# the part of a path that names the community
PLACE = "array_to_string((string_to_array({}, '.'))[1:3], '.') || '.'"
OPEN = "since <= %(day)s AND (until IS NULL OR until > %(day)s)"
INSIDE = "area_path >= %(first)s AND area_path < %(last)s"
PEOPLE = f"""
WITH home AS (SELECT person_id, {PLACE.format("area_path")} AS place FROM people_stay
              WHERE tie = 'home' AND {OPEN} AND {INSIDE}),
     hukou AS (SELECT person_id, {PLACE.format("area_path")} AS place FROM people_stay
               WHERE tie = 'hukou' AND {OPEN} AND {INSIDE}),
     both_ties AS (SELECT COALESCE(home.place, hukou.place) AS place, person_id,
                     home.place IS NOT NULL AS lives, hukou.place IS NOT NULL AS registered
              FROM home FULL JOIN hukou USING (person_id, place))
SELECT place, lives, registered, p.paper IN ('passport', 'hmt') AS abroad, p.sex,
       CASE WHEN p.born IS NULL THEN -1
            ELSE LEAST(EXTRACT(YEAR FROM age(%(day)s::date, p.born))::int / {STEP} * {STEP},
                       {OLDEST}) END AS years,
       count(*)
FROM both_ties JOIN people_person p ON p.id = person_id
GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 — constants only
HOMES = f"""
SELECT {PLACE.format("area_path")}, tie, count(*) FROM people_household
WHERE {OPEN} AND {INSIDE} GROUP BY 1, 2
"""  # noqa: S608
TAGS = f"""
SELECT {PLACE.format("t.area_path")}, k.code, count(DISTINCT t.person_id)
FROM people_tag t JOIN people_tagkind k ON k.id = t.kind_id
WHERE t.since <= %(day)s AND (t.ended_on IS NULL OR t.ended_on > %(day)s)
  AND t.{INSIDE.replace(" AND ", " AND t.")}
GROUP BY 1, 2
"""  # noqa: S608


@dataclass(frozen=True)
class Figures:
    """All figures of a day in an area, and below it down to the communities."""

    top: Area
    day: date
    areas: list[Area]
    cells: Counter[Cell]
    kinds: list[TagKind] = field(default_factory=list)
    least: int = 0  # 0: everything is shown

    @cached_property
    def hidden(self) -> frozenset[Cell]:
        """The cells that are not shown."""
        if not self.least:
            return frozenset()
        every = {key: self.cells[key] for one in self.sums for key in one.cells}
        tags = {(area.path, tag_name(kind)) for area in self.areas for kind in self.kinds}
        every |= {key: self.cells[key] for key in tags}
        return hidden_cells(every, self.sums, self.least)

    @cached_property
    def sums(self) -> list[Sum[Cell]]:
        """Everything that is the sum of something else on this sheet, or on another page of it."""
        found = [one for area in self.areas for one in _sums_of(area.path)]
        names = [*NAMES, *(name for name in _age_names()), *map(tag_name, self.kinds)]
        for area in self.areas:
            below = [one for one in self.areas if one.parent_id == area.pk]
            if below:
                found += [
                    Sum((area.path, name), tuple((one.path, name) for one in below))
                    for name in names
                ]
        return found

    def shown(self, path: str, name: str) -> int | None:
        """A figure; None where it is not published."""
        return None if (path, name) in self.hidden else self.cells[path, name]


def age_cell(group: int, sex: str) -> str:
    """The name of the figure of one group of ages and one sex."""
    return f"age:{group}:{sex}"


def tag_name(kind: TagKind) -> str:
    """The name of the figure of a kind of tag."""
    return f"tag:{kind.code}"


def _age_names() -> Iterable[str]:
    return [age_cell(group, sex) for group in AGES for sex in SEXES]


def _sums_of(path: str) -> list[Sum[Cell]]:
    living = tuple((path, one) for one in ("local", "floating", "abroad"))
    # who came from abroad and is registered here counts once, as from abroad
    registered = tuple((path, one) for one in ("local", "away"))
    ages = tuple((path, one) for one in _age_names())
    return [
        Sum((path, "living"), living),
        Sum((path, "registered"), registered),
        Sum((path, "living"), ages),
    ]


def figures(top: Area, day: date, *, least: int = 0) -> Figures:
    """Count everything in an area on a day."""
    areas = list(Area.objects.below(top).filter(level__in=LEVELS).valid_on(day).order_by("path"))
    facts: dict[str, str | date] = {"day": day, "first": top.path, "last": top.path[:-1] + "/"}
    below: Counter[Cell] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, facts)
        for line in cursor.fetchall():
            _add_people(below, *line)
        cursor.execute(HOMES, facts)
        for place, tie, number in cursor.fetchall():
            below[place, "homes" if tie == "home" else "households"] += number
        cursor.execute(TAGS, facts)
        for place, code, number in cursor.fetchall():
            below[place, f"tag:{code}"] += number
    return Figures(top, day, areas, rolled_up(below), list(TagKind.objects.all()), least)


def _add_people(
    cells: Counter[Cell],
    place: str,
    lives: bool,
    registered: bool,
    abroad: bool,
    sex: str,
    years: int,
    number: int,
) -> None:
    if registered:
        cells[place, "registered"] += number
    cells[place, _kind(lives, registered, abroad)] += number
    if lives:
        cells[place, "living"] += number
        known = sex if sex in (Sex.MALE, Sex.FEMALE) else Sex.UNKNOWN
        cells[place, age_cell(years, known)] += number


def _kind(lives: bool, registered: bool, abroad: bool) -> str:
    local, away, floating, foreign = RESIDENCE
    if not lives:
        return away
    if registered:
        return local
    return foreign if abroad else floating


def rolled_up(cells: Counter[Cell]) -> Counter[Cell]:
    """The figures of communities, and their sums for everything around them."""
    every: Counter[Cell] = Counter()
    for (path, name), number in cells.items():
        parts = path.rstrip(".").split(".")
        for depth in range(1, len(parts) + 1):
            every[".".join(parts[:depth]) + ".", name] += number
    return every


def published_day() -> date:
    """Figures are published as of the first of a month: a day more tells of nobody."""
    return today().replace(day=1)


def published() -> Figures | None:
    """What is published of the whole territory; counted anew every few minutes."""
    top = Area.objects.filter(parent=None, valid_to=None).order_by("path").first()
    if top is None:
        return None
    least, day = int(value("people.least_cell")), published_day()
    key = f"people.published:{top.pk}:{day}:{least}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = figures(top, day, least=least)
        _ = found.hidden  # worked out once, and kept along
        cache.set(key, found, KEPT_SECONDS)
    return found


def tops_for(actor: Actor, verb: str = "people.figures") -> list[Area]:
    """The areas in which this actor counts."""
    paths = outermost(actor.paths(verb))
    return list(Area.objects.filter(path__in=paths, valid_to=None).order_by("path"))


def area_to_count(actor: Actor, code: str, verb: str = "people.figures") -> Area:
    """An area whose figures this actor may see whole; DoesNotExist for all others."""
    area: Area = Area.objects.allowed(actor, verb).filter(level__in=LEVELS).get(code=code)
    return area


def children_of(shown: Figures, area: Area) -> list[Area]:
    """The areas one step below, as far as figures go; a community stands alone."""
    return [one for one in shown.areas if one.parent_id == area.pk]


def pyramid(shown: Figures, path: str) -> list[dict[str, Any]]:
    """Men and women of each group of ages, with the longest bar for the scale."""
    return [
        {
            "group": group,
            "men": shown.shown(path, age_cell(group, Sex.MALE)),
            "women": shown.shown(path, age_cell(group, Sex.FEMALE)),
            "unknown": shown.shown(path, age_cell(group, Sex.UNKNOWN)),
        }
        for group in reversed(AGES)
    ]


def lines_of(shown: Figures) -> list[dict[str, Any]]:
    """Every area with its figures by name, for programs."""
    return [
        {
            "area": area.code,
            "figures": {
                name: number
                for (path, name), number in sorted(shown.cells.items())
                if path == area.path
            },
        }
        for area in shown.areas
    ]


@dataclass(frozen=True)
class Workers:
    """The grid workers of an area by age, as far as their own records are linked."""

    known: int
    unknown: int
    mean: float | None
    groups: list[tuple[str, int, int]]  # ages, how many, percent


def grid_workers(area: Area, day: date) -> Workers:
    """How old the grid workers of an area are."""
    paths = subtree("area__path", area.path)
    held = Grant.objects.holding(day).filter(paths, role=GRID_WORKER)
    users = set(held.values_list("user", flat=True))
    born = Person.objects.filter(user__in=users, born__isnull=False).values_list("born", flat=True)
    ages = sorted(age(one, day) for one in born if one)
    counted = Counter(min(max(years // 10 * 10, 10), 60) for years in ages)
    groups = [
        (f"{first}–{first + 9}" if first < 60 else "60+", n, round(100 * n / len(ages)))
        for first, n in sorted(counted.items())
    ]
    mean = round(sum(ages) / len(ages), 1) if ages else None
    return Workers(len(ages), len(users) - len(ages), mean, groups)
