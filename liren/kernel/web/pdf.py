"""Papers: a page's own template as PDF, set by a process that can reach nothing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import structlog
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liren import VERSION
from liren.kernel.base.clock import local, now
from liren.kernel.base.errors import Away, Refused
from liren.kernel.web import typesetter
from liren.kernel.web.context import lang_of
from liren.kernel.web.respond import private

log = structlog.get_logger("liren.pdf")

INSTALL = (
    "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
)
PRODUCER = f"Liren {VERSION}"
# what the process sees of our surroundings: no key, no address of a database
SEEN = (
    *("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
    *("FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH"),
)
# control characters, and those that turn the direction of what follows: papers say what they show
UNPRINTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
DRAWN = (".css", ".svg", ".png")
# each web process sets one paper at a time and lets one wait: the other threads are for pages
TURN, PLACE = BoundedSemaphore(1), BoundedSemaphore(2)
WHY_AWAY = {
    typesetter.NO_LIBRARY: _(
        "这台服务器还没有装好制作 PDF 的软件。请管理员运行一次：%(command)s，不用重启。"
        "在此之前请用浏览器打印。"
    ),
    typesetter.NO_FONT: _(
        "这台服务器还没有中文字体，不能制作 PDF。请管理员运行一次：%(command)s，不用重启。"
        "在此之前请用浏览器打印。"
    ),
}
TOO_SLOW = _(
    "这份文件太长，%(seconds)d 秒内没有排好，已经停下。请缩小范围再试，或导出表格、用浏览器打印。"
)
FAILED = _("这份文件没有排成 PDF，原因已记入日志。请用浏览器打印，并告诉管理员。")
BUSY = _("正在制作的 PDF 太多。请过一会儿再试。")


def pdf_of(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, name: str
) -> HttpResponse:
    """The paper that a template makes of a context; Away where PDF cannot be made here."""
    html = render_to_string(template, {**around(request), **context}, request)
    answer = HttpResponse(
        typeset(html, request.build_absolute_uri("/")), content_type="application/pdf"
    )
    file = f"{name.replace('/', '-')}.pdf"
    answer["Content-Disposition"] = str(content_disposition_header(False, file))
    return private(answer)


def around(request: HttpRequest) -> dict[str, Any]:
    """What every paper knows besides its own matter; the context may say otherwise."""
    at = now().replace(microsecond=0)
    name = str(getattr(request.user, "name", "")) if request.user.is_authenticated else ""
    said = _("%(name)s 于 %(at)s 导出，仅供工作使用，请勿外传。")
    return {
        "paper_lang": lang_of(get_language() or settings.LANGUAGE_CODE),
        "paper_producer": PRODUCER,
        "made_at": at,
        "made_by": name,
        "mark": said % {"name": name, "at": f"{local(at):%Y-%m-%d %H:%M}"} if name else "",
    }


def ready() -> None:
    """Away when PDF cannot be made here: to be asked before something is put on record."""
    if not typeset.__dict__.get("proved"):
        typeset("<p>里仁</p>", "http://localhost/")


def typeset(html: str, base: str) -> bytes:
    """The PDF of a text whose files lie below `base`."""
    seconds = int(settings.LIREN_PDF_SECONDS)
    order = {
        "base": base,
        "files": files(),
        "producer": PRODUCER,
        "seconds": seconds,
        "memory": int(settings.LIREN_PDF_MEMORY),
    }
    told = json.dumps(order).encode() + b"\n" + UNPRINTED.sub("", html).encode(errors="replace")
    if not PLACE.acquire(blocking=False):
        raise Away("web.pdf-busy", BUSY)
    try:
        with TURN:
            made = set_by_program(told, seconds)
    finally:
        PLACE.release()
    typeset.__dict__["proved"] = True
    return made


def set_by_program(told: bytes, seconds: int) -> bytes:
    """What the program makes of an order; its status in words, when it makes nothing."""
    line = [sys.executable, "-P", "-X", "utf8", typesetter.__file__]
    try:
        done = subprocess.run(
            line, input=told, capture_output=True, timeout=seconds, env=surroundings(), cwd="/"
        )
    except subprocess.TimeoutExpired:
        raise too_slow(seconds) from None
    if done.returncode in WHY_AWAY:
        raise Away("web.no-pdf", WHY_AWAY[done.returncode] % {"command": INSTALL})
    if done.returncode in (typesetter.TOO_LARGE, -9, -24):  # killed, or out of its seconds
        raise too_slow(seconds)
    if done.returncode:
        log.error("pdf failed", status=done.returncode, why=done.stderr[-80:].decode("ascii", "?"))
        raise Refused("web.pdf-failed", FAILED)
    return done.stdout


def too_slow(seconds: int) -> Refused:
    """The refusal of a paper that is too long."""
    return Refused("web.pdf-too-long", TOO_SLOW % {"seconds": seconds})


def surroundings() -> dict[str, str]:
    """The environment of the program."""
    return {name: os.environ[name] for name in SEEN if name in os.environ}


@cache
def files() -> dict[str, str]:
    """Every style sheet and picture of the house: address and place."""
    found: dict[str, str] = {}
    for finder in get_finders():
        for path, storage in finder.list([]):
            if path.endswith(DRAWN):
                found.setdefault(static(path), str(Path(storage.path(path)).resolve()))
    return found
