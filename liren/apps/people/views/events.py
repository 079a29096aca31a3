"""Events as pages: the list, one with what it changed, taking it back; somebody as of a day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people import actions
from liren.apps.people.actions.undoing import JUDGED
from liren.apps.people.forms.arrivals import AskForm, WhyForm
from liren.apps.people.models import Event, Stay
from liren.apps.people.queries.events import (
    Asked,
    event_for,
    events_of,
    later_than,
    members_on,
    page_of_events,
    people_of,
    stays_on,
)
from liren.apps.people.queries.persons import person_for
from liren.apps.people.views.shown import home_words
from liren.apps.places.models import Dwelling
from liren.apps.places.views.shown import asked
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part


@require_safe
def events(request: Request) -> HttpResponse:
    """What happened in one's areas, the latest first."""
    if not request.actor.may("people.view"):
        raise Refused("people.no-view", _("您的角色不能查看人员。请联系社区的工作人员。"))
    form = AskForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = Asked(
        kind=given.get("kind") or "", since=given.get("since"), until=given.get("until")
    )
    found = page_of_events(request.actor, wanted, request.GET.get("cursor", "")[:900])
    context = {
        "filter": form,
        "filtered": any(given.values()),
        "chosen": sum(map(bool, given.values())),
        "rows": found.rows,
        "newer": asked(request, cursor=found.newer) if found.newer else "",
        "older": asked(request, cursor=found.older) if found.older else "",
        "may_move_in": request.actor.may("people.move_in"),
        "may_import": request.actor.may("people.import"),
        "may_merge": request.actor.may("people.merge"),
    }
    return part(request, "people/events.html", "events", **context)


@require_safe
def event(request: Request, uid: UUID) -> HttpResponse:
    """One event: who, when, what it changed, and whether it can be taken back."""
    row = event_for(request.actor, uid)
    home = row.household.dwelling if row.household else None
    built = later_than(row) if row.undone_at is None else None
    context = {
        "event": row,
        "people": people_of(request.actor, row),
        "rows": [
            (_("发生日期"), row.on),
            (_("住处"), home_words(home)),
            (_("所在网格或社区"), row.area),
            (_("备注"), row.note),
            (_("登记人"), row.by),
            (_("登记时间"), row.at),
            (_("撤销人"), row.undone_by),
            (_("撤销原因"), row.undone_why),
        ],
        "undo_verb": undo_verb(row),
        "may_undo": row.undone_at is None and permits(request.actor, undo_verb(row), row),
        "built": built,
    }
    return part(request, "people/event.html", "event", **context)


def undo_verb(row: Event) -> str:
    """By which verb an event is taken back."""
    return "people.unmerge" if row.kind in JUDGED else "people.undo"


def undo(request: Request, uid: UUID) -> HttpResponse:
    """Take an event back as a whole."""
    return _taken_back(request, uid, "people.undo", actions.undo)


def unmerge(request: Request, uid: UUID) -> HttpResponse:
    """Two records that were joined are two again."""
    return _taken_back(request, uid, "people.unmerge", actions.unmerge)


def _taken_back(request: Request, uid: UUID, verb: str, act: Any) -> HttpResponse:
    row = event_for(request.actor, uid)
    words = {"kind": row.get_kind_display(), "day": row.on.isoformat()}
    return act_page(
        request,
        WhyForm(request.POST or None),
        lambda actor, why: act(actor, row, why=why),
        title=_("撤销“%(kind)s”（%(day)s）") % words,
        label=_("撤销"),
        back=row.get_absolute_url(),
        said=_("已撤销，恢复到这次变动之前。"),
        warning=_("这次变动带来的所有改动一起恢复到变动之前。"),
    )


@require_safe
def history(request: Request, uid: UUID) -> HttpResponse:
    """Somebody as of a day: where he lived and was registered, with whom; and what happened."""
    person = person_for(request.actor, uid)
    day = _day(request.GET.get("on", ""))
    stays = stays_on(person, day)
    context = {
        "person": person,
        "day": day,
        "stays": [placed(request, stay, day) for stay in stays.values()],
        "events": events_of(request.actor, person),
        "kept_since": person.made_at,
    }
    return part(request, "people/history.html", "history", **context)


def placed(request: Request, stay: Stay, day: date) -> dict[str, Any]:
    """A home on a day with who belonged to it; a home elsewhere shows its community alone."""
    seen = permits(request.actor, "people.view", stay.household)
    home: Dwelling = stay.household.dwelling
    return {
        "tie": stay.get_tie_display(),
        "relation": stay.get_relation_display(),
        "since": stay.since,
        "until": stay.until,
        "where": home_words(home) if seen else str(stay.area),
        "url": reverse("people.household", args=[stay.household.uid]) if seen else "",
        "members": members_on(request.actor, stay.household, day) if seen else [],
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
