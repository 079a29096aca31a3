"""What a file is: told by its bytes, never by its name or by what the sender says."""

from dataclasses import dataclass
from typing import IO

import filetype

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

HEAD = 8192
JPEG = "image/jpeg"
OFFICE = "application/vnd.openxmlformats-officedocument."


class Kind(TextChoices):
    """What is kept; every picture becomes a JPEG."""

    JPEG = "jpeg", _("图片")
    PDF = "pdf", "PDF"
    XLSX = "xlsx", _("Excel 表格")
    DOCX = "docx", _("Word 文档")


@dataclass(frozen=True)
class Served:
    """How a kind leaves the house: our own type and ending, in the page or only as a download."""

    mime: str
    ending: str
    inline: bool = False


SERVED = {
    Kind.JPEG: Served(JPEG, "jpg", inline=True),
    Kind.PDF: Served("application/pdf", "pdf"),
    Kind.XLSX: Served(f"{OFFICE}spreadsheetml.sheet", "xlsx"),
    Kind.DOCX: Served(f"{OFFICE}wordprocessingml.document", "docx"),
}
PICTURES = frozenset({JPEG, "image/png", "image/webp"})
APPLE = frozenset({"image/heic", "image/heif", "image/avif"})
ZIPS = frozenset(
    {"application/zip", SERVED[Kind.XLSX].mime, SERVED[Kind.DOCX].mime, f"{OFFICE}presentationml"}
)


def sniff(file: IO[bytes]) -> str:
    """The type that the first bytes tell; empty when they tell nothing that is known."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    # a document that begins elsewhere than at its first byte is one half of two files in one
    if head.startswith(b"%PDF-"):
        return SERVED[Kind.PDF].mime
    return str(filetype.guess_mime(head) or "")


def check_picture(mime: str) -> None:
    """Only photographs and drawings, in formats that are read here."""
    if mime in APPLE:
        sentence = _(
            "这张照片是 HEIC 格式，这里读不了。请在手机“设置—相机—格式”里选“兼容性最佳”，"
            "或发送前转成 JPEG。"
        )
        raise Refused("files.heic", sentence)
    if mime not in PICTURES:
        sentence = _("这不是能读的照片。请上传 JPEG、PNG 或 WebP 格式的图片。")
        raise Refused("files.wrong-type", sentence)
