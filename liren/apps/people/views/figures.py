"""Figures of people: whole for those who work there, without small cells for everybody."""

from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.actions.figures import note_figures
from liren.apps.people.models import TagKind
from liren.apps.people.queries import figures as queries
from liren.apps.people.queries.figures import Figures, tag_name
from liren.apps.people.rules.codes import Sex
from liren.apps.people.rules.figures import NAMES, age_name
from liren.apps.people.rules.tags import Privacy
from liren.apps.people.views.duties import check_may
from liren.apps.people.views.own import base
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value
from liren.kernel.web.respond import part

LONGEST_BAR = 100
VERB = "people.figures"


@require_safe
def figures(request: Request) -> HttpResponse:
    """The figures of one's area today, with those below it."""
    check_may(request, VERB)
    tops = queries.tops_for(request.actor)
    area = chosen(request, tops)
    if area is None:
        return part(request, "people/figures.html", "figures", tops=tops, area=None)
    found = queries.figures(area, today())
    context = {
        **sheet_of(found, area, list(found.kinds)),
        "tops": tops,
        "up": up_from(request, area),
        "workers": queries.grid_workers(area, today()),
    }
    return part(request, "people/figures.html", "figures", **context)


def chosen(request: Request, tops: list[Area]) -> Area | None:
    """The area of the address, else the first of one's own; grids count as their community."""
    code = request.GET.get("area", "")[:20]
    if code:
        return queries.area_to_count(request.actor, code)
    return next((one for one in tops if one.level in queries.LEVELS), None)


def up_from(request: Request, area: Area) -> Area | None:
    """The area around, if its figures are open too."""
    if area.parent_id is None:
        return None
    rows = Area.objects.allowed(request.actor, VERB).filter(pk=area.parent_id)
    found: Area | None = rows.filter(level__in=queries.LEVELS).first()
    return found


def sheet_of(found: Figures, area: Area, kinds: list[TagKind]) -> dict[str, Any]:
    """Everything that a page or a file shows of one area."""
    places = [*queries.children_of(found, area), area]
    longest = max(
        [
            one[sex] or 0
            for one in queries.pyramid(found, area.path)
            for sex in ("men", "women")
        ] or [1]
    )  # fmt: skip
    return {
        "area": area,
        "day": found.day,
        "least": found.least,
        "names": list(NAMES.items()),
        "lines": [
            (one, one.pk == area.pk, [found.shown(one.path, name) for name in NAMES])
            for one in places
        ],
        "ages": [bars(one, longest or 1) for one in queries.pyramid(found, area.path)],
        "kinds": kinds,
        "tags": [
            (one, one.pk == area.pk, [found.shown(one.path, tag_name(kind)) for kind in kinds])
            for one in places
        ],
        "any_tags": any(found.cells[area.path, tag_name(kind)] for kind in kinds),
        "hidden": any(found.shown(one.path, name) is None for one in places for name in NAMES),
    }


def bars(one: dict[str, Any], longest: int) -> dict[str, Any]:
    """A group of ages with the lengths of its bars."""
    return {
        **one,
        "name": age_name(one["group"]),
        "men_long": (one["men"] or 0) * LONGEST_BAR // longest,
        "men_from": LONGEST_BAR - (one["men"] or 0) * LONGEST_BAR // longest,
        "women_long": (one["women"] or 0) * LONGEST_BAR // longest,
        "none": not any((one["men"], one["women"], one["unknown"])) and one["group"] < 0,
    }


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The figures that everybody may know, without cells that tell of few."""
    found, area = opened(request)
    context: dict[str, Any] = {"base": base(request), "lean": True, "area": area}
    if found and area:
        context |= sheet_of(found, area, public_kinds(found))
        context["up"] = next((one for one in found.areas if one.pk == area.parent_id), None)
    return part(request, "people/published.html", "published", **context)


def opened(request: HttpRequest) -> tuple[Figures | None, Area | None]:
    """What is published, and the area of it that the address names."""
    found, code = queries.published(), request.GET.get("area", "")[:20]
    if found is None:
        return None, None
    named = next((one for one in found.areas if one.code == code), None)
    if code and named is None:
        raise Area.DoesNotExist(code)
    return found, named or found.top


def public_kinds(found: Figures) -> list[TagKind]:
    """Tags that are counted in public: sensitive ones are not, not even as figures."""
    return [one for one in found.kinds if one.privacy == Privacy.GENERAL]


@require_safe
def export_figures(request: Request) -> HttpResponseBase:
    """The sheet as a spreadsheet: as it may be published, or whole and marked so."""
    check_may(request, VERB)
    area = queries.area_to_count(request.actor, request.GET.get("area", "")[:20])
    whole = request.GET.get("form") == "whole"
    day = today() if whole else queries.published_day()
    least = 0 if whole else int(value("people.least_cell"))
    found = _same_as_published(area) if not whole else queries.figures(area, day, least=least)
    kinds = list(found.kinds) if whole else public_kinds(found)
    file = workbook(sheet_of(found, area, kinds), request.user.name if whole else "")
    note_figures(request.actor, area, whole=whole)
    name = f"{_('人口统计')}-{area}-{day:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def _same_as_published(area: Area) -> Figures:
    """What is hidden here is what is hidden everywhere: two sheets must not tell by comparison."""
    found = queries.published()
    if found is None or not area.path.startswith(found.top.path):
        raise Area.DoesNotExist(area.code)
    return found


def workbook(sheet: dict[str, Any], mark: str) -> IO[bytes]:
    """Three tables of a sheet: places, ages, tags."""
    file = TemporaryFile()  # noqa: SIM115 — the response closes it
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    note = words_below(sheet, mark)
    heads = [_("辖区"), *(str(name) for _code, name in sheet["names"])]
    _table(book, bold, _("基本情况"), heads, [(str(a), *n) for a, _t, n in sheet["lines"]], note)
    ages = [(one["name"], one["men"], one["women"], one["unknown"]) for one in sheet["ages"]]
    columns = [_("年龄"), str(Sex.MALE.label), str(Sex.FEMALE.label), _("性别未知")]
    _table(book, bold, _("年龄性别"), columns, ages, note)
    kinds = [_("辖区"), *(str(kind) for kind in sheet["kinds"])]
    _table(book, bold, _("标签"), kinds, [(str(a), *n) for a, _t, n in sheet["tags"]], note)
    book.close()
    file.seek(0)
    return file


def words_below(sheet: dict[str, Any], mark: str) -> str:
    """On which day it was counted, and how it may be used."""
    facts = {"day": f"{sheet['day']:%F}", "n": sheet["least"], "name": mark}
    if mark:
        return _("%(day)s 统计，%(name)s 导出，内部使用，不得公布。") % facts
    return _("%(day)s 统计。少于 %(n)d 人的格子和能推算出它们的格子不显示（–）。") % facts


def _table(book: Any, bold: Any, name: str, head: list[str], lines: list[Any], note: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, max(1, len(head) - 1), 14)
    sheet.write_row(0, 0, head, bold)
    for row, line in enumerate(lines, start=1):
        sheet.write_row(row, 0, ["–" if one is None else one for one in line])
    sheet.write_string(len(lines) + 2, 0, note)
    sheet.set_footer(f"&L{note.replace('&', '&&')}&R&P / &N")
