"""Spreadsheets of people: read, matched, and put in the queue; or thrown away."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liren.apps.people.models import Sheet
from liren.apps.people.queries.sheets import kept_titles
from liren.apps.people.rules import sheets as rules
from liren.apps.people.rules.sheets import SheetState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.errors import Refused
from liren.kernel.base.later import later
from liren.kernel.policy.values import value

Rows = Sequence[Sequence[str]]


@action("people.import", creates=True, secret=("rows", "sender", "file"))
def import_people(
    actor: Actor, area: Area, /, *, rows: Rows, sender: str, file: str = ""
) -> Sheet:
    """Read a spreadsheet of people of a community: nothing is taken before it was looked at."""
    most = int(value("people.sheet_lines"))
    if len(rows) < 2:
        raise Refused("people.empty-sheet", _("表格里没有人员。第一行写列名，下面一行写一人。"))
    if len(rows) > most + 1:
        raise Refused(
            "people.long-sheet", _("一次最多导入 %(n)d 行，请分成几个文件。") % {"n": most}
        )
    head = [str(title)[: rules.LONGEST] for title in rows[0]][: rules.MOST_COLUMNS]
    sheet = Sheet(
        area=area, area_path=area.path, sender=sender.strip(), file=file[:120], head=head,
        mapping=rules.guessed(head, kept_titles(area, sender)),
        total=len(rows) - 1, by=actor.user, at=now(),
    )  # fmt: skip
    sheet.lines = packed(rows[1:])
    sheet.save()
    return sheet


def packed(rows: Rows) -> str:
    """Lines as they are sealed."""
    text = json.dumps(rows, ensure_ascii=False).encode()
    return base64.b64encode(zlib.compress(text, 3)).decode()


def unpacked(sheet: Sheet) -> list[list[str]]:
    """The lines of a sheet in clear, without its head."""
    text = sheet.lines.open()
    found: list[list[str]] = json.loads(zlib.decompress(base64.b64decode(text))) if text else []
    return found


@action("people.match_columns")
def match_columns(actor: Actor, sheet: Sheet, /, *, mapping: Mapping[str, int]) -> Sheet:
    """Say which column of the sheet is which; kept for the sender's next one."""
    check_open(sheet)
    rules.check_mapping(mapping, len(sheet.head))
    sheet.mapping = dict(mapping)
    sheet.save(update_fields=["mapping"])
    return sheet


@action("people.take_sheet")
def take_sheet(actor: Actor, sheet: Sheet, /) -> Sheet:
    """Take all good lines into the register; the worker does it and reports."""
    check_open(sheet)
    rules.check_mapping(sheet.mapping, len(sheet.head))
    sheet.state = SheetState.QUEUED
    sheet.by = actor.user
    sheet.save(update_fields=["state", "by"])
    later("people.take_sheet", sheet=sheet.pk)
    return sheet


@action("people.drop_sheet")
def drop_sheet(actor: Actor, sheet: Sheet, /) -> Sheet:
    """Throw a sheet away: its lines are gone."""
    check_open(sheet)
    sheet.state, sheet.lines, sheet.done_at = SheetState.DROPPED, "", now()
    sheet.save(update_fields=["state", "lines", "done_at"])
    return sheet


def check_open(sheet: Sheet) -> None:
    """Only a sheet that waits to be looked at is changed."""
    if sheet.state != SheetState.READ:
        raise Refused("people.sheet-over", _("这份表格已导入或已放弃，请重新上传。"))


def forget_old() -> int:
    """Throw away lines that nobody took in time; how many sheets."""
    rows = Sheet.objects.filter(
        state=SheetState.READ, at__lt=ago(days=int(value("people.sheet_days")))
    )
    return rows.update(state=SheetState.DROPPED, lines="", done_at=now())


def judged(
    sheet: Sheet, rows: Rows, today: date, first: int = 2
) -> tuple[list[rules.Line], list[tuple[int, str]]]:
    """Which lines hold together, and what is wrong with the others; empty ones are left out."""
    good, faults = [], []
    for number, row in enumerate(rows, start=first):
        if not any(cell.strip() for cell in row):
            continue
        try:
            good.append(rules.parsed(number, row, sheet.mapping, today))
        except Refused as no:
            faults.append((number, str(no)))
    return good, faults


def texts(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Cells of a workbook as texts; numbers without a needless point, days as days."""
    return [[_text(cell) for cell in row][: rules.MOST_COLUMNS] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell).replace("\x00", "").strip()
