"""Writing down what one body does to another, and ending it."""

from datetime import date

from django.core.exceptions import PermissionDenied

from liren.apps.bodies.actions.course import check_stands
from liren.apps.bodies.models import Body, Relation
from liren.apps.bodies.rules import bodies as rules
from liren.apps.bodies.rules.institutions import check_tie
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.clock import today


@action("bodies.relate")
def relate(
    actor: Actor,
    body: Body,
    *,
    other: Body,
    tie: str,
    basis: str,
    since: date,
    passive: bool = False,
    instead: bool = False,
) -> Body:
    """Write down what a body does to another, or, when `passive`, the other to it.

    `instead` puts it in the place of what the institutional model says to the same receiver.
    """
    check_stands(body)
    check_stands(other)
    if not permits(actor, "bodies.view", other):
        raise PermissionDenied("bodies.relate")
    giver, receiver = (other, body) if passive else (body, other)
    rules.check_since(since, today(), max_day(body, other))
    same = Relation.objects.filter(giver=giver, receiver=receiver, tie=tie, valid_to=None)
    check_tie(giver.pk, receiver.pk, doubled=same.exists())
    Relation.objects.create(
        giver=giver,
        receiver=receiver,
        tie=tie,
        basis=rules.check_document(basis),
        valid_from=since,
        instead=instead,
        area=body.area,
    )
    return body


@action("bodies.end_relation")
def end_relation(actor: Actor, relation: Relation, *, on: date) -> Relation:
    """End what was written down; what the institutional model says holds again."""
    rules.check_running(relation.valid_to)
    rules.check_end(on, relation.valid_from, today())
    relation.valid_to = on
    relation.save(update_fields=["valid_to"])
    return relation


def max_day(*bodies: Body) -> date | None:
    """The day from which all of these bodies are there."""
    return max((body.valid_from for body in bodies if body.valid_from), default=None)
