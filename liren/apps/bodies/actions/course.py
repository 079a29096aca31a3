"""Founding, changing and dissolving bodies, and counting who belongs to them."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from liren.apps.bodies.models import Body, BodyKind, Count, Relation
from liren.apps.bodies.queries.institutions import kind_names, known_kinds, model_of
from liren.apps.bodies.queries.lines import written
from liren.apps.bodies.rules import bodies as rules
from liren.apps.bodies.rules.blocks import Hold, check_free
from liren.apps.bodies.rules.institutions import check_in_model
from liren.apps.bodies.rules.kinds import (
    check_founder,
    check_level,
    check_name,
    check_only_one,
)
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.base.clock import today

# what a body's own people keep up to date, whoever founded it
OWN_FACTS = frozenset({"phone", "address", "office_hours", "name_en"})


@action("bodies.found", creates=True)
def found(
    actor: Actor,
    area: Area,
    /,
    *,
    kind: BodyKind,
    name: str,
    founding: str,
    since: date,
    **facts: Any,
) -> Body:
    """Set up a body in an area, on the word of a document."""
    check_level(kind, kind.levels, area.level, Level(area.level).label)
    check_founder(kind, held_levels(actor, "bodies.found", area.path), kind.by, _level(kind))
    check_in_model(kind, kind.stands_for, _model(area), known_kinds())
    rules.check_since(since, today(), area.valid_from)
    name = check_name(name, taken=_named(area, name))
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)  # of two at once one comes first
    if kind.one:
        check_only_one(kind, _standing(area, kind))
    body = Body(
        code=new_code(),
        kind=kind.code,
        name=name,
        area=area,
        founding=rules.check_document(founding),
        valid_from=since,
        **_checked(area, facts),
    )
    body.save()
    return body


@action("bodies.change")
def change(actor: Actor, body: Body, /, **facts: Any) -> Body:
    """Correct or bring up to date what is known of a body; its name only by who may found it."""
    check_stands(body)
    changed = {name: fact for name, fact in facts.items() if getattr(body, name) != fact}
    if set(changed) - OWN_FACTS:
        _check_founder(actor, body, "bodies.change")
    if "name" in changed:
        taken = changed["name"] != body.name and _named(body.area, changed["name"])
        changed["name"] = check_name(changed["name"], taken=taken)
    if "founding" in changed:
        changed["founding"] = rules.check_document(changed["founding"])
    for name, fact in _checked(body.area, changed, body).items():
        setattr(body, name, fact)
    body.save()
    return body


@action("bodies.dissolve")
def dissolve(actor: Actor, body: Body, *, closing: str, on: date) -> Body:
    """End a body from a day on; only when nothing hangs on it any more."""
    check_stands(body)
    _check_founder(actor, body, "bodies.dissolve")
    rules.check_end(on, body.valid_from, today())
    body.closing = rules.check_document(closing)
    check_free([rules.children_left(_children(body)), *(hold(body) for hold in holds())])
    body.valid_to = on
    body.save(update_fields=["valid_to", "closing"])
    open_rows = [line.row.pk for line in written([body]) if line.row and not line.row.valid_to]
    for row in Relation.objects.filter(pk__in=open_rows):
        row.valid_to = max(on, row.valid_from)
        row.save(update_fields=["valid_to"])
    return body


@action("bodies.count_members")
def count_members(actor: Actor, body: Body, *, members: int, on: date, source: str = "") -> Body:
    """Write down how many belong to a body on a day; the same day again is a correction."""
    check_stands(body)
    kind = kind_names().get(body.kind)
    rules.check_counted(kind.counted if kind else "", body)
    rules.check_count_day(on, body.valid_from, today())
    rules.check_leaf(_children_that_count(body, kind))
    Count.objects.update_or_create(
        body=body, day=on, defaults={"members": members, "source": " ".join(source.split())[:200]}
    )
    return body


@cache
def holds() -> tuple[Hold, ...]:
    """What the apps above say still hangs on a body: one list, named by LIREN_BODY_HOLDS."""
    listed: Iterable[Hold] = import_string(settings.LIREN_BODY_HOLDS)
    return tuple(listed)


def new_code() -> str:
    """A code that is not guessed and never used again."""
    return f"b-{secrets.token_hex(6)}"


def held_levels(actor: Actor, verb: str, path: str) -> list[str]:
    """The levels of the areas around a place in which the actor holds a verb."""
    if actor.is_system:
        return [Level.PROVINCE]
    paths = [one for one in actor.paths(verb) if path.startswith(one)]
    return list(Area.objects.filter(path__in=paths).values_list("level", flat=True))


def check_stands(body: Body) -> None:
    """What was dissolved is not changed any more."""
    if body.valid_to is not None:
        rules.refuse_gone(body, body.valid_to)


def _check_founder(actor: Actor, body: Body, verb: str) -> None:
    kind = kind_names().get(body.kind)
    if kind:
        check_founder(kind, held_levels(actor, verb, body.area_path), kind.by, _level(kind))


def _level(kind: BodyKind) -> object:
    return Level(kind.by).label


def _model(area: Area) -> Any:
    return model_of(area) if area.level == Level.COMMUNITY else None


def _standing(area: Area, kind: BodyKind) -> Body | None:
    same = Body.objects.filter(area=area, kind=kind.code, valid_to=None)
    found: Body | None = same.first()
    return found


def _named(area: Area, name: str) -> bool:
    same = Body.objects.filter(area=area, name=" ".join(name.split()), valid_to=None)
    return bool(same.exists())


def _children(body: Body) -> list[str]:
    rows = Body.objects.filter(parent=body, valid_to=None).order_by("code")
    return [str(child) for child in rows]


def _children_that_count(body: Body, kind: BodyKind | None) -> bool:
    counted = [k.code for k in kind_names().values() if kind and k.counted_zh == kind.counted_zh]
    below = Body.objects.filter(parent=body, valid_to=None, kind__in=counted)
    return bool(below.exists())


def _checked(area: Area, facts: Mapping[str, Any], body: Body | None = None) -> dict[str, Any]:
    """The facts as they are stored: hours that can be read, a parent that fits."""
    found = dict(facts)
    if "office_hours" in found:
        found["office_hours"] = rules.check_hours(found["office_hours"]) or None
    parent = found.get("parent")
    if parent is not None:
        up = _line(parent)
        rules.check_parent(
            stands=parent.stands(),
            above=area.path.startswith(parent.area_path),
            circle=body is not None and body.pk in up,
        )
    return found


def _line(body: Body) -> list[int]:
    """The keys of a body and of all above it."""
    line: list[int] = []
    here: Body | None = body
    while here is not None and here.pk not in line:
        line.append(here.pk)
        here = here.parent
    return line
