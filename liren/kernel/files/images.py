"""Pictures made anew: only the pixels survive, upright, without place, device or anything behind.

Nothing of the file that came in is kept: what hides in it as text, profile, second image or
appended archive is gone, because a new file is written from the decoded pixels.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO
from zlib import error as ZlibError  # noqa: N812 — an exception

from PIL import Image, ImageDraw, ImageFile, ImageOps

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
SMOOTH = frozenset({"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"})
QUALITY = 85
LEAST_SIDE = 16
# the sizes beside the whole picture: for a list, and for a screen
SIDES = {"s": 320, "m": 1280}
WHITE, COVER = (255, 255, 255), (58, 64, 74)
FAULTS = (
    *(OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError, MemoryError),
    *(OverflowError, struct.error, ZlibError),
)
ALONE = BoundedSemaphore(2)  # pictures decoded at once: one of the largest needs 300 MB

# a file that ends too early is refused, not filled up with grey
ImageFile.LOAD_TRUNCATED_IMAGES = False

Box = tuple[float, float, float, float]  # left, top, width, height as shares of the picture


@dataclass(frozen=True)
class Remade:
    """The new files by size ("" is the whole picture), and how large the picture is."""

    width: int
    height: int
    files: dict[str, bytes]


def remade(source: IO[bytes], most_pixels: int, longest: int) -> Remade:
    """Read a stranger's picture and write it anew; Refused when it cannot or must not be read."""
    with ALONE, _readable():
        source.seek(0)
        with Image.open(source, formats=FORMATS) as given:
            check_size(given.width, given.height, most_pixels)
            given.draft("RGB", (longest, longest))
            given.load()
            if given.mode in SMOOTH:  # made smaller at once, before anything copies it
                given.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
            plain = _plain(_upright(given))
        return _written(plain, longest)


def redacted(source: IO[bytes], boxes: Sequence[Box]) -> Remade:
    """Our own picture with areas filled in one colour: their pixels are gone, not blurred."""
    with ALONE, _readable(), Image.open(source, formats=("JPEG",)) as given:
        plain = _plain(given)
        draw = ImageDraw.Draw(plain)
        for box in boxes:
            draw.rectangle(_pixels(box, plain.width, plain.height), fill=COVER)
        return _written(plain, max(plain.size))


def check_size(width: int, height: int, most_pixels: int) -> None:
    """What the header promises is looked at before a single pixel is read."""
    if width * height > most_pixels:
        sentence = _("图片太大：%(width)d×%(height)d 像素。请先缩小到 %(most)d 万像素以内再上传。")
        facts = {"width": width, "height": height, "most": most_pixels // 10_000}
        raise Refused("files.too-many-pixels", sentence % facts)
    if min(width, height) < LEAST_SIDE:
        raise Refused("files.too-small", _("图片太小，看不出内容。请换一张。"))


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as fault:  # so many that nobody counts them
        sentence = _("图片的像素多得不正常，没有读取。请重新拍一张，或缩小后再上传。")
        raise Refused("files.too-many-pixels", sentence) from fault
    except FAULTS as fault:
        sentence = _("这张照片打不开，可能没有传完或已损坏。请重新拍一张，或换一张再传。")
        raise Refused("files.unreadable", sentence) from fault


def _upright(given: Image.Image) -> Image.Image:
    try:
        ImageOps.exif_transpose(given, in_place=True)
    except FAULTS:  # a broken note on how the camera was held is no reason to lose the picture
        given.info.pop("exif", None)
    return given


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):  # 16 bits for each pixel
        image = image.point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, (*WHITE, 255))
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _written(plain: Image.Image, longest: int) -> Remade:
    files = {}
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    width, height = plain.size
    for size, side in (("", longest), ("m", SIDES["m"]), ("s", SIDES["s"])):
        plain.thumbnail((side, side), Image.Resampling.LANCZOS)
        into = BytesIO()
        plain.save(into, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        files[size] = into.getvalue()
    return Remade(width, height, files)


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top, wide, high = box
    return (
        int(left * width),
        int(top * height),
        min(width - 1, int((left + wide) * width + 1)),
        min(height - 1, int((top + high) * height + 1)),
    )
