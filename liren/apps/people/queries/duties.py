"""Reading assessments and breaches."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from liren.apps.people.models import Assessment, Breach
from liren.kernel.access.actor import Actor
from liren.kernel.policy.values import value

MOST = 200


def assessments_for(actor: Actor) -> list[Assessment]:
    """The assessments that this actor may see: what is to be looked at anew first."""
    rows: QuerySet[Assessment] = Assessment.objects.allowed(actor, "people.assessments")
    return list(rows.select_related("purpose", "area", "by").order_by("again_on", "pk")[:MOST])


def breaches_for(actor: Actor) -> list[Breach]:
    """The breaches that this actor may see: open ones first."""
    rows: QuerySet[Breach] = Breach.objects.allowed(actor, "people.breaches")
    order = (F("closed_at").desc(nulls_first=True), "-noticed_at")
    return list(rows.select_related("area", "by").order_by(*order)[:MOST])


def breach_for(actor: Actor, uid: UUID, verb: str = "people.breaches") -> Breach:
    """One breach."""
    row: Breach = Breach.objects.allowed(actor, verb).select_related("area", "by").get(uid=uid)
    return row


def tell_by(breach: Breach) -> datetime:
    """By when the authority is to be told."""
    return breach.noticed_at + timedelta(hours=value("people.breach_hours"))
