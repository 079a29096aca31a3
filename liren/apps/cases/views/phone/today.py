"""What is to be done today, and one's own corner."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from liren.apps.cases import rules
from liren.apps.cases.models import Case
from liren.apps.cases.queries import verbs_for
from liren.apps.cases.queries.phone import tasks_for
from liren.apps.cases.views.phone.report import reporting
from liren.apps.cases.views.shown import clock
from liren.apps.people.queries.visits import due_count
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import now
from liren.kernel.base.masking import mask_text
from liren.kernel.web.outbox import on_phone, place_words, shown
from liren.kernel.web.respond import private

# what can be filled in without a network, and sent later
OFF_LINE = (
    *("cases.verify", "cases.self_handle", "cases.feed_back", "cases.sign", "cases.handle"),
)
MOST = 50


@on_phone("cases.view")
@require_safe
def today(request: Request) -> HttpResponse:
    """The tasks by the clock, then the form of a report, then what waits to be sent."""
    found = [task(request.actor, case) for case in tasks_for(request.actor, MOST)]
    visits = due_count(request.actor) if request.actor.may("people.visit") else None
    context = {"tasks": found, "most": MOST, "visits": visits, **reporting(request)}
    return shown(request, "cases/phone/today.html", **context)


@on_phone("cases.view")
@require_safe
def me(request: Request) -> HttpResponse:
    """What waits to be sent, letters, language, account, and the way out."""
    return shown(request, "cases/phone/me.html")


@on_phone("cases.view")
@require_safe
def tasks(request: Request) -> HttpResponse:
    """The tasks as the telephone keeps them: what is needed to do them, numbers masked."""
    found = [kept(request.actor, case) for case in tasks_for(request.actor, MOST)]
    who = {"user": str(request.user.pk), "name": request.user.name}
    facts = {**who, "place": place_words(request.actor), "at": now().isoformat(), "tasks": found}
    return private(JsonResponse(facts))


def task(actor: Actor, case: Case) -> dict[str, Any]:
    """One line of the list: what to do where, and how much time is left."""
    verb = to_do(actor, case)
    return {
        "case": case,
        "verb": verb,
        "label": rules.BUTTONS[verb] if verb else "",
        "title": mask_text(case.title),
        "address": mask_text(case.address) or str(case.area),
        "clock": clock(case),
        "url": reverse("cases.phone_case", args=[case.uid]),
    }


def to_do(actor: Actor, case: Case) -> str:
    """The step that this person can take: the next one, else settling it on the spot."""
    open_to = verbs_for(actor, case)
    wanted = (case.next_verb, "cases.self_handle")
    return next((verb for verb in wanted if verb in open_to), "")


def kept(actor: Actor, case: Case) -> dict[str, Any]:
    """One task on the telephone."""
    line = task(actor, case)
    open_to = [verb for verb in verbs_for(actor, case) if verb in OFF_LINE]
    return {
        "uid": str(case.uid),
        "number": case.number,
        "verb": line["verb"],
        "label": str(line["label"]),
        "verbs": open_to,
        "title": line["title"],
        "address": line["address"],
        "text": mask_text(case.text),
        "outcome": mask_text(case.outcome),
        "kind": str(case.kind),
        "state": str(case.get_state_display()),
        "urgent": case.urgent,
        "seen": case.stage_at.isoformat(),
        "due": case.due_at.isoformat() if case.due_at else "",
        "url": line["url"],
    }
