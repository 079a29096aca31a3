"""The seals of the record: published roots for everyone, the check of the chain for auditors."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from liren.kernel.access.request import Request
from liren.kernel.audit import checks, publish, roots
from liren.kernel.audit.models import Check, Publication
from liren.kernel.doors import chain
from liren.kernel.doors.forms import ChainForm
from liren.kernel.doors.queries import require
from liren.kernel.doors.views.audit import sealing
from liren.kernel.web.respond import part, private


@require_safe
def published(request: Request) -> HttpResponse:
    """The root of each day and the latest one: for everyone who is signed in, also on paper."""
    found = roots.days()
    carried = Publication.objects.filter(seal__in=[one.seal for one in found])
    out: dict[int, list[Publication]] = {}
    for one in carried.order_by("channel"):
        out.setdefault(one.seal, []).append(one)
    return part(
        request,
        "doors/roots.html",
        "roots",
        latest=found[0] if found else None,
        rows=[(root, out.get(root.seal, [])) for root in found],
        channels=publish.open_channels(),
        may_read=request.actor.may("audit.view"),
        **sealing(),
    )


@require_safe
def published_file(_request: Request) -> HttpResponse:
    """The same as lines of text, as `liren audit verify --roots` reads them."""
    answer = HttpResponse(roots.letter(roots.days()), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="liren-roots.txt"'
    return private(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """Ask for a check of the whole chain, and see those of before."""
    require(request.actor, "audit.verify")
    form = ChainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = chain.ask(request.actor, form.cleaned_data["published"])
        return HttpResponseRedirect(reverse("doors.check", args=[asked.pk]))
    before = [chain.shown(one) for one in Check.objects.select_related("asked_by")[:10]]
    return part(request, "doors/verify.html", "verify", form=form, before=before, **sealing())


@require_safe
def check(request: Request, key: int) -> HttpResponse:
    """How far a check is, or what it found."""
    require(request.actor, "audit.verify")
    row = get_object_or_404(Check.objects.select_related("asked_by"), pk=key)
    context = {"check": chain.shown(row), "faults": checks.faults(row)}
    return part(request, "doors/check.html", "check", **context)
