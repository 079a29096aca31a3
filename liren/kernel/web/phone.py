"""What lets a page work without a network: the service worker, and who is signed in.

The worker keeps one page, the shell, and the files that this page names; LIREN_PHONE_SHELL says
which page it is. Pages with anybody's data are never kept by it.
"""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from liren.kernel.base.clock import now
from liren.kernel.web.respond import private

WORKER = "web/worker.js"
KEPT_SECONDS = 600  # what the shell says, such as the kinds in force, may change
NAMED = re.compile(r"""(?:href|src|data-script)="([^"#]+)|data-sheets="([^"]+)""")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what it keeps, then how. Never cached, so that a new one is found."""
    bucket = int(now().timestamp()) // KEPT_SECONDS
    response = HttpResponse(written(bucket), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = reverse_root()
    patch_cache_control(response, no_cache=True, no_store=True, must_revalidate=True)
    return response


@login_not_required
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A fresh forgery token and whose session this is, asked for before anything is sent."""
    if not request.user.is_authenticated:
        return private(JsonResponse({"user": ""}, status=401))
    return private(JsonResponse({"user": str(request.user.pk), "csrf": get_token(request)}))


def reverse_root() -> str:
    """The pages that the worker serves lie below the first part of the shell's address."""
    return "/" + reverse(settings.LIREN_PHONE_SHELL).strip("/").split("/", maxsplit=1)[0] + "/"


@lru_cache(maxsize=1)
def written(_bucket: int) -> str:
    """The worker's text; its version follows from the content of all that it keeps."""
    pages = {code: drawn(code) for code, _name in settings.LANGUAGES}
    files = sorted({name for page in pages.values() for name in named(page)})
    parts = (*(page.encode() for page in pages.values()), *map(content, files))
    mark = hashlib.sha256(b"".join(parts))
    facts = {
        "version": mark.hexdigest()[:16],
        "shell": reverse(settings.LIREN_PHONE_SHELL),
        "languages": list(pages),
        "root": reverse_root(),
        "files": files,
    }
    return f"const KEPT = {json.dumps(facts)};\n{content(static(WORKER)).decode()}"


def drawn(language: str) -> str:
    """The shell in one language, as a stranger gets it."""
    request = HttpRequest()
    request.method, request.path = "GET", reverse(settings.LIREN_PHONE_SHELL)
    request.path_info = request.path
    found = resolve(request.path)
    with translation.override(language):
        page: str = found.func(request, *found.args, **found.kwargs).content.decode()
    return page


def named(page: str) -> list[str]:
    """The files of ours that a page names."""
    found = [name for pair in NAMED.findall(page) for part in pair for name in part.split()]
    return [name for name in found if name.startswith(settings.STATIC_URL)]


def content(url: str) -> bytes:
    """The bytes of a static file; nothing for one that is not there."""
    found = finders.find(url.removeprefix(settings.STATIC_URL))
    return Path(found).read_bytes() if isinstance(found, str) else b""
