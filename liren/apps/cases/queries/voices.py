"""What residents have said: one's own open cases, what is near, what one joined, what is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liren.apps.cases.models import Case, CaseKind, Join, Step
from liren.apps.cases.rules import (
    ASKABLE,
    ENDED,
    OPEN,
    WAITS,
    State,
    is_near,
    shares,
    squared,
    tone,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level, Once
from liren.kernel.access.ways import prefixes, subtree
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.masking import mask_text
from liren.kernel.policy.values import value

INSIDE = frozenset({Level.COMMUNITY, Level.GRID, Level.MICRO_GRID})
COMMUNITY_DEPTH = 3  # district, subdistrict, community
LOOKED_AT, MOST_NEAR, MOST_JOINED = 300, 5, 30


@dataclass(frozen=True)
class Own:
    """An open case of one's own: what it is, and what it waits for."""

    title: str
    waits: str
    url: str
    tone: str
    asks: bool


def usual_community(actor: Actor) -> str:
    """The code of the community in which one works, else of one's last own report; or blank."""
    held = [grant.area for grant in actor.grants if grant.area]
    one = next((area for area in held if area.level in INSIDE), None)
    if one is None and not actor.may("cases.accept"):  # the desk writes down for others
        own = Case.objects.filter(reporter=actor.user, area__valid_to=None)
        last = own.select_related("area__parent").order_by("-id").first()
        one = last.area if last else None
    while one is not None and one.level != Level.COMMUNITY:
        one = one.parent
    return one.code if one else ""


def own_open(actor: Actor, limit: int) -> list[Own]:
    """The open cases that this person reported: those with a question first, then the newest."""
    rows = Case.objects.filter(reporter=actor.user, state__in=OPEN).defer("words", "text")
    found = [_own(case) for case in rows.order_by("-reported_at", "-pk")[: limit * 3]]
    return sorted(found, key=lambda one: not one.asks)[:limit]


def _own(case: Case) -> Own:
    left = (case.due_at - now()).total_seconds() if case.due_at else 0
    whole = (case.due_at - case.stage_at).total_seconds() if case.due_at else 0
    asks = case.asked_at is not None
    return Own(
        title=mask_text(case.title),
        waits=str(_("有一个问题等您回答") if asks else WAITS[case.state]),
        url=case.get_absolute_url(),
        tone="warn" if asks else tone(left, whole),
        asks=asks,
    )


@dataclass(frozen=True)
class Near:
    """What neighbours may know of a case: its kind, its grid, its day and how far it is."""

    uid: UUID
    kind: str
    place: str
    at: datetime
    state: str
    joins: int
    ended: bool
    close: bool = False
    mine: bool = False


def near_reports(
    kind: CaseKind,
    area: Area,
    point: tuple[float, float] | None = None,
    address: str = "",
    by: int | None = None,
) -> list[Near]:
    """What was reported of late in the community that may be the same: the likeliest first.

    Cases of this kind in the same grid, at the same address or near the point; of other kinds
    only those that are near. Only kinds that are public, never a text and never a person.
    Whoever asks from many points learns no more than the square in which a case lies; whether it
    is at an address, only people with an account learn.
    """
    community = prefixes(area.path)[:COMMUNITY_DEPTH][-1]
    inside = Area.objects.valid().filter(subtree("path", community))
    rows = Case.objects.filter(
        area_path__in=list(inside.values_list("path", flat=True)),  # each a range of the index
        reported_at__gte=ago(days=value("cases.near_days")),
        kind__public=True,
    ).exclude(state=State.REJECTED)
    rows = rows.select_related("kind", "area").order_by("-reported_at", "-pk").defer("words")
    most = value("cases.near_metres")
    ranked = []
    for place, case in enumerate(rows[:LOOKED_AT]):
        there = _point(case)
        close = is_near(point, there and squared(there, most), most)
        close = close or (by is not None and shares(address, case.address))
        alike = case.kind.code == kind.code
        if close or (alike and case.area_path.startswith(area.path)):
            near = _near(case, close=close, mine=case.reporter_id == by)
            ranked.append((not alike, not close, case.state in ENDED, place, near))
    return [one[-1] for one in sorted(ranked, key=lambda one: one[:-1])[:MOST_NEAR]]


def _point(case: Case) -> tuple[float, float] | None:
    return None if case.lng is None or case.lat is None else (case.lng, case.lat)


def _near(case: Case, *, close: bool = False, mine: bool = False) -> Near:
    return Near(
        uid=case.uid,
        kind=str(case.kind),
        place=str(case.area),
        at=case.reported_at,
        state=str(case.get_state_display()),
        joins=case.join_count,
        ended=case.state in ENDED,
        close=close,
        mine=mine,
    )


def reported_under(actor: Actor, key: str) -> Case | None:
    """The case that came of a form's key before, if it was this person who sent it."""
    kept = Once.objects.filter(user=actor.user, key=key[:80]).first() if key else None
    if kept is None or kept.subject_type != Case._meta.label_lower:
        return None
    return Case.objects.select_related("kind", "area").get(pk=kept.subject_id)


def beside(actor: Actor, case: Case) -> list[str]:
    """The verbs that leave the state as it is: a question, or its answer."""
    if case.asked_at is not None:
        return ["cases.answer"]
    own = case.reporter_id == actor.user.pk
    return ["cases.ask"] if case.state in ASKABLE and not own else []


def joinable_for(actor: Actor, uid: UUID) -> Case:
    """A case that neighbours may know of, in an area where this person may join."""
    rows = Case.objects.allowed(actor, "cases.join").filter(kind__public=True)
    found: Case = rows.select_related("kind", "area").defer("words").get(uid=uid)
    return found


def joined_by(actor: Actor) -> list[Near]:
    """What this person joined, as far as neighbours may know of it; the newest first."""
    rows = Join.objects.filter(user=actor.user).select_related("case__kind", "case__area")
    rows = rows.order_by("-at", "-pk")
    return [_near(one.case) for one in rows[:MOST_JOINED]]


def question_of(case: Case) -> Step | None:
    """The question that waits for an answer."""
    if case.asked_at is None:
        return None
    asked = Step.objects.filter(case=case, verb="cases.ask")
    return asked.select_related("body").order_by("-at", "-pk").first()


def joiners_of(case: int, after: int, limit: int) -> Iterable[Join]:
    """Some of those who joined a case, by key."""
    rows = Join.objects.filter(case=case, pk__gt=after).select_related("user")
    return rows.order_by("pk")[:limit]
