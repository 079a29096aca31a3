"""Files as strangers send them: good ones, lying ones, and ones that are made to do harm."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = b"30deg44"
SECRET = "机主张三 13800138000"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), colour: str = "#4a7", **saved: object
) -> bytes:
    """A plain picture with a dark corner, so that one sees which way is up."""
    image = Image.new("RGB", size, colour)
    image.paste("#222", (0, 0, max(1, size[0] // 4), max(1, size[1] // 4)))
    into = BytesIO()
    image.save(into, kind, **saved)
    return into.getvalue()


def with_place(orientation: int = 6) -> bytes:
    """A photograph that tells where, when, by whom and with which device it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9C9D] = (
        orientation,
        "HUAWEI-P60",
        SECRET.encode("utf-16-le"),
    )
    exif[0x8825] = {1: "N", 2: (30.0, 44.0, 1.5), 3: "E", 4: (120.0, 55.0, 2.5), 29: "2026:03:01"}
    exif[0x010E] = GPS.decode()
    return picture(exif=exif, comment=b"COMMENT-" + GPS, icc_profile=b"ICC-" + GPS)


def huge_header(side: int = 30_000) -> bytes:
    """A PNG of a few bytes that promises nine hundred million pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 3000)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def animated() -> bytes:
    """A WebP of twenty frames."""
    frames = [Image.new("RGB", (200, 200), (n * 10, 90, 90)) for n in range(20)]
    into = BytesIO()
    frames[0].save(into, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    return into.getvalue()


def zipped(*, macro: bool = False, heart: str = "xl/workbook.xml", bomb: int = 0) -> bytes:
    """A small spreadsheet, or what looks like one."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(heart, "<workbook/>")
        if macro:
            packed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        for part in range(bomb):
            packed.writestr(f"xl/worksheets/sheet{part}.xml", b"0" * 10_000_000)
    return into.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
HTML = b"<!doctype html><html>" + SCRIPT


def two() -> list[SimpleUploadedFile]:
    """Two good pictures."""
    return [upload(picture()), upload(picture("PNG"))]


def upload(content: bytes, name: str = "a.jpg", mime: str = "image/jpeg") -> SimpleUploadedFile:
    """As a browser sends it: the name and the type are claims."""
    return SimpleUploadedFile(name, content, mime)
