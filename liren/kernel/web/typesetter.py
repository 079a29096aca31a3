"""Sets one HTML text as PDF, in a process of its own: `python typesetter.py`.

Reads a line of JSON and then the text from standard input, writes the PDF to standard output.
It knows no database, no key and no network, and opens no file but the style sheets and pictures
that the line names. It imports nothing of the project, so that it starts fast.
"""

import base64
import ctypes
import ctypes.util
import json
import os
import resource
import sys
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit

NO_LIBRARY, NO_FONT, TOO_LARGE, FAILED = 3, 4, 5, 6
NICE = 5
MB = 1024 * 1024
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
LONGEST_PICTURE = 4 * MB
# what a text that is set has no reason to do
CLOSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ftplib.")
OWN = tuple(str(Path(one).resolve()) for one in {sys.prefix, sys.base_prefix, sys.exec_prefix})
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home()), "/var/cache/fontconfig")


def main() -> int:
    """Set what comes in; the status says why not."""
    order = json.loads(sys.stdin.buffer.readline())
    limit(order["seconds"], order["memory"])
    if not has_chinese_fonts():
        return NO_FONT
    try:
        import weasyprint  # noqa: F401 — its absence is an answer
    except (ImportError, OSError):
        return NO_LIBRARY
    try:
        sys.stdout.buffer.write(typeset(order, sys.stdin.buffer.read().decode()))
    except MemoryError:
        return TOO_LARGE
    except Exception as error:  # noqa: BLE001 — its words may hold what was set
        sys.stderr.write(type(error).__name__)
        return FAILED
    return 0


def limit(seconds: int, memory: int) -> None:
    """Pages go before papers, and no paper takes all of the machine."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory * MB, memory * MB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # it would start a compiler for each library to find it
        ctypes.util.find_library = lambda name: None


# ── fonts ───────────────────────────────────────────────────────────────────────────────────


class FontSet(ctypes.Structure):
    """FcFontSet of fontconfig, as far as it is looked at."""

    _fields_ = [("nfont", ctypes.c_int)]


def has_chinese_fonts() -> bool:
    """Whether there is a font for Chinese; without any font at all the library would crash."""
    try:
        library = ctypes.CDLL("libfontconfig.so.1" if sys.platform == "linux" else "fontconfig")
    except OSError:
        return True  # the other libraries are missing as well, and that is what is said
    library.FcNameParse.restype = library.FcObjectSetCreate.restype = ctypes.c_void_p
    library.FcFontList.restype = ctypes.POINTER(FontSet)
    library.FcFontList.argtypes = [ctypes.c_void_p] * 3
    wanted, nothing = library.FcNameParse(b":lang=zh-cn"), library.FcObjectSetCreate()
    return bool(library.FcFontList(None, wanted, nothing).contents.nfont)


# ── what a text may ask for ─────────────────────────────────────────────────────────────────


def typeset(order: Mapping[str, Any], html: str) -> bytes:
    """The PDF of a text."""
    import pydyf
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    files: Mapping[str, str] = order["files"]

    class Shelf(URLFetcher):  # type: ignore[misc]
        """Serves the files of the house and pictures inside the text; nothing else is there."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            kind, content = found(url, order["base"], files)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    def finish(_document: object, pdf: Any) -> None:
        pdf.info["Producer"] = pydyf.String(order["producer"])

    tempfile.gettempdir()  # found by writing there, which is over after the next line
    close(frozenset(files.values()))
    text = weasyprint.HTML(string=html, base_url=order["base"], url_fetcher=Shelf())
    made: bytes = text.write_pdf(finisher=finish, presentational_hints=True, pdf_tags=True)
    return made


def found(url: str, base: str, files: Mapping[str, str]) -> tuple[str, IO[bytes]]:
    """Kind and content of an address; PermissionError for all that is not ours."""
    if url.startswith("data:"):
        return picture(url)
    path = urlsplit(url).path
    if not url.startswith(base) or path not in files:
        raise PermissionError("not of the house")
    kinds = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
    file = Path(files[path])
    return kinds.get(file.suffix, "application/octet-stream"), BytesIO(file.read_bytes())


def picture(url: str) -> tuple[str, IO[bytes]]:
    """A picture that stands in the text itself."""
    head, _comma, body = url.removeprefix("data:").partition(",")
    kind, *extras = head.split(";")
    if kind not in PICTURES or len(body) > LONGEST_PICTURE:
        raise PermissionError("no picture")
    content = unquote_to_bytes(body)
    return kind, BytesIO(base64.b64decode(content) if "base64" in extras else content)


def close(files: frozenset[str]) -> None:
    """From here on: no network, no program, no file but those named and the language's own."""

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(CLOSED) or (event == "open" and not may_open(args, files)):
            raise PermissionError(event)

    sys.addaudithook(watch)


def may_open(args: tuple[Any, ...], files: frozenset[str]) -> bool:
    """Whether this file may be read; none may be written."""
    path, mode, flags = args
    if isinstance(path, int):
        return True
    if set(mode or "") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR):
        return False
    said = os.path.realpath(os.fsdecode(path))
    return said in files or said.startswith((*OWN, *FONTS))


if __name__ == "__main__":
    sys.exit(main())
