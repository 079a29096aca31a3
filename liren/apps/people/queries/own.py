"""What is kept of one person, for himself: every fact, on whose word, and who looked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from liren.apps.people.models import (
    Claim,
    Consent,
    Event,
    Person,
    Proposal,
    Purpose,
    Search,
    Stay,
    Tag,
    TagKind,
)
from liren.apps.people.queries.retention import Rule, rules_in_force
from liren.apps.people.rules.rights import CORRECTABLE, Ground
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Look
from liren.kernel.access.ways import prefixes
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago

LOOKED_DAYS = 90
MOST_LOOKS = 20
Fact = tuple[object, str]
AT_HOME = ("area", "home__building__estate", "home__stairwell")


def own_person(actor: Actor) -> Person | None:
    """The record of whoever is signed in; None while it is not linked."""
    rows = Person.objects.allowed(actor, "people.own")
    found: Person | None = rows.select_related(*AT_HOME).first()
    return found


def own_person_for(actor: Actor, verb: str) -> Person:
    """One's own record for a step; DoesNotExist while it is not linked."""
    person: Person = Person.objects.allowed(actor, verb).get(user=actor.user)
    return person


def address_of(home: Dwelling | None) -> str:
    """A dwelling from the estate to the door."""
    if home is None:
        return ""
    parts = (home.building.estate, home.building, home.stairwell, home.number)
    return " ".join(str(one) for one in parts if one)


def facts_of(person: Person, *, clear: bool = False) -> list[Fact]:
    """What is known of somebody; numbers masked, unless he takes his own copy."""
    number, phone = person.id_number, person.phone
    return [
        (_("姓名"), person.name),
        (_("证件种类"), person.get_paper_display()),
        (_("证件号码"), number.open() if clear else str(number)),
        (_("性别"), person.get_sex_display()),
        (_("出生日期"), f"{person.born:%F}" if person.born else ""),
        (_("民族"), person.get_nation_display()),
        (_("婚姻状况"), person.get_marital_display()),
        (_("职业"), person.get_work_display()),
        (_("工作单位"), person.employer),
        (_("手机号码"), phone.open() if clear else str(phone)),
        (_("住址"), f"{person.area} {address_of(person.home)}" if person.home else ""),
        (_("状态"), person.get_state_display()),
        (_("最近核对"), f"{person.checked_on:%F}" if person.checked_on else ""),
    ]


def whole_record(person: Person) -> dict[str, list[Any]]:
    """Everything else that hangs on a person, by kind."""
    return {
        "stays": list(
            Stay.objects.filter(person=person)
            .select_related(
                "household__dwelling__building__estate", "household__dwelling__stairwell", "area"
            )
            .order_by("-since")
        ),
        "tags": list(
            Tag.objects.filter(person=person).select_related("kind", "by").order_by("-since")
        ),
        "events": list(Event.objects.filter(person=person, undone_at=None).order_by("-on", "-pk")),
        "consents": list(
            Consent.objects.filter(person=person).select_related("purpose").order_by("-given_on")
        ),
        "claims": list(Claim.objects.filter(person=person).order_by("-at")),
        "proposals": list(Proposal.objects.filter(person=person).order_by("-at")),
    }


def looks_at(person: Person) -> list[Look]:
    """Who had a hidden fact of somebody shown, with or without an account of his."""
    here = Q(subject_type="people.person", subject_id=str(person.uid))
    if person.user_id:
        here |= Q(whose=person.user_id)
    return list(Look.objects.filter(here).select_related("by").order_by("-at")[:MOST_LOOKS])


def searches_around(person: Person) -> list[dict[str, Any]]:
    """How often people were looked for where somebody lives, by purpose; whom is not kept."""
    rows = Search.objects.filter(
        at__gt=ago(days=LOOKED_DAYS), area_path__in=prefixes(person.area_path)
    )
    counted = rows.values("purpose").annotate(times=Count("pk"), seen=Sum("seen"))
    known = {one.pk: one for one in Purpose.objects.all()}
    found = [{**one, "purpose": known[one["purpose"]]} for one in counted]
    return sorted(found, key=lambda one: -int(one["times"]))


def consent_purposes() -> list[Purpose]:
    """What stands on consent."""
    return list(Purpose.objects.filter(ground=Ground.CONSENT))


def offers(person: Person) -> list[tuple[Purpose, Consent | None]]:
    """Each purpose that stands on consent, with the consent that holds."""
    held = Consent.objects.filter(person=person, withdrawn_on=None).select_related("purpose")
    given = {one.purpose_id: one for one in held}
    return [(purpose, given.get(purpose.pk)) for purpose in consent_purposes()]


def consent_for(actor: Actor, uid: UUID, verb: str) -> Consent:
    """A consent that this actor may take back."""
    rows = Consent.objects.allowed(actor, verb).select_related("person", "purpose", "area")
    consent: Consent = rows.get(uid=uid)
    return consent


def purposes_with_tags() -> list[tuple[Purpose, list[TagKind]]]:
    """All purposes with the kinds of tags that stand on each, for everybody to read."""
    kinds = {one.code: one for one in TagKind.objects.all()}
    return [
        (one, [kinds[code] for code in one.tags if code in kinds]) for one in Purpose.objects.all()
    ]


def kept_rules() -> list[Rule]:
    """How long facts are kept."""
    return rules_in_force()


def copy_of(person: Person) -> dict[str, Any]:
    """The whole record as a program reads it, with numbers in clear: for the person himself."""
    record = whole_record(person)
    return {
        "facts": {str(name): text for name, text in facts_of(person, clear=True) if text},
        "stays": _stays(record["stays"]),
        "tags": _tags(record["tags"]),
        "events": [
            {"kind": str(one.get_kind_display()), "on": one.on} for one in record["events"]
        ],
        "consents": [
            {"purpose": str(one.purpose), "given": one.given_on, "withdrawn": one.withdrawn_on}
            for one in record["consents"]
        ],
        "corrections": _corrections(record["proposals"]),
        "requests": _requests(record["claims"]),
        "looks": [
            {"by": one.by.name, "at": one.at, "why": one.reason} for one in looks_at(person)
        ],
    }


def _stays(stays: Iterable[Stay]) -> list[dict[str, Any]]:
    return [
        {
            "tie": str(one.get_tie_display()),
            "where": f"{one.area} {address_of(one.household.dwelling)}",
            "relation": str(one.get_relation_display()),
            "since": one.since,
            "until": one.until,
        }
        for one in stays
    ]


def _tags(tags: Iterable[Tag]) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(one.kind),
            "purpose": one.kind.purpose,
            "basis": one.basis,
            "by": one.by.name,
            "since": one.since,
            "until": one.ended_on or one.until,
        }
        for one in tags
    ]


def _corrections(proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    return [
        {
            "fact": str(CORRECTABLE.get(one.field, one.field)),
            "value": one.value.open(),
            "source": str(one.get_source_display()),
            "state": str(one.get_state_display()),
            "at": one.at,
        }
        for one in proposals
    ]


def _requests(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(one.get_kind_display()),
            "text": one.text,
            "at": one.at,
            "state": str(one.get_state_display()),
            "answer": one.answer,
        }
        for one in claims
    ]
