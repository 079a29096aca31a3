"""Registering many burdens from a spreadsheet: shown first, then taken."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liren.apps.duties.actions.burdens import note_burden, twins
from liren.apps.duties.forms.burdens import SheetForm, TakeForm
from liren.apps.duties.models import Burden
from liren.apps.duties.queries import burdens as queries
from liren.apps.duties.views.burden_sheet import MOST_LINES, Line, day_of, lines_in, read_head
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import go, part, refusals_to

VERB = "duties.note_burden"


def import_burdens(request: Request) -> HttpResponse:
    """Read a sheet and show what is new, known and wrong; then register what is new."""
    require(request.actor, VERB)
    if request.method == "POST" and "lines" in request.POST:
        return take(request)
    sent_in = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*sent_in)
    if form.is_valid():
        with refusals_to(form):
            areas = queries.communities_for(request.actor, VERB)
            return preview(request, lines_in(form.cleaned_data["sheet"], areas))
    context = {"form": form, "columns": read_head()}
    return part(request, "duties/burden_import.html", "import", **context)


def preview(request: Request, lines: list[Line]) -> HttpResponse:
    """What each line would do."""
    seen: set[tuple[int, str, str]] = set()
    for line in lines:
        if line.area and not line.wrong:
            key = (line.area.pk, line.kind, line.title)
            line.twin = key in seen or twins(line.area, line.kind, line.title).exists()
            seen.add(key)
    new = [line for line in lines if not line.wrong and not line.twin]
    facts = json.dumps([line.facts() for line in new], ensure_ascii=False)
    context = {
        "take": TakeForm(initial={"lines": facts}),
        "new": new,
        "wrong": [line for line in lines if line.wrong],
        "known": [line for line in lines if line.twin],
        "form": None,
    }
    return part(request, "duties/burden_import.html", "import", **context)


@dataclass(frozen=True)
class Answer:
    """What became of one line: registered, or why not."""

    title: str
    made: Burden | None
    no: object = ""


def take(request: Request) -> HttpResponse:
    """Register what was shown; each line answers for itself."""
    form = TakeForm(request.POST)
    answers: list[Answer] = []
    if form.is_valid():
        with refusals_to(form):
            lines = parsed(form.cleaned_data["lines"])
            answers = taken(form.acting(request.actor), lines)
    done = sum(1 for one in answers if one.made)
    if answers and done == len(answers):
        said = ngettext("已登记 %(n)d 项。", "已登记 %(n)d 项。", done) % {"n": done}
        return go(request, reverse("duties.burdens"), said=said)
    context = {"form": form if not answers else None, "answers": answers, "done": done}
    return part(request, "duties/burden_import.html", "import", **context)


def parsed(given: str) -> list[dict[str, Any]]:
    """The lines as they were carried along."""
    try:
        lines = json.loads(given)
    except ValueError:
        lines = None
    fine = isinstance(lines, list) and all(isinstance(line, dict) for line in lines)
    if not fine or not lines or len(lines) > MOST_LINES:
        raise Refused("duties.no-lines", _("没有可登记的行，请重新上传表格。"))
    return [{name: line.get(name, "") for name in NAMES} for line in lines]


NAMES = ("area", "kind", "title", "asker", "rhythm", "generated", "since", "note")


def taken(actor: Actor, lines: list[dict[str, Any]]) -> list[Answer]:
    """Register line after line, each under a key of its own."""
    areas = {area.code: area for area in queries.communities_for(actor, VERB)}
    return [one_taken(actor.once(f"{actor.key}:{n}"), line, areas) for n, line in enumerate(lines)]


def one_taken(actor: Actor, line: dict[str, Any], areas: dict[str, Area]) -> Answer:
    """One line, registered by the same act as by hand."""
    title = str(line["title"])[:80]
    area = areas.get(str(line["area"]))
    if area is None:
        return Answer(title, None, _("没有找到这个社区，或不归您登记。"))
    asker, name = asker_of(str(line["asker"]), area)
    try:
        made = note_burden(
            actor, area, kind=str(line["kind"]), title=title, asker=asker, asker_name=name,
            rhythm=str(line["rhythm"])[:9], generated=bool(line["generated"]),
            since=day_of(str(line["since"])), note=str(line["note"])[:500],
        )  # fmt: skip
    except (Refused, PermissionDenied) as no:
        return Answer(title, None, no)
    return Answer(title, made)


def asker_of(name: str, area: Area) -> tuple[Body | None, str]:
    """The body of this name that may ask here, else the name alone."""
    bodies = [body for body in queries.wanting(area) if name in (body.name, body.code)]
    return (bodies[0], "") if len(bodies) == 1 else (None, name[:80])
