"""Handing something out as pages: on what it stands, then what and to whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from liren.apps.duties.actions.assignments import Given, Wanted, assign_each
from liren.apps.duties.forms.assignments import AssignForm
from liren.apps.duties.models import Application, Emergency, Entry
from liren.apps.duties.queries import assignments as queries
from liren.apps.duties.views.assignment_sheet import wanted_in
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import go, part, refusals_to


@dataclass(frozen=True)
class Basis:
    """What it is to stand on, as chosen on the first page."""

    body: Body
    application: Application | None = None
    emergency: Emergency | None = None
    entry: Entry | None = None

    def facts(self) -> dict[str, Any]:
        """For the action."""
        return {
            "application": self.application,
            "emergency": self.emergency,
            "entry_code": self.entry.code if self.entry else "",
        }

    def areas(self) -> list[tuple[Area, int]]:
        """The communities that may be meant, with what may still be asked of each."""
        if self.application:
            return queries.scope_of(self.application)
        path = self.emergency.area_path if self.emergency else self.body.area_path
        return [(area, 0) for area in queries.communities_under(path)]


def assign(request: Request) -> HttpResponse:
    """First what it stands on; then what, by when and to whom."""
    require(request.actor, "duties.assign")
    bodies = queries.bodies_of(request.actor)
    if not bodies:
        raise Http404
    code = request.GET.get("body", "")
    body = next((one for one in bodies if one.code == code), bodies[0])
    basis = basis_of(request, body)
    if basis is None:
        return choose(request, body, bodies)
    return hand_out(request, basis)


def choose(request: Request, body: Body, bodies: list[Body]) -> HttpResponse:
    """What a department has: admissions, emergencies, basic duties of the list."""
    q = request.GET.get("q", "").strip()[:60]
    context = {
        "body": body,
        "bodies": bodies,
        "admissions": queries.admissions_of(body),
        "emergencies": queries.emergencies_of(body),
        "basics": queries.basics_of(body, body.area_path, q),
        "q": q,
    }
    return part(request, "duties/assign_choose.html", "choose", **context)


def basis_of(request: Request, body: Body) -> Basis | None:
    """What was chosen; something that is not the department's is not there."""
    given = request.GET
    if uid := uuid_of(given.get("application", "")):
        return Basis(body, application=Application.objects.get(uid=uid, body=body))
    if uid := uuid_of(given.get("emergency", "")):
        return Basis(body, emergency=Emergency.objects.get(uid=uid, bodies=body))
    if code := given.get("entry", "").strip()[:30]:
        rows = queries.basics_of(body, body.area_path, code)
        found = next((row for row in rows if row.code == code), None)
        if found is None:
            raise Http404
        return Basis(body, entry=found)
    return None


def uuid_of(text: str) -> UUID | None:
    """A key, or nothing where none was given; a wrong one leads nowhere."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as fault:
        raise Http404 from fault


def hand_out(request: Request, basis: Basis) -> HttpResponse:
    """What, by when, to whom; then what became of each."""
    scope = basis.areas()
    form = form_of(request, basis, [area for area, _left in scope])
    if form.is_valid():
        with refusals_to(form):
            return sent(request, basis, form, scope)
    context = {
        "form": form,
        "basis": basis,
        "scope": scope,
        "counted": bool(basis.application and basis.application.unit),
        "here": request.get_full_path(),
        "back": reverse("duties.assign") + f"?body={basis.body.code}",
    }
    return part(request, "duties/assign.html", "assign", **context)


def form_of(request: Request, basis: Basis, areas: list[Area]) -> AssignForm:
    """The form with what the basis says already."""
    found = basis.application
    kinds = [found.kind] if found else []
    initial: dict[str, Any] = {"title": "", "due_on": ""}
    if found:
        initial |= {"title": found.title, "kind": found.kind, "due_on": max(today(), found.end_on)}
    if basis.entry:
        initial |= {"title": str(basis.entry)[:80], "kind": basis.entry.asked_as or "task"}
    sent_in = (request.POST, request.FILES) if request.method == "POST" else ()
    counted = bool(found and found.unit)
    return AssignForm(*sent_in, areas=areas, counted=counted, kinds=kinds, initial=initial)


def sent(
    request: Request, basis: Basis, form: AssignForm, scope: list[tuple[Area, int]]
) -> HttpResponse:
    """Hand it out; where all went through back to the list, else what became of each."""
    given = form.facts()
    wanted = wanted_of(given, scope)
    facts = {name: given[name] for name in ("title", "kind", "text", "due_on")}
    answers = assign_each(form.acting(request.actor), basis.body, wanted, **facts, **basis.facts())
    done = [one for one in answers if one.made]
    if len(done) == len(answers):
        number = len(done)
        said = ngettext("已交办给 %(n)d 个社区。", "已交办给 %(n)d 个社区。", number)
        return go(request, reverse("duties.assignments"), said=said % {"n": number})
    return results(request, basis, answers, len(done))


def wanted_of(given: dict[str, Any], scope: list[tuple[Area, int]]) -> list[Wanted]:
    """The chosen communities, or those of the sheet; what is not said is what was admitted."""
    usual = given.get("quantity")
    if given.get("sheet"):
        return wanted_in(given["sheet"], [area for area, _left in scope], usual or 0)
    left = {area.code: (area, number) for area, number in scope}
    chosen = [left[code] for code in given["communities"]]
    return [Wanted(area, number if usual is None else usual) for area, number in chosen]


def results(request: Request, basis: Basis, answers: list[Given], done: int) -> HttpResponse:
    """What became of each community: handed out, or why not."""
    context = {
        "basis": basis,
        "answers": answers,
        "done": done,
        "refused": len(answers) - done,
        "again": request.get_full_path(),
        "list_url": reverse("duties.assignments") + asked(queries.AssignmentsSought("sent")),
    }
    return part(request, "duties/assign_result.html", "result", **context)
