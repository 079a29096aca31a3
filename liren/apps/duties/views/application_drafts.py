"""Drafting an application, and changing the draft."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from liren.apps.duties.actions import applications as actions
from liren.apps.duties.forms import applications as forms
from liren.apps.duties.forms.places import Place
from liren.apps.duties.models import Application, Document
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.rules.admission_words import SAID
from liren.apps.duties.views.admission_steps import allowed, posted
from liren.kernel.access.models import Area, Body, Level
from liren.kernel.access.request import Request
from liren.kernel.access.ways import subtree
from liren.kernel.web.respond import go, part, refusals_to

MOST_DOCUMENTS = 300


def draft(request: Request) -> HttpResponse:
    """A new application in the name of a body."""
    bodies = queries.bodies_to_apply(request.actor)
    if not bodies:
        raise PermissionDenied("duties.draft")
    places = places_of([one.area for one in bodies])
    form = forms.DraftForm(posted(request), bodies=bodies, places=places, documents=documents())
    if form.is_valid():
        facts = form.facts()
        body: Body = facts.pop("body")
        with refusals_to(form):
            made: Application = actions.draft(form.acting(request.actor), body, **facts)
            return go(request, made.get_absolute_url(), said=str(SAID["duties.draft"]))
    return show(request, form, _("提出准入申请"), back="")


def change_draft(request: Request, uid: UUID) -> HttpResponse:
    """The same papers, mended."""
    row = queries.application_for(request.actor, uid)
    allowed(request.actor, "duties.change_draft", row)
    wanted = {one.area_id: one for one in queries.hearings_of(row)}
    places = places_of([row.area])
    for place in places:
        if said := wanted.get(place.area.pk):
            place.picked, place.quantity = True, said.quantity or ""
    form = forms.ChangeForm(
        posted(request), places=places, documents=documents(), initial=forms.initial(row)
    )
    if form.is_valid():
        with refusals_to(form):
            actions.change_draft(form.acting(request.actor), row, **form.facts())
            return go(request, row.get_absolute_url(), said=str(SAID["duties.change_draft"]))
    return show(request, form, _("修改准入申请"), back=row.get_absolute_url())


def show(request: Request, form: Any, title: str, back: str) -> HttpResponse:
    """The form with its table of communities."""
    context = {"form": form, "title": title, "back": back, "here": request.get_full_path()}
    return part(request, "duties/application_draft.html", "draft", **context)


def places_of(areas: list[Area]) -> list[Place]:
    """All communities there, with their households."""
    paths = {area.path for area in areas}
    rows = [
        area
        for path in sorted(paths)
        for area in Area.objects.valid()
        .filter(subtree("path", path), level=Level.COMMUNITY)
        .select_related("parent")
        .order_by("path")
    ]
    known = queries.households_in(rows)
    return [Place(area=area, households=known.get(area.pk, 0)) for area in rows]


def documents() -> Any:
    """Policy documents to rest upon, the newest first."""
    newest = Document.objects.order_by("-issued_on", "-pk").values("pk")[:MOST_DOCUMENTS]
    return Document.objects.filter(pk__in=newest).order_by("-issued_on", "-pk")
