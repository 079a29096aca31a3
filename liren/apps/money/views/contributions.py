"""Contributions of many households from a spreadsheet: shown first, then taken."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.money.actions import works as actions
from liren.apps.money.actions.works import Given
from liren.apps.money.forms.works import ContributionSheetForm, LinesForm
from liren.apps.money.models import Contribution, Work
from liren.apps.money.queries import works as queries
from liren.apps.money.rules.works import BUTTONS, LONGEST_PLACE, MOST_LINES
from liren.apps.money.views import giving
from liren.apps.money.views.giving import amount
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import fen_of
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, refusals_to

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 2 * 1024 * 1024
COLUMNS = 4


class TakeForm(KeyForm):
    """The lines that were shown and are now taken."""

    day = forms.DateField(widget=forms.HiddenInput)
    lines = forms.CharField(widget=forms.HiddenInput, max_length=400_000)


@dataclass
class Line:
    """One line of a sheet: what it says, what is wrong, whether the place gave before."""

    at: int
    given: Given
    wrong: str = ""
    known: bool = False

    @property
    def fen(self) -> str:
        """The amount as it is read."""
        return amount(self.given.fen)


def import_contributions(request: Request, uid: UUID) -> HttpResponse:
    """Read a sheet and show what is in it; then write it down."""
    row = giving.permitted(request.actor, "money.collect", queries.work_for(request.actor, uid))
    if request.method == "POST" and "lines" in request.POST:
        return take(request, row)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ContributionSheetForm(*sent, initial={"day": today()})
    if form.is_valid():
        with refusals_to(form):
            found = lines_in(form.cleaned_data["sheet"], queries.known_places(row))
            return preview(request, row, found, form.cleaned_data["day"])
    return shown(request, row, form=form)


def shown(request: Request, row: Work, **context: Any) -> HttpResponse:
    """The page in one of its three states."""
    return part(request, "money/collect_import.html", "import", row=row, **context)


def preview(request: Request, row: Work, found: Sequence[Line], day: date) -> HttpResponse:
    """What would be written down."""
    new = [one for one in found if not one.wrong]
    lines = json.dumps([asdict(one.given) for one in new], ensure_ascii=False)
    context = {
        "take": TakeForm(initial={"lines": lines, "day": day}),
        "new": new,
        "wrong": [one for one in found if one.wrong],
        "sum": amount(sum(one.given.fen for one in new)),
        "again": [one for one in new if one.known],
    }
    return shown(request, row, **context)


def take(request: Request, row: Work) -> HttpResponse:
    """Write down what was shown: all of it or nothing."""
    form = TakeForm(request.POST)
    if form.is_valid():
        with refusals_to(form):
            lines = parsed(form.cleaned_data["lines"])
            actor, day = form.acting(request.actor), form.cleaned_data["day"]
            actions.collect(actor, row, lines=lines, day=day)
            n = len(lines)
            words = ngettext(
                "已登记 %(n)d 户，等另一个人确认。", "已登记 %(n)d 户，等另一个人确认。", n
            )
            said = words % {"n": n}
            return go(request, row.get_absolute_url(), said=said)
    fresh = ContributionSheetForm(initial={"day": today()})
    return shown(request, row, form=form, fresh=fresh)


def parsed(given: str) -> list[Given]:
    """The lines as they were carried along."""
    try:
        return [
            Given(
                str(one["place"])[:LONGEST_PLACE], int(one["fen"]), str(one["name"])[:40],
                str(one["paper"])[:80],
            )
            for one in json.loads(given.replace("\\u0000", ""))
        ]  # fmt: skip
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as fault:
        sentence = _("没有可登记的行，请重新上传表格。")
        raise Refused("money.no-lines", sentence) from fault


def lines_in(file: "UploadedFile[bytes]", known: set[str]) -> list[Line]:
    """The lines of the first sheet; what cannot be read says so."""
    if (file.size or 0) > LARGEST:
        raise Refused("money.large-sheet", _("文件超过 2 MB。请分成几张表上传。"))
    try:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError) as fault:
        sentence = _("读不出这个文件。请用 XLSX 格式，四列：楼栋房号、姓名、金额、收据号。")
        raise Refused("money.no-sheet", sentence) from fault
    if len(rows) > MOST_LINES + 1:
        sentence = _("一次最多登记 %(most)d 户，请分几次。")
        raise Refused("money.many-lines", sentence % {"most": MOST_LINES})
    texts = [[text(cell) for cell in row[:COLUMNS]] for row in rows[1:]]
    return [read(n, cells, known) for n, cells in enumerate(texts, start=2) if any(cells)]


# ── the second person ───────────────────────────────────────────────────────────────────────


def confirm_contributions(request: Request, uid: UUID) -> HttpResponse:
    """Somebody else than who took it saw the money: one by one, or all that was shown."""
    return decided(request, uid, actions.confirm_contributions)


def strike_contributions(request: Request, uid: UUID) -> HttpResponse:
    """Somebody else than who wrote it down saw that it did not come."""
    return decided(request, uid, actions.strike_contributions)


def decided(request: Request, uid: UUID, do: Any) -> HttpResponse:
    """The lines that wait, to choose from."""
    verb = do.action.verb
    row = giving.permitted(request.actor, verb, queries.work_for(request.actor, uid))
    rows = queries.lines_for(request.actor, row, verb)
    strikes = verb == "money.strike_contributions"
    sent = request.POST if request.method == "POST" else None
    form = LinesForm(sent, rows=rows, strikes=strikes)
    if form.is_valid():
        with refusals_to(form):
            facts = form.facts()
            do(form.acting(request.actor), row, **facts)
            n, words = len(facts["lines"]), said_of(strikes)
            return go(request, row.get_absolute_url(), said=words(n) % {"n": n})
    context = {
        "row": row,
        "form": form,
        "here": request.get_full_path(),
        "strikes": strikes,
        "title": BUTTONS[verb],
        "lines": [(one, amount(one.fen), checked(sent, one, strikes)) for one in rows],
        "sum": amount(sum(one.fen for one in rows)),
        "own": queries.waiting_for(request.actor, row).n - len(rows),
    }
    return part(request, "money/contributions_waiting.html", "waiting", **context)


def said_of(strikes: bool) -> Callable[[int], str]:
    """What is said when it is done."""
    if strikes:
        return lambda n: ngettext("已划掉 %(n)d 笔。", "已划掉 %(n)d 笔。", n)
    return lambda n: ngettext("已确认 %(n)d 笔，计入账目。", "已确认 %(n)d 笔，计入账目。", n)


def checked(sent: Any, one: Contribution, strikes: bool) -> bool:
    """Whether a line is chosen: as it was sent; at first all are to be confirmed, none struck."""
    return not strikes if sent is None else str(one.uid) in sent.getlist("pick")


def text(cell: object) -> str:
    """A cell as text: whole numbers without a point, days as they are written."""
    if isinstance(cell, date | datetime):
        return f"{cell:%F}"
    whole = isinstance(cell, float) and cell == int(cell)
    return str(int(cell)) if whole else str(cell).strip()  # type: ignore[call-overload]


def read(at: int, cells: list[str], known: set[str]) -> Line:
    """One line, with the first thing that is wrong."""
    place, name, said, paper = [*cells, *[""] * COLUMNS][:COLUMNS]
    line = Line(at, Given(place[:LONGEST_PLACE], 0, name[:40], paper[:80]))
    try:
        fen = fen_of(said)
    except Refused as no:
        line.wrong = str(no)
        return line
    line.given = Given(place[:LONGEST_PLACE], fen, name[:40], paper[:80])
    line.known = place in known
    if not place:
        line.wrong = _("请写楼栋和房号。")
    elif fen <= 0:
        line.wrong = _("请写大于零的金额。")
    return line
