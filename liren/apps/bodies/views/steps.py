"""The forms in which bodies are founded, changed, counted, related and dissolved."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.bodies import actions, forms
from liren.apps.bodies.actions.course import held_levels
from liren.apps.bodies.models import Body, Relation
from liren.apps.bodies.queries.institutions import kind_names
from liren.apps.bodies.queries.listing import body_for
from liren.apps.bodies.rules.institutions import Tie
from liren.apps.bodies.rules.kinds import reaches_out
from liren.apps.bodies.views.listing import areas_of, chosen_area
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.access.ways import prefixes
from liren.kernel.web.respond import go, part, refusals_to

MOST_OTHERS = 600


def uppers(request: Request, area: Area, but: Body | None = None) -> list[Body]:
    """The bodies that may stand above one of an area."""
    rows = Body.objects.allowed(request.actor, "bodies.view").standing()
    found = rows.filter(area_path__in=prefixes(area.path)).select_related("area")
    return [body for body in found if but is None or body.pk != but.pk]


def check_open(request: Request, verb: str, row: Any) -> None:
    """A form that leads nowhere is not shown; whoever sends it anyway is on record."""
    if request.method != "POST" and not permits(request.actor, verb, row):
        raise PermissionDenied(verb)


def found(request: Request) -> HttpResponse:
    """Set up a body."""
    area = chosen_area(request)
    if area is None:
        return part(request, "bodies/found.html", "found", area=None)
    if not permits(request.actor, "bodies.found", area):  # no kind could be chosen
        raise PermissionDenied("bodies.found")
    held = held_levels(request.actor, "bodies.found", area.path)
    form = forms.FoundForm(
        request.POST or None,
        area=area,
        held=held,
        uppers=uppers(request, area),
        initial={"kind": request.GET.get("kind", "")[:30]},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            body = actions.found(form.acting(request.actor), area, **form.facts())
            said = _("已设立「%(name)s」。") % {"name": body}
            return go(request, reverse("bodies.view", args=[body.code]), said=said)
    context = {
        "area": area,
        "form": form,
        "areas": areas_of(request)[1:],
        "title": _("登记机构"),
        "back": reverse("bodies.list"),
        "label": _("设立"),
    }
    return part(request, "bodies/found.html", "found", **context)


def change(request: Request, code: str) -> HttpResponse:
    """Bring up to date what is known of a body."""
    body = body_for(request.actor, code)
    check_open(request, "bodies.change", body)
    kind = kind_names().get(body.kind)
    held = held_levels(request.actor, "bodies.change", body.area_path)
    form = forms.ChangeForm(
        request.POST or None,
        body=body,
        founder=kind is None or any(reaches_out(level, kind.by) for level in held),
        uppers=uppers(request, body.area, body),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            body = actions.change(actor, body, **form.facts())
            return done(request, body, _("已更新「%(name)s」。") % {"name": body})
    return show(request, body, form, _("修改信息"), _("保存"))


def dissolve(request: Request, code: str) -> HttpResponse:
    """End a body."""
    body = body_for(request.actor, code)
    check_open(request, "bodies.dissolve", body)
    form = forms.DissolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.dissolve(form.acting(request.actor), body, **form.facts())
            return done(request, body, _("已撤销「%(name)s」，历史记录都还在。") % {"name": body})
    text = _(
        "撤销后它不再出现在清单里，也不能再承办事件。有在办事件、任职或下设机构的，要先处理。"
    )
    return show(request, body, form, _("撤销机构"), _("撤销"), text=text, grave=True)


def count(request: Request, code: str) -> HttpResponse:
    """Write down how many belong to a body."""
    body = body_for(request.actor, code)
    check_open(request, "bodies.count_members", body)
    kind = kind_names().get(body.kind)
    form = forms.CountForm(request.POST or None, counted=kind.counted if kind else "")
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.count_members(form.acting(request.actor), body, **form.facts())
            return done(request, body, _("已登记人数。"))
    return show(request, body, form, _("登记人数"), _("登记"))


def relate(request: Request, code: str) -> HttpResponse:
    """Write down what a body does to another."""
    body = body_for(request.actor, code)
    check_open(request, "bodies.relate", body)
    seen = Body.objects.allowed(request.actor, "bodies.view").standing().exclude(pk=body.pk)
    others = seen.select_related("area").order_by("area_path", "code")[:MOST_OTHERS]
    form = forms.RelateForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            actions.relate(actor, body, **form.facts())
            return done(request, body, _("已登记关系。"))
    return show(request, body, form, _("登记关系"), _("登记"))


def end_relation(request: Request, pk: int) -> HttpResponse:
    """End a relation."""
    rows = Relation.objects.allowed(request.actor, "bodies.view")
    row: Relation = rows.select_related("giver__area", "receiver__area").get(pk=pk)
    check_open(request, "bodies.end_relation", row)
    body = row.giver if row.giver.area_path == row.area_path else row.receiver
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.end_relation(form.acting(request.actor), row, **form.facts())
            return done(request, body, _("已终止关系。"))
    text = _("%(giver)s → %(receiver)s：%(tie)s。依据：%(basis)s") % {
        "giver": row.giver,
        "receiver": row.receiver,
        "tie": Tie(row.tie).label,
        "basis": row.basis,
    }
    return show(request, body, form, _("终止关系"), _("终止"), text=text)


def done(request: Request, body: Body, said: str) -> HttpResponse:
    """Back to the body, with a sentence about what was done."""
    return go(request, reverse("bodies.view", args=[body.code]), said=said)


def show(
    request: Request,
    body: Body,
    form: Form,
    title: str,
    label: str,
    *,
    text: str = "",
    grave: bool = False,
) -> HttpResponse:
    """The form of a step, under the name of its body."""
    context: dict[str, Any] = {
        "body": body,
        "form": form,
        "title": title,
        "label": label,
        "text": text,
        "grave": grave,
        "action": request.path,
        "back": reverse("bodies.view", args=[body.code]),
    }
    return part(request, "bodies/step.html", "step", **context)
