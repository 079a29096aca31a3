"""Helpers that every HTML view uses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from liren.kernel.base.errors import Refused

UNDO = "undo:"


@contextmanager
def refusals_to(form: BaseForm) -> Iterator[None]:
    """Show a refusal where the person is looking: on the form."""
    try:
        yield
    except Refused as no:
        form.add_error(None, str(no))


def wants_part(request: HttpRequest) -> bool:
    """Does htmx ask for a part; going back in the history always needs the whole page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request)


def part(request: HttpRequest, page: str, name: str, /, **context: object) -> HttpResponse:
    """The named part of a page for htmx, the whole page for everyone else; 422 for a bad form."""
    form = context.get("form")
    status = 422 if isinstance(form, BaseForm) and form.errors else 200
    if not wants_part(request):
        return private(render(request, page, context, status=status))
    response = private(render(request, f"{page}#{name}", context, status=status))
    if len(messages.get_messages(request)):
        response.write(render_to_string("web/toasts.html", {"swap": True}, request))
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Pages carry personal data: no cache keeps them, and none mistakes a part for a page."""
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request", "Cookie"])
    add_never_cache_headers(response)
    return response


def go(request: HttpRequest, url: str, *, said: str = "", undo: str = "") -> HttpResponse:
    """Send the person on, with a sentence about what was done and a way to undo it."""
    if said:
        toast(request, said, undo=undo)
    if getattr(request, "htmx", False):
        return private(HttpResponseClientRedirect(url))
    return private(HttpResponseRedirect(url))


def toast(
    request: HttpRequest, sentence: str, *, undo: str = "", level: int = messages.SUCCESS
) -> None:
    """A sentence for the next page; `undo` is an address to POST to."""
    messages.add_message(request, level, sentence, extra_tags=UNDO + undo if undo else "")


def confirm(
    request: HttpRequest,
    *,
    title: object,
    losses: Sequence[object],
    label: object,
    cancel: str,
    text: object = "",
) -> HttpResponse:
    """Ask before what cannot be undone, naming exactly what that is; the answer is a POST here."""
    context = {
        "title": title,
        "losses": losses,
        "label": label,
        "cancel": cancel,
        "text": text,
        "action": request.get_full_path(),
    }
    return private(render(request, "web/confirm_page.html", context))
