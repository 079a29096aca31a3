"""What people of the invented district are looked after for."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

from liren.apps.people.actions import tag
from liren.apps.people.models import Person, Stay, Tag, TagKind
from liren.apps.people.rules import Bond, Work, age
from liren.apps.people.rules.persons import State
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.site.example.estates import Estate
from liren.site.example.people import Town

SEED = 47
COMMUNITIES = ("990101001003", "990101002003")
CARED_FOR = 24  # days
# of those who might be: the share that is, and on whose word
SHARES = {
    "retired": (0.8, "退休证"),
    "laid_off": (0.7, "失业登记"),
    "aged_80": (1.0, "身份证"),
    "living_alone": (0.8, "上门走访，本人说明"),
    "veteran": (0.04, "优待证"),
    "volunteer": (0.06, "本人报名"),
    "disabled": (0.03, "残疾人证"),
    "low_income": (0.02, "低保审批名单"),
    "party_member": (0.09, "第二支部"),
}


def furnish(town: Town, estates: Sequence[Estate]) -> None:
    """Tags for the people of two communities."""
    luck = random.Random(SEED)
    kinds = {one.code: one for one in TagKind.objects.filter(code__in=(*SHARES, "care_needed"))}
    for community in COMMUNITIES:
        worker = town.actors[f"worker:{community}"][0]
        mark(worker, community, kinds, luck)
        care(worker, community, kinds["care_needed"])


def care(worker: Actor, community: str, kind: TagKind) -> None:
    """In every grid the oldest needs care, and is visited often."""
    here = {"area__code__startswith": community, "state": State.PRESENT, "home__isnull": False}
    oldest = Person.objects.filter(**here).order_by("area", "born").distinct("area")
    for person in oldest.select_related("area"):
        since = today() - timedelta(days=CARED_FOR)
        tag(worker, person, kind=kind, basis="失能等级评估", since=since)


def mark(worker: Actor, community: str, kinds: dict[str, TagKind], luck: random.Random) -> None:
    """Tag the people of a community, each for what may be true of him and is not yet known."""
    here = {"area__code__startswith": community, "state": State.PRESENT}
    alone = living_alone(community)
    known = set(Tag.objects.filter(ended_on=None).values_list("person", "kind__code"))
    for person in Person.objects.filter(**here).select_related("area").order_by("pk"):
        for code in may_be(person, alone=person.pk in alone):
            share, basis = SHARES[code]
            if luck.random() < share and (person.pk, code) not in known:
                since = today() - timedelta(days=luck.randint(20, 300))
                tag(worker, person, kind=kinds[code], basis=basis, since=since)


def living_alone(community: str) -> set[int]:
    """Those with whom nobody shares the household."""
    homes: dict[int, list[int]] = {}
    rows = Stay.objects.filter(area__code__startswith=community, tie=Bond.HOME, until=None)
    for home, person in rows.values_list("household", "person"):
        homes.setdefault(home, []).append(person)
    return {people[0] for people in homes.values() if len(people) == 1}


def may_be(person: Person, *, alone: bool) -> Iterator[str]:
    """The circumstances in which somebody of these years might be."""
    years = age(person.born, today()) if person.born else 0
    if person.work == Work.RETIRED:
        yield "retired"
    if person.work == Work.JOBLESS:
        yield "laid_off"
    if years >= 80:
        yield "aged_80"
    if alone and years >= 60:
        yield "living_alone"
    if years >= 18:
        yield from ("veteran", "volunteer", "disabled", "low_income", "party_member")
