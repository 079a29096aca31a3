"""How an event changes rows: everything it does is noted, so that it can be taken back as one."""

from typing import Any

from django.apps import apps
from django.db import models

from liren.apps.people.models import Event, Person, Stay
from liren.apps.people.rules import Happened, Tie
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import Masked

Noted = dict[str, Any]


class Deed:
    """What one event does, row by row, in the order in which it was done."""

    def __init__(self) -> None:
        self.changes: list[Noted] = []

    def make(self, row: models.Model) -> None:
        """Add a row."""
        row.save()
        self.changes.append({"model": row._meta.label_lower, "pk": row.pk, "was": None})

    def change(self, row: models.Model, **facts: Any) -> None:
        """Change facts of a row that are no personal ones."""
        was = {name: told(row, name) for name in facts}
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
        now_is = {name: told(row, name) for name in facts}
        if was != now_is:
            label = row._meta.label_lower
            self.changes.append({"model": label, "pk": row.pk, "was": was, "is": now_is})

    def settle(self, person: Person) -> None:
        """Let the person stand where his open stays say: home first, else his hukou."""
        stays = {
            stay.tie: stay
            for stay in Stay.objects.filter(person=person, until=None).select_related(
                "household__dwelling", "area"
            )
        }
        home, hukou = stays.get(Tie.HOME), stays.get(Tie.HUKOU)
        where = home or hukou
        facts: dict[str, Any] = {
            "home": home.household.dwelling if home else None,
            "household": home.household if home else None,
            "hukou_path": hukou.area_path if hukou else "",
        }
        if where:
            facts |= {"area": where.area, "area_path": where.area_path}
        self.change(person, **facts)

    def event(self, actor: Actor, kind: Happened, person: Person, **facts: Any) -> Event:
        """Write down what happened, with all that it changed."""
        event = Event(
            kind=kind, person=person, area=person.area, area_path=person.area_path,
            by=actor.user, at=now(), changes=self.changes, **facts,
        )  # fmt: skip
        event.save()
        return event


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
