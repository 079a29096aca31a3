"""Neighbours who have the same trouble."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.apps.cases import actions
from liren.apps.cases.queries import joinable_for
from liren.kernel.access.request import Request
from liren.kernel.web.respond import go


@require_POST
def join(request: Request, uid: UUID) -> HttpResponse:
    """This is it: nothing new is reported, and one is told what comes of it."""
    case = joinable_for(request.actor, uid)
    actions.join(request.actor, case)
    said = _("已附议「%(kind)s」。有结果会告诉您。") % {"kind": case.kind}
    return go(request, reverse("cases.mine"), said=said)
