"""Records that may be of one person, by several signs; only among those an actor may join."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet

from liren.apps.people.models import Event, Person
from liren.apps.people.rules import Happened, Paper, State
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import TextChoices, _

MOST_GROUPS = 300  # of one sign
MOST_PAIRS = 100
MOST_ALIKE = 6  # of one group: a name so common says nothing


class Sign(TextChoices):
    """By what two records look alike."""

    BIRTH = "birth", _("姓名和出生日期相同")
    PHONE = "phone", _("联系电话相同")
    SOUND = "sound", _("同一户里姓名读音相同")


COLUMNS: dict[str, tuple[str, ...]] = {
    Sign.BIRTH: ("name", "born"),
    Sign.PHONE: ("phone_hash",),
    Sign.SOUND: ("household", "pinyin"),
}


@dataclass(frozen=True)
class Pair:
    """Two records; `one` is proposed to be kept: with a number, or the older."""

    one: Person
    other: Person
    signs: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The signs as people read them."""
        return [str(Sign(sign).label) for sign in self.signs]


def pairs_for(actor: Actor) -> list[Pair]:
    """Pairs that look alike, those with the most signs first."""
    rows = Person.objects.allowed(actor, "people.merge")
    rows = rows.filter(state__in=(State.PRESENT, State.MOVED))
    signs: dict[tuple[int, int], list[str]] = {}
    for sign, columns in COLUMNS.items():
        for keys in _alike(rows, columns):
            for pair in combinations(sorted(keys), 2):
                signs.setdefault(pair, []).append(sign)
    told_apart = _told_apart(signs)
    open_to = {pair: found for pair, found in signs.items() if pair not in told_apart}
    first = sorted(open_to, key=lambda pair: (-len(open_to[pair]), pair))
    return list(_pairs({pair: open_to[pair] for pair in first}))[:MOST_PAIRS]


def _alike(rows: QuerySet[Person], columns: tuple[str, ...]) -> Iterator[list[int]]:
    """Groups of records that agree in these columns, none of them empty."""
    empty = Q()
    for name in columns:
        empty |= Q(**{f"{name}__isnull": True})
    known = rows.exclude(empty).order_by()
    groups = known.values(*columns).annotate(n=Count("pk")).filter(n__range=(2, MOST_ALIKE))
    for group in groups[:MOST_GROUPS]:
        where = {name: group[name] for name in columns}
        yield list(known.filter(**where).values_list("pk", flat=True))


def _told_apart(pairs: dict[tuple[int, int], Any]) -> set[tuple[int, int]]:
    keys = {key for pair in pairs for key in pair}
    rows = Event.objects.filter(kind=Happened.DISTINCT, undone_at=None, person__in=keys)
    return {(min(pair), max(pair)) for pair in rows.values_list("person", "other")}


def _pairs(signs: dict[tuple[int, int], list[str]]) -> Iterator[Pair]:
    keys = {key for pair in list(signs)[: 2 * MOST_PAIRS] for key in pair}
    rows = Person.objects.filter(pk__in=keys).select_related(
        "area", "home__building__estate", "home__stairwell"
    )
    people = {row.pk: row for row in rows}
    for (first, second), found in signs.items():
        one, other = people.get(first), people.get(second)
        if one is None or other is None or _differ(one, other, found):
            continue
        if other.id_number and not one.id_number:
            one, other = other, one
        yield Pair(one, other, tuple(found))


def _differ(one: Person, other: Person, signs: list[str]) -> bool:
    """Two numbers of residents are two people; who shares only a telephone is a family."""
    numbered = all(row.paper == Paper.RESIDENT and row.id_number for row in (one, other))
    families = signs == [Sign.PHONE] and one.pinyin != other.pinyin
    return numbered or families
