"""Posts with who sits there, what is vacant, and what ends soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from liren.apps.offices.models import Appointment, Deputy, Post, PostKind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import parameter, value

TABS = ("all", "vacant", "ending", "gone")


@dataclass(frozen=True)
class Wanted:
    """What the list of posts is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""
    body: str = ""
    kind: str = ""


def live(day: date | None = None) -> Q:
    """Appointments that are not over on a day; those to come take their seat already."""
    day = day or today()
    return Q(ended_on__isnull=True) & (Q(until__isnull=True) | Q(until__gte=day))


def on_seats(post: Post) -> QuerySet[Appointment]:
    """Who sits in a post, or will."""
    return Appointment.objects.filter(live(), post=post)


def is_sitting(post: Post, person: int) -> bool:
    """Whether this person has a seat of the post."""
    return on_seats(post).filter(person=person).exists()


def kinds() -> list[PostKind]:
    """Kinds of posts in the order of the pack."""
    return list(PostKind.objects.all())


def term_rule(kind: PostKind) -> Parameter | None:
    """The rule that sets a kind's term here; None where there is none."""
    if not kind.term:
        return None
    try:
        return parameter(kind.term)
    except Refused:
        return None


def remind_days() -> int:
    """How many days before its end a term is on the list of reminders."""
    return int(value("offices.remind_days"))


def posts_for(actor: Actor, wanted: Wanted) -> QuerySet[Post]:
    """Posts that this actor may see, with the number of people on them, by place."""
    rows: QuerySet[Post] = Post.objects.allowed(actor, "offices.view")
    rows = rows.filter(_found(wanted)).select_related("body", "kind", "area")
    seated = Appointment.objects.filter(live(), post=OuterRef("pk")).order_by().values("post")
    last = Appointment.objects.filter(post=OuterRef("pk"), ended_on__isnull=False)
    ended = last.order_by().values("post").annotate(day=Max("ended_on")).values("day")
    rows = rows.annotate(
        held=Coalesce(Subquery(seated.annotate(n=Count("pk")).values("n")), 0),
        last_end=Subquery(ended),
    )
    if wanted.tab == "vacant":
        rows = rows.filter(held__lt=F("seats"))
    return rows.order_by("area_path", "body_id", "kind__place", "pk")


def _found(wanted: Wanted) -> Q:
    gone = Q(valid_to__isnull=False, valid_to__lt=today())
    where = gone if wanted.tab == "gone" else ~gone
    if wanted.q:
        held = Appointment.objects.filter(live(), person__name__contains=wanted.q)
        where &= (
            Q(title__contains=wanted.q)
            | Q(title_en__icontains=wanted.q)
            | Q(body__name__contains=wanted.q)
            | Q(pk__in=held.values("post"))
        )
    if wanted.body:
        where &= Q(body__code=wanted.body)
    if wanted.kind:
        where &= Q(kind__code=wanted.kind)
    if wanted.area:
        path = Area.objects.filter(code=wanted.area).values_list("path", flat=True).first()
        where &= subtree("area_path", path) if path else Q(pk=None)
    return where


def counts_for(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many posts are vacant, and how many terms end soon, for the tabs."""
    vacant = Wanted("vacant", wanted.q, wanted.area, wanted.body, wanted.kind)
    return {
        "vacant": posts_for(actor, vacant).count(),
        "ending": ending_for(actor, wanted).count(),
    }


def holders(posts: Sequence[Post]) -> dict[int, list[Appointment]]:
    """Who sits where, for the posts of one page, with those who stand in."""
    deputies = Deputy.objects.filter(
        ended_on__isnull=True, since__lte=today(), until__gte=today()
    ).select_related("person")
    rows = (
        Appointment.objects.filter(live(), post__in=[post.pk for post in posts])
        .select_related("person")
        .prefetch_related(Prefetch("deputies", deputies, to_attr="now_deputies"))
        .order_by("since", "pk")
    )
    found: dict[int, list[Appointment]] = {}
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return found


def post_for(actor: Actor, uid: UUID) -> Post:
    """One post, if this actor may see it."""
    rows: QuerySet[Post] = Post.objects.allowed(actor, "offices.view")
    return rows.select_related("body", "kind", "area").get(uid=uid)


def past_holders(post: Post) -> QuerySet[Appointment]:
    """Who sat there before, the latest first."""
    past = Appointment.objects.filter(post=post).exclude(live())
    return past.select_related("person").order_by("-ended_on", "-until", "-pk")


def appointment_for(actor: Actor, uid: UUID) -> Appointment:
    """One appointment, if this actor may see its post."""
    rows: QuerySet[Appointment] = Appointment.objects.allowed(actor, "offices.view")
    return rows.select_related("post__body", "post__kind", "person", "area", "grant").get(uid=uid)


def deputy_for(actor: Actor, uid: UUID) -> Deputy:
    """One deputy, if this actor may see the post."""
    rows: QuerySet[Deputy] = Deputy.objects.allowed(actor, "offices.view")
    return rows.select_related("appointment__post", "appointment__person", "person").get(uid=uid)


def deputies_of(post: Post) -> QuerySet[Deputy]:
    """Who stands in, stood in or will, the latest first."""
    rows = Deputy.objects.filter(appointment__post=post)
    return rows.select_related("person", "appointment__person").order_by("-since", "-pk")[:20]


def ending_for(actor: Actor, wanted: Wanted) -> QuerySet[Appointment]:
    """Terms that end within the days of the reminder, the nearest first."""
    rows: QuerySet[Appointment] = Appointment.objects.allowed(actor, "offices.view")
    soon = today() + timedelta(days=remind_days())
    asked = Wanted("all", wanted.q, wanted.area, wanted.body, wanted.kind)
    posts = Post.objects.filter(_found(asked))
    rows = rows.filter(live(), until__lte=soon, post__in=posts)
    return rows.select_related("post__body", "post__kind", "person", "area").order_by(
        "until", "pk"
    )
