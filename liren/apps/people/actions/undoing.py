"""Taking an event back as a whole, while nothing was built upon it."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import ForeignObjectRel

from liren.apps.people.actions.deeds import Noted, model_of, raised, told
from liren.apps.people.models import Event, Household, Person
from liren.apps.people.queries.events import later_than
from liren.apps.people.rules import Happened
from liren.apps.people.rules.rights import CLEARED
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused

JUDGED = frozenset({Happened.MERGE, Happened.DISTINCT})


@action("people.undo", secret=("why",))
def undo(actor: Actor, event: Event, /, *, why: str = "") -> Event:
    """Take back what was written down wrongly: everything is as it was before."""
    if event.kind in JUDGED:
        raise Refused("people.undo-merge", _("合并和核实请在“重复记录”里撤回。"))
    return take_back(actor, event, why)


@action("people.unmerge", secret=("why",))
def unmerge(actor: Actor, event: Event, /, *, why: str = "") -> Event:
    """Two records that were joined are two again; two that were told apart are asked anew."""
    if event.kind not in JUDGED:
        raise Refused("people.no-merge", _("这不是一次合并，请在人员变动里撤销。"))
    return take_back(actor, event, why)


def take_back(actor: Actor, event: Event, why: str) -> Event:
    """Undo the changes of an event, the last first."""
    if event.undone_at is not None:
        raise Refused("people.undone", _("这次变动已经撤销过了。"))
    _lock(event.touched)
    check_last(event)
    _check_kept(event)
    rows = [(noted, _row(noted)) for noted in event.changes]
    left = _left(event.changes)
    for noted, row in rows:
        _check_same(row, left[noted["model"], noted["pk"]])
    event.undone_by, event.undone_at, event.undone_why = actor.user, now(), why
    made = [row for noted, row in rows if noted["was"] is None and row is not None]
    _let_go(event, made)
    for noted, row in reversed(rows):
        _back(noted, row)
    raised(event.touched)
    event.save()
    return event


def _lock(touched: Iterable[str]) -> None:
    for model in (Person, Household):
        name = f"{model._meta.model_name}:"
        keys = sorted(int(one[len(name) :]) for one in touched if one.startswith(name))
        list(model.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def check_last(event: Event) -> None:
    """Nothing has happened since to those whom it touches."""
    after = later_than(event)
    if after is not None:
        raise Refused(
            "people.built-upon",
            _("此后还登记了“%(kind)s”（%(day)s）。请先撤销那一次，再撤销这一次。")
            % {"kind": after.get_kind_display(), "day": after.on.isoformat()},
        )


def _check_kept(event: Event) -> None:
    """Of whom nothing is known any more, nothing comes back."""
    if any(one and one.name == CLEARED for one in (event.person, event.other)):
        raise Refused(
            "people.cleared", _("当事人的个人信息已按保存期限清除，这次变动不能再撤销。")
        )


def _row(noted: Noted) -> models.Model | None:
    return model_of(noted)._default_manager.filter(pk=noted["pk"]).first()


def _left(changes: Iterable[Noted]) -> dict[tuple[str, Any], dict[str, Any]]:
    """How the event left each row: of what it changed twice, the last."""
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    for noted in changes:
        found.setdefault((noted["model"], noted["pk"]), {}).update(noted.get("is") or {})
    return found


def _check_same(row: models.Model | None, left: dict[str, Any]) -> None:
    if row is None or any(told(row, name) != value for name, value in left.items()):
        raise Refused(
            "people.changed-since",
            _("这次变动之后，有关记录又有修改，不能整体撤销。请按现在的情况办理新的变动。"),
        )


def _let_go(event: Event, made: list[models.Model]) -> None:
    """Events taken back no longer hold the rows that go; whatever else holds one, stops it."""
    own = {(noted["model"], noted["pk"]) for noted in event.changes}
    for row in made:
        for model, name in ((Person, "person"), (Person, "other"), (Household, "household")):
            if isinstance(row, model):
                _forget(event, name, row)
        _check_free(row, own)


def _forget(event: Event, name: str, row: models.Model) -> None:
    if getattr(event, f"{name}_id") == row.pk:
        setattr(event, name, None)
        event.save()
    Event.objects.filter(undone_at__isnull=False, **{name: row}).update(**{name: None})


def _check_free(row: models.Model, own: set[tuple[str, Any]]) -> None:
    for link in row._meta.get_fields(include_hidden=True):
        if not isinstance(link, ForeignObjectRel):
            continue
        rows = link.related_model._default_manager.filter(**{link.field.name: row})
        label = link.related_model._meta.label_lower
        if {(label, key) for key in rows.values_list("pk", flat=True)} - own:
            raise Refused(
                "people.in-use",
                _("登记之后已有走访、标签、租赁等记录，不能撤销登记。不在此居住的请办迁出。"),
            )


def _back(noted: Noted, row: models.Model | None) -> None:
    if row is None:
        return
    if noted["was"] is None:
        model_of(noted)._default_manager.filter(pk=row.pk).delete()
        return
    row.refresh_from_db()
    for name, value in noted["was"].items():
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value) if value is not None else None)
    row.save(update_fields=list(noted["was"]))
