"""How an event changes rows: everything it does is noted, so that it can be taken back as one."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F

from liren.apps.people.models import (
    Claim,
    Consent,
    Event,
    Household,
    Permit,
    Person,
    Proposal,
    Stay,
    Tag,
)
from liren.apps.people.rules import Bond, Happened
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import Masked

Noted = dict[str, Any]
# what goes along with a person into another area, while it holds
FOLLOWS: tuple[tuple[type[models.Model], dict[str, Any]], ...] = (
    (Tag, {"ended_on": None}),
    (Permit, {"state__in": ("valid", "lapsed")}),
    (Consent, {"withdrawn_on": None}),
    (Claim, {"state": "open"}),
    (Proposal, {"state": "open"}),
)


class Deed:
    """What one event does, row by row, in the order in which it was done."""

    def __init__(self) -> None:
        self.changes: list[Noted] = []
        self.touched: set[str] = set()

    def touch(self, row: models.Model) -> None:
        """Remember whom it concerns."""
        if isinstance(row, Person | Household):
            self.touched.add(key_of(row))
        elif isinstance(row, Stay):
            self.touched |= {f"person:{row.person_id}", f"household:{row.household_id}"}

    def make(self, row: models.Model) -> None:
        """Add a row."""
        row.save()
        self.touch(row)
        self.changes.append({"model": row._meta.label_lower, "pk": row.pk, "was": None})

    def change(self, row: models.Model, **facts: Any) -> None:
        """Change facts of a row that are no personal ones."""
        was = {name: told(row, name) for name in facts}
        for name, value in facts.items():
            setattr(row, name, value)
        now_is = {name: told(row, name) for name in facts}
        if was != now_is:
            row.save(update_fields=list(facts))
            label = row._meta.label_lower
            self.touch(row)
            self.changes.append({"model": label, "pk": row.pk, "was": was, "is": now_is})

    def settle(self, person: Person) -> None:
        """Let the person stand where his open stays say: home first, else his hukou."""
        stays = {
            stay.tie: stay
            for stay in Stay.objects.filter(person=person, until=None).select_related(
                "household__dwelling", "area"
            )
        }
        home, hukou = stays.get(Bond.HOME), stays.get(Bond.HUKOU)
        where = home or hukou
        facts: dict[str, Any] = {
            "home": home.household.dwelling if home else None,
            "household": home.household if home else None,
            "hukou_path": hukou.area_path if hukou else "",
        }
        if where and where.area_path != person.area_path:
            facts |= {"area": where.area, "area_path": where.area_path}
            self.take_along(person, where)
        self.change(person, **facts)

    def take_along(self, person: Person, where: Stay) -> None:
        """What holds for somebody goes with him into another area."""
        for model, holding in FOLLOWS:
            for row in model._default_manager.filter(person=person, **holding):
                self.change(row, area=where.area, area_path=where.area_path)

    def raise_versions(self, person: Person) -> None:
        """Who saw a record before the event sees that it moved on; a new one has just begun."""
        if not self.changes:
            return
        label = Person._meta.label_lower
        made = {n["pk"] for n in self.changes if n["model"] == label and n["was"] is None}
        raised(self.touched, made)
        if person.pk not in made:
            person.version += 1

    def event(
        self, actor: Actor, kind: Happened, person: Person, *, on: date, **facts: Any
    ) -> Event:
        """Write down what happened, with all that it changed."""
        self.touch(person)
        self.raise_versions(person)
        event = Event(
            kind=kind, person=person, area=person.area, area_path=person.area_path, on=on,
            by=actor.user, at=now(), changes=self.changes, touched=sorted(self.touched), **facts,
        )  # fmt: skip
        event.save()
        return event


def raised(touched: Iterable[str], but: Collection[int] = ()) -> None:
    """The records of persons whom an event touches are other than who read them before saw."""
    first = f"{Person._meta.model_name}:"
    keys = {int(one.removeprefix(first)) for one in touched if one.startswith(first)}
    Person.objects.filter(pk__in=keys - set(but)).update(version=F("version") + 1)


def key_of(row: Person | Household) -> str:
    """How an event names a person or household whom it touches."""
    return f"{row._meta.model_name}:{row.pk}"


def told(row: models.Model, name: str) -> Any:
    """A fact of a row as it may stand in the event: a key, a date, a code; never a name."""
    field = row._meta.get_field(name)
    if isinstance(field, SealedField | Masked):
        raise TypeError(f"{name} is personal: it does not belong into an event")
    value = row.serializable_value(name)
    return value if isinstance(value, int | str | bool | None) else value.isoformat()


def model_of(noted: Noted) -> type[models.Model]:
    """The model of which a row was changed."""
    return apps.get_model(noted["model"])
