"""No request is larger than the setting says; a larger one is answered before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

TOO_LARGE = 413
MEGA = 1024 * 1024


class Largest:
    """Look at the announced length alone; a body of unannounced length is never read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= settings.LIREN_LARGEST_REQUEST:
            return self.get_response(request)
        return refused(request)


def refused(request: HttpRequest) -> HttpResponse:
    """A sentence about it, for people or for programs; the connection is not used any more."""
    most = settings.LIREN_LARGEST_REQUEST // MEGA
    sentence = _("一次提交的内容超过 %(most)d MB，没有接收。请减少或缩小照片后再提交。")
    facts = {"sentence": sentence % {"most": most}}
    if request.path_info.startswith("/api/"):
        said = {"type": "files.too-large", "status": TOO_LARGE, "detail": facts["sentence"]}
        answer: HttpResponse = JsonResponse(
            said, status=TOO_LARGE, content_type="application/problem+json"
        )
    elif request.headers.get("HX-Request"):
        answer = render(request, "files/too_large_note.html", facts, status=TOO_LARGE)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#main", "afterbegin"
    else:
        answer = render(request, "files/too_large.html", facts, status=TOO_LARGE)
    return answer
