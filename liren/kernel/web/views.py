"""The few pages that belong to the shell itself, and the pages for when things go wrong."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.kernel.web.context import SIZE_COOKIE
from liren.kernel.web.design import losses, samples
from liren.kernel.web.respond import confirm, go, part, private

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """Large or normal letters, remembered by this browser."""
    response = HttpResponseRedirect(back_to(request))
    chosen = "large" if request.POST.get("size") == "large" else "normal"
    response.set_cookie(
        SIZE_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def back_to(request: HttpRequest) -> str:
    """The page that the person came from, if it is one of ours."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else "/"


def design(request: HttpRequest) -> HttpResponse:
    """Every component in every state; `?shell=` shows the other shells."""
    if request.method == "POST":
        return go(request, "/design/", said=_("已派遣至城管中队。"), undo="/design/")
    if request.GET.get("shell") == "confirm":
        return confirm(
            request,
            title=_("确定结案吗？"),
            losses=losses(),
            label=_("结案"),
            cancel="/design/",
        )
    page = SHELLS.get(request.GET.get("shell", ""), "web/design.html")
    name = "panel" if "case" in request.GET else "list"
    return part(request, page, name, **samples(request))


SHELLS = {"portal": "web/design/portal.html", "plain": "web/design/faulty.html"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: say so in plain words (settings.CSRF_FAILURE_VIEW)."""
    return private(render(request, "web/stale.html", {"back": request.path}, status=403))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400."""
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return private(render(request, "403.html", status=HTTPStatus.FORBIDDEN))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return private(render(request, "404.html", status=HTTPStatus.NOT_FOUND))


def broken(request: HttpRequest) -> HttpResponse:
    """handler500; a database that is away is a 503. Drawn without the shell, which needs it."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return HttpResponse(
            render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE, headers=SOON
        )
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


SOON = {"Retry-After": "30", "Cache-Control": "no-store"}
