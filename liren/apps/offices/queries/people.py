"""People who hold something, found as they are typed, and what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from liren.apps.offices.models import Appointment, Deputy
from liren.apps.offices.queries.posts import live
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Grant, Token, User
from liren.kernel.access.people import RESIDENT
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import names

MOST_NAMED = 5


def account(key: int) -> User:
    """A person by key; whether he may be seen is the caller's question."""
    found: User = User.objects.get(pk=key, is_system=False)
    return found


def officials() -> QuerySet[User]:
    """Everyone but the system and those who are nothing but residents."""
    mine = Grant.objects.filter(user=OuterRef("pk"))
    people: QuerySet[User] = User.objects.filter(is_system=False)
    return people.filter(Exists(mine.exclude(role=RESIDENT)) | ~Exists(mine))


def person_named(text: str) -> User:
    """An official by log-in name or by full name; refused when there is none or more than one."""
    text = text.strip()[:150]
    known = officials().filter(is_active=True)
    exact = known.filter(username=text).first()
    if exact:
        return exact
    found = list(known.filter(name=text).order_by("pk")[: MOST_NAMED + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        sentence = _("没有找到“%(text)s”。请填登录名或全名；还没有账户的，请先建立账户。")
        raise Refused("offices.no-person", sentence % {"text": text})
    listed = _("、").join(one.username for one in found[:MOST_NAMED])
    sentence = _("叫“%(text)s”的不止一位。请改填登录名：%(names)s。")
    raise Refused("offices.many-people", sentence % {"text": text, "names": listed})


def area_named(actor: Actor, verb: str, text: str) -> Area:
    """An area by code or by its only name, among those in which the actor may do this."""
    known = Area.objects.allowed(actor, verb).filter(valid_to=None)
    found = list(known.filter(Q(code=text.strip()) | Q(name=text.strip()))[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        sentence = _("没有找到辖区“%(text)s”，或不在您可以办理的范围内。请填代码或全名。")
        raise Refused("offices.no-such-area", sentence % {"text": text[:60]})
    sentence = _("叫“%(text)s”的辖区不止一个。请改填它的代码。")
    raise Refused("offices.many-areas", sentence % {"text": text[:60]})


def body_named(actor: Actor, verb: str, text: str) -> Body:
    """A body by code or by its only name, among those of the actor's areas."""
    known: QuerySet[Body] = Body.objects.allowed(actor, verb).select_related("area")
    found = list(known.filter(Q(code=text.strip()) | Q(name=text.strip()))[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        sentence = _("没有找到机构“%(text)s”，或不在您可以办理的范围内。请填代码或全名。")
        raise Refused("offices.no-such-body", sentence % {"text": text[:60]})
    sentence = _("叫“%(text)s”的机构不止一个。请改填它的代码。")
    raise Refused("offices.many-bodies", sentence % {"text": text[:60]})


def person_for(actor: Actor, key: int) -> User:
    """A person whose account one keeps, or of whose offices one may see at least one."""
    person = account(key)
    if actor.may("access.view_accounts") or actor.user.pk == person.pk:
        return person
    mine = Grant.objects.allowed(actor, "offices.view_grants").filter(user=person)
    sits = Appointment.objects.allowed(actor, "offices.view_grants").filter(person=person)
    if mine.exclude(role=RESIDENT).exists() or sits.exists():
        return person
    raise User.DoesNotExist


@dataclass(frozen=True)
class Held:
    """What a person holds, as far as the reader may see it."""

    grants: list[Grant]
    appointments: list[Appointment]
    deputies: list[Deputy]


def offices_held(actor: Actor, person: User) -> Held:
    """Grants, appointments and absences of a person; one's own all, of others within reach."""
    grants = Grant.objects.filter(user=person).exclude(role=RESIDENT)
    sits = Appointment.objects.filter(person=person)
    stands = Deputy.objects.filter(Q(person=person) | Q(appointment__person=person))
    if actor.user.pk != person.pk:
        reach = "offices.view_grants"
        grants = grants.filter(pk__in=Grant.objects.allowed(actor, reach).values("pk"))
        sits = sits.filter(pk__in=Appointment.objects.allowed(actor, reach).values("pk"))
        stands = stands.filter(pk__in=Deputy.objects.allowed(actor, reach).values("pk"))
    order = ("ended_on", "-since", "-pk")
    people = ("person", "appointment__person", "appointment__post")
    return Held(
        list(grants.select_related("area", "body", "given_by", "stands_for").order_by("-pk")),
        list(sits.select_related("post__body", "area", "grant").order_by(*order)),
        list(stands.select_related(*people).order_by("-since", "-pk")[:20]),
    )


# ── what hangs on a person ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """One thing that hangs on a person: `key` names it in the form of the hand-over."""

    key: str
    sort: str
    title: str
    where: str = ""
    until: date | None = None
    moves: bool = True  # can be given to somebody else; what cannot can only end


@cache
def _holdings() -> Sequence[object]:
    found: Sequence[object] = import_string(settings.LIREN_HOLDINGS)
    return found


def holdings() -> Sequence["Holding"]:
    """What other apps keep for a person, as the site lists it."""
    return _holdings()  # type: ignore[return-value]


class Holding:
    """Something of another app that is kept for a person: found, moved, dropped."""

    code: str = ""
    label: object = ""

    def found(self, person: User) -> list[Line]:
        """What there is now."""
        raise NotImplementedError

    def move(self, actor: Actor, person: User, key: str, to: User) -> None:
        """Give one of them to somebody else."""
        raise NotImplementedError

    def drop(self, actor: Actor, person: User, key: str) -> None:
        """End one of them."""
        raise NotImplementedError


def holdings_of(person: User) -> list[Line]:
    """All lines of a hand-over: posts, roles, absences, tokens, and what other apps keep."""
    return [
        *_posts(person),
        *_grants(person),
        *_deputies(person),
        *_tokens(person),
        *_kept(person),
    ]


def line_for(person: User, key: str) -> Line | None:
    """One of these lines by its key."""
    return next((line for line in holdings_of(person) if line.key == key), None)


def _posts(person: User) -> list[Line]:
    rows = Appointment.objects.filter(live(), person=person).select_related("post__body", "area")
    return [
        Line(f"post:{row.pk}", "post", str(row.post), str(row.post.body), row.until)
        for row in rows.order_by("pk")
    ]


def _grants(person: User) -> list[Line]:
    rows = Grant.objects.kept().filter(user=person, follows="").exclude(role=RESIDENT)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=today()))
    return [
        Line(f"grant:{row.pk}", "grant", names.role(row.role), _where(row), row.until)
        for row in rows.select_related("area", "body").order_by("pk")
    ]


def _where(grant: Grant) -> str:
    return " · ".join(str(place) for place in (grant.area, grant.body) if place)


def _deputies(person: User) -> list[Line]:
    rows = Deputy.objects.filter(ended_on=None, until__gte=today(), person=person)
    return [
        Line(
            f"deputy:{row.pk}",
            "deputy",
            str(_("代理 %(name)s")) % {"name": row.appointment.person.name},
            str(row.appointment.post),
            row.until,
            moves=False,
        )
        for row in rows.select_related("appointment__person", "appointment__post")
    ]


def _tokens(person: User) -> list[Line]:
    rows = Token.objects.filter(user=person, revoked_at=None, until__gte=today())
    return [
        Line(f"token:{row.pk}", "token", row.name, str(row.area or ""), row.until, moves=False)
        for row in rows.select_related("area").order_by("pk")
    ]


def _kept(person: User) -> list[Line]:
    return [line for holding in holdings() for line in holding.found(person)]


def officials_named() -> QuerySet[User]:
    """Officials who can be given something, for the browser to offer."""
    known = officials().filter(is_active=True).order_by("username")
    return known.only("username", "name", "password")
