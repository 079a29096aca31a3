"""Reading tags: sensitive ones only for those who keep them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liren.apps.people.models import Person, Tag, TagKind
from liren.apps.people.rules.tags import Privacy
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.clock import today

SEES, KEEPS = "people.view", "people.tag"


def kinds_for(actor: Actor) -> list[TagKind]:
    """The kinds of tags that this actor may see at all."""
    rows = TagKind.objects.all()
    return list(rows if actor.may(KEEPS) else rows.filter(privacy=Privacy.GENERAL))


def kind_named(actor: Actor, code: str) -> TagKind | None:
    """The kind with this code, if this actor may see it."""
    return next((one for one in kinds_for(actor) if one.code == code), None)


def visible(actor: Actor) -> QuerySet[Tag]:
    """The tags in force that this actor may see."""
    general = Tag.objects.allowed(actor, SEES).filter(kind__privacy=Privacy.GENERAL)
    kept = Tag.objects.allowed(actor, KEEPS)
    rows: QuerySet[Tag] = (general | kept).filter(ended_on=None)
    return rows.select_related("kind")


def tags_of(actor: Actor, person: Person, *, ended: bool = False) -> list[Tag]:
    """The tags of a person whom this actor sees, in force or ended."""
    rows = Tag.objects.filter(person=person, ended_on__isnull=not ended)
    if not permits(actor, KEEPS, person):
        rows = rows.filter(kind__privacy=Privacy.GENERAL)
    return list(rows.select_related("kind", "by").order_by("kind__order", "-pk"))


def tags_among(actor: Actor, people: Iterable[Person]) -> dict[int, list[TagKind]]:
    """The kinds of tags of each of these people, for a list."""
    found: dict[int, list[TagKind]] = {}
    rows = visible(actor).filter(person__in=[one.pk for one in people])
    for row in rows.order_by("kind__order"):
        found.setdefault(row.person_id, []).append(row.kind)
    return found


def tag_for(actor: Actor, uid: UUID) -> Tag:
    """The tag, if this actor may see it."""
    rows = visible(actor) | Tag.objects.allowed(actor, KEEPS).select_related("kind")
    tag: Tag = rows.select_related("person", "kind").get(uid=uid)
    return tag


@dataclass(frozen=True)
class Kept:
    """A kind of tag with how many people have it here, and how many are to be looked at anew."""

    kind: TagKind
    number: int
    over: int


def kept(actor: Actor) -> Sequence[Kept]:
    """The kinds of tags that this actor may see, counted in his areas."""
    over = Count("pk", filter=Q(until__lt=today()))
    rows = visible(actor).order_by().values_list("kind").annotate(n=Count("pk"), over=over)
    counts = {kind: (number, late) for kind, number, late in rows}
    return [Kept(one, *counts.get(one.pk, (0, 0))) for one in kinds_for(actor)]
