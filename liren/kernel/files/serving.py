"""Sending a file to somebody who may see it; the view has asked before it calls this."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from liren.kernel.files.images import SIDES
from liren.kernel.files.kinds import SERVED, Kind
from liren.kernel.files.models import File
from liren.kernel.files.shelf import beside, shelf

# whatever a browser takes it for, nothing in it runs or loads
SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


def serve(request: HttpRequest, file: File, *, title: str, size: str = "") -> HttpResponseBase:
    """The bytes, streamed; a browser that has them already gets 304 after the same question.

    The browser may keep them, and asks again each time: who may no longer see it gets nothing,
    and a redacted picture takes the place of the old one at once.
    """
    if file.is_gone or (size and size not in SIDES):
        raise Http404
    sent = SERVED[Kind(file.kind)]
    size = size if sent.inline else ""
    tag = f'"{file.sha256[:32]}{size}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if answer is None:
        title = f"{title}.{sent.ending}"
        answer = _opened(beside(file.name, size), sent.mime, title, sent.inline)
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    patch_vary_headers(answer, ["Cookie", "Authorization"])
    return answer


def _opened(name: str, mime: str, title: str, inline: bool) -> HttpResponseBase:
    try:
        content = shelf().open(name)
    except OSError as fault:  # lost on the disk, or destroyed a moment ago
        raise Http404 from fault
    return FileResponse(content, as_attachment=not inline, filename=title, content_type=mime)
