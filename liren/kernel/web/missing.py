"""What a view did not catch: a missing row is a 404, a refusal is a page with its reason."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from liren.kernel.base.errors import Away, Refused
from liren.kernel.web.respond import private, wants_part


class MissingIs404:
    """A row that is not there, or not there for you, is a 404 page and never a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this for what a view let through."""
        if isinstance(error, ObjectDoesNotExist):
            raise Http404 from error
        if isinstance(error, Refused):
            return refusal(request, error)
        return None


def refusal(request: HttpRequest, no: Refused) -> HttpResponse:
    """The refusal's sentence: as a toast beside the part that htmx asked for, else as a page."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(no, Away) else HTTPStatus.CONFLICT
    if not wants_part(request):
        return private(render(request, "web/refused.html", {"refusal": no}, status=status))
    messages.error(request, str(no))
    response = HttpResponse(render_to_string("web/toasts.html", {"swap": True}, request))
    response.status_code = status
    response.headers["HX-Reswap"] = "none"
    return private(response)
