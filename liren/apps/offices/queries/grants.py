"""Who holds what where, on whose word, and what it allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from liren.apps.offices.queries.posts import remind_days
from liren.kernel.access.actor import Actor
from liren.kernel.access.giving import givable
from liren.kernel.access.models import Area, Grant
from liren.kernel.access.people import RESIDENT
from liren.kernel.access.roles import apart, by_body, gives, roles
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.doors import names

GRANT_TABS = ("now", "ending", "past")


@dataclass(frozen=True)
class Sought:
    """What the list of grants is asked for; empty means: no matter."""

    tab: str = "now"
    q: str = ""
    area: str = ""
    body: str = ""
    role: str = ""


def grants_for(actor: Actor, sought: Sought) -> QuerySet[Grant]:
    """Grants in the actor's areas, those of residents left out, the newest first."""
    mine = Grant.objects.allowed(actor, "offices.view_grants").exclude(role=RESIDENT)
    rows = _of_tab(mine, sought.tab).filter(_found(sought))
    rows = rows.select_related("user", "area", "body", "given_by", "stands_for")
    return rows.order_by("until", "-pk") if sought.tab == "ending" else rows.order_by("-pk")


def _of_tab(rows: QuerySet[Grant], tab: str) -> QuerySet[Grant]:
    day = today()
    over = Q(taken_at__isnull=False) | Q(until__lt=day)
    if tab == "past":
        return rows.filter(over)
    rows = rows.exclude(over)
    if tab == "ending":
        return rows.filter(until__lte=day + timedelta(days=remind_days()))
    return rows


def _found(sought: Sought) -> Q:
    where = Q()
    if sought.q:
        where &= Q(user__name__contains=sought.q) | Q(user__username__icontains=sought.q)
    if sought.role:
        where &= Q(role=sought.role)
    if sought.body:
        where &= Q(body__code=sought.body)
    if sought.area:
        path = Area.objects.filter(code=sought.area).values_list("path", flat=True).first()
        inside = Q(pk=None)
        if path:
            inside = subtree("area__path", path) | (
                Q(area=None) & subtree("body__area_path", path)
            )
        where &= inside
    return where


def expiring_grants(actor: Actor) -> QuerySet[Grant]:
    """Grants that end within the days of the reminder."""
    return grants_for(actor, Sought("ending"))


def exported(actor: Actor, sought: Sought, limit: int) -> list[Grant]:
    """The rows of the spreadsheet."""
    return list(grants_for(actor, sought)[:limit])


def grant_for(actor: Actor, key: int) -> Grant:
    """One grant of the actor's areas."""
    rows = Grant.objects.allowed(actor, "offices.view_grants").exclude(role=RESIDENT)
    return rows.select_related("user", "area", "body", "given_by", "stands_for").get(pk=key)


def needs_body(role: str) -> bool:
    """Whether a role is held for a body only, never for an area."""
    return role in by_body()


def role_choices(actor: Actor) -> list[tuple[str, str]]:
    """The roles that this actor may give, as they are called."""
    return [(role, names.role(role)) for role in givable(actor)]


def allowed_words(role: str) -> list[tuple[str, list[str]]]:
    """What a role allows, verb by verb in words, grouped by affairs."""
    held, found = roles().get(role, frozenset()), dict[str, list[str]]()
    for verb in names.verbs():
        if verb in held:
            found.setdefault(names.app(verb.split(".")[0]), []).append(names.verb(verb))
    return list(found.items())


def giving_table() -> list[dict[str, object]]:
    """Which role gives which, and which it must not meet in one person."""
    every = [role for role in names.roles() if role in roles()]
    return [
        {
            "role": names.role(role),
            "gives": [names.role(one) for one in every if one in gives().get(role, ())],
            "apart": [names.role(one) for one in _apart(role, every)],
        }
        for role in every
        if role not in (RESIDENT, "reporter", "self", "system")
    ]


def _apart(role: str, every: Sequence[str]) -> list[str]:
    kept: set[str] = set()
    for some, others in apart():
        kept |= others if role in some else frozenset()
        kept |= some if role in others else frozenset()
    return [one for one in every if one in kept and one != role]
