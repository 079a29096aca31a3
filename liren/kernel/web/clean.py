"""What no text can hold: the character NUL, which the database refuses in every text."""

import re
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

NUL = re.compile(rb"\x00|%00|(?<!\\)(?:\\\\)*\\u0000")
TEXTS = ("application/x-www-form-urlencoded", "application/json")
BAD = 400


class NoNul:
    """Answer 400 to what holds a NUL, before anything else looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or holds_nul(request.META.get("QUERY_STRING", "").encode()):
            return refused(request)
        try:
            if request.content_type in TEXTS and holds_nul(request.body):
                return refused(request)
        except RequestDataTooBig:
            pass  # whoever reads it next says so, to people or to programs
        return self.get_response(request)


def holds_nul(raw: bytes) -> bool:
    """Whether a NUL is meant, plainly or in disguise."""
    return NUL.search(raw) is not None


def refused(request: HttpRequest) -> HttpResponse:
    """A sentence about it, for people or for programs."""
    if not request.path_info.startswith("/api/"):
        return render(request, "400.html", status=BAD)
    sentence = _("请求里有不能保存的字符（NUL）。请去掉后再提交。")
    facts = {"type": "bad-request", "status": BAD, "detail": sentence}
    return JsonResponse(facts, status=BAD, content_type="application/problem+json")
