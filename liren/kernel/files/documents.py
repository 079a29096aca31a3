"""Documents are kept as they came: looked at more closely, and never shown in a page."""

from typing import IO
from zipfile import BadZipFile, ZipFile

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.files.kinds import SERVED, ZIPS, Kind

MOST_PARTS = 4000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES = 200  # how many times larger than the file what is packed in it may be
TAIL = 2048
HEARTS = {Kind.XLSX: "xl/workbook.xml", Kind.DOCX: "word/document.xml"}


def kind_of(mime: str, file: IO[bytes]) -> Kind:
    """The kind of a document, if it is one of the three and holds nothing that runs."""
    if mime == SERVED[Kind.PDF].mime and _ends(file):
        return Kind.PDF
    if mime in ZIPS or mime.startswith("application/vnd.openxmlformats"):
        return _office(file)
    raise _wrong()


def _wrong() -> Refused:
    sentence = _("只能上传 PDF、Excel（xlsx）或 Word（docx）文件。请另存为其中一种再上传。")
    return Refused("files.wrong-type", sentence)


def _ends(file: IO[bytes]) -> bool:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    whole = b"%%EOF" in file.read()
    file.seek(0)
    return whole


def _office(file: IO[bytes]) -> Kind:
    try:
        with ZipFile(file) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as fault:
        raise _wrong() from fault
    finally:
        file.seek(0)
    names = {part.filename for part in parts}
    kind = next((kind for kind, heart in HEARTS.items() if heart in names), None)
    if kind is None or "[Content_Types].xml" not in names:
        raise _wrong()
    if any(name.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        sentence = _("文件里带有宏或程序。请另存为不带宏的文件再上传。")
        raise Refused("files.macros", sentence)
    _check_packed(sum(part.file_size for part in parts), len(parts), file)
    return kind


def _check_packed(unpacked: int, parts: int, file: IO[bytes]) -> None:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    most = min(MOST_UNPACKED, max(size, 1024) * MOST_TIMES)
    if unpacked > most or parts > MOST_PARTS:
        sentence = _("文件解压后过大，不像正常的文档。请检查文件来源，重新另存后再上传。")
        raise Refused("files.bomb", sentence)
