"""The steps that a person's page offers: what may happen to somebody next."""

from typing import Any

from django import template

from liren.apps.people.models import Person
from liren.apps.people.queries.events import steps_of
from liren.kernel.access.guarded import permits
from liren.kernel.doors import names

register = template.Library()


@register.inclusion_tag("people/_steps.html", takes_context=True)
def person_steps(context: Any, person: Person) -> dict[str, Any]:
    """Links to the events that fit somebody: `{% person_steps person %}` inside `{% more %}`."""
    verbs = steps_of(context["request"].actor, person)
    return {"person": person, "steps": [(verb, names.verb(verb)) for verb in verbs]}


@register.simple_tag(takes_context=True)
def may_happen(context: Any, verb: str, row: Any) -> bool:
    """Whether the reader may do this here: for one link beside others."""
    return permits(context["request"].actor, verb, row)
