"""Figures as spreadsheets; texts stay texts, whatever they begin with."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from liren.apps.standards.queries.inputs import declarable
from liren.apps.standards.queries.known import Ground
from liren.kernel.access.models import Level

PARTS = {Level.DISTRICT: Level.COMMUNITY, Level.SUBDISTRICT: Level.COMMUNITY}
FIRST_WIDTH, WIDTH = 24, 16


def book(
    name: str, head: Sequence[str], lines: Iterable[Sequence[Any]], notes: Sequence[str] = ()
) -> tuple[IO[bytes], int]:
    """A sheet with a head and lines; below it, in words, what it stands on."""
    file = TemporaryFile()  # noqa: SIM115 — the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    work = xlsxwriter.Workbook(file, options)
    sheet = work.add_worksheet(name[:31])
    bold = work.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    sheet.set_column(0, 1, FIRST_WIDTH)
    sheet.set_column(2, max(2, len(head) - 1), WIDTH)
    sheet.freeze_panes(1, 2)
    sheet.write_row(0, 0, head, bold)
    count = 0
    for line in lines:
        count += 1
        sheet.write_row(count, 0, [cell(one) for one in line])
    for at, note in enumerate(notes, start=count + 2):
        sheet.write_string(at, 0, note)
    work.close()
    file.seek(0)
    return file, count


def cell(value: Any) -> Any:
    """A number as a number, nothing as an empty cell."""
    if isinstance(value, Decimal):
        return float(value)
    return "" if value is None else value


def facts_sheet(ground: Ground) -> tuple[IO[bytes], int]:
    """The facts of the parts of an area, in the shape of an import."""
    level = PARTS.get(Level(ground.top.level), Level(ground.top.level))
    areas = ground.at(level) or [ground.top]
    listed = declarable(level)
    head = [_("辖区代码"), _("名称"), *(fact.label for fact in listed)]
    lines = (
        [area.code, str(area), *(ground.whole(area.pk, fact.key).value for fact in listed)]
        for area in areas
    )
    return book(_("各项底数"), head, lines)
