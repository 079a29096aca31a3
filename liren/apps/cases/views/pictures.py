"""Pictures of a case: the files themselves, adding, taking away, covering."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.cases import actions, forms, rules
from liren.apps.cases.models import Picture
from liren.apps.cases.queries import picture_for, sees_all, whole_case_for
from liren.apps.cases.views.case import done, show
from liren.apps.cases.views.shown import may_remove, shot
from liren.apps.cases.views.uploads import with_pictures
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.files.serving import serve
from liren.kernel.web.respond import go, part, refusals_to


@require_safe
def picture(request: Request, uid: UUID, picture: UUID, size: str) -> HttpResponseBase:
    """The picture itself, for who may see its case."""
    found = picture_for(request.actor, uid, picture)
    return serve(request, found.file, title=f"{found.case.number}-{found.pk}", size=size)


def add_picture(request: Request, uid: UUID) -> HttpResponse:
    """Add pictures beside the steps of a case."""
    verb, case = "cases.add_picture", whole_case_for(request.actor, uid)
    official = sees_all(request.actor, case)
    if request.method == "POST":
        form = forms.AddPictureForm(request.POST, request.FILES, case=case, official=official)
    else:
        form = forms.AddPictureForm(case=case, official=official)
    if request.method == "POST" and form.is_valid():
        given, actor = form.facts(), form.acting(request.actor)
        with refusals_to(form), with_pictures(request.actor, verb, case, given) as facts:
            actions.add_picture(actor, case, **facts)
            return done(request, case, verb)
    return show(request, case, form=form, verb=verb)


def remove_picture(request: Request, uid: UUID, picture: UUID) -> HttpResponse:
    """Take a picture away, with the reason."""
    found, case = picture_for(request.actor, uid, picture), whole_case_for(request.actor, uid)
    own = not permits_by_office(request, found)
    form = forms.RemovePictureForm(request.POST or None, case=case, own=own)
    if request.method == "POST" and form.is_valid():
        actor = form.acting(request.actor)
        with refusals_to(form):
            actions.remove_picture(actor, found, reason=form.cleaned_data["reason"])
            return done(request, case, "cases.remove_picture")
    if request.method != "POST" and not may_remove(request.actor, found):
        raise PermissionDenied("cases.remove_picture")
    return show(request, case, form=form, **about(request, found, "cases.remove_picture"))


def permits_by_office(request: Request, found: Picture) -> bool:
    """Whether this person takes pictures away by office and not only one's own."""
    way, _own = found.ways
    return way.leads(request.actor, "cases.remove_picture", found)


def redact_picture(request: Request, uid: UUID, picture: UUID) -> HttpResponse:
    """Draw what is to be covered; the pixels below are destroyed."""
    verb, found = "cases.redact_picture", picture_for(request.actor, uid, picture)
    if not permits(request.actor, verb, found):
        raise PermissionDenied(verb)
    form = forms.RedactForm(request.POST or None, case=found.case)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_to(form):
            actions.cover_picture(
                form.acting(request.actor),
                found,
                boxes=given["boxes"],
                reason=given["reason"],
            )
            said = _("已遮盖。原来的照片已经销毁，任何人都看不到了。")
            return go(request, found.case.get_absolute_url(), said=said)
    context = {"form": form, "case": found.case, **about(request, found, verb)}
    return part(request, "cases/redact.html", "redact", **context)


def about(request: Request, found: Picture, verb: str) -> dict[str, Any]:
    """The picture above the form, and where the form goes."""
    return {
        "shot": shot(request.actor, found),
        "label": rules.BUTTONS[verb],
        "action_url": reverse(verb, args=[found.case.uid, found.uid]),
    }
