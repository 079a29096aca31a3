"""The figures of an area, and each of them opened."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places.queries import around
from liren.apps.standards import actions
from liren.apps.standards.forms.asking import AsOfForm
from liren.apps.standards.queries import figures as reading
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.queries.known import Ground, ground
from liren.apps.standards.queries.reach import area_for, tops_for
from liren.apps.standards.queries.table import Table, table_of, theme_tabs
from liren.apps.standards.views.workbook import book
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.policy.engine import RuleSet
from liren.kernel.web.respond import part

WIDE = frozenset({Level.PROVINCE, Level.CITY, Level.DISTRICT, Level.SUBDISTRICT})


@require_safe
def home(request: Request) -> HttpResponse:
    """The figures of the first area in which one works."""
    tops = tops_for(request.actor)
    if not tops:
        raise Http404
    return HttpResponseRedirect(reverse("standards.view", args=[tops[0].code]))


@require_safe
def view(request: Request, code: str) -> HttpResponse:
    """What the rules give an area: of a community its figures, of a larger one a list."""
    area = area_for(request.actor, code)
    asked = AsOfForm(request.GET).asked()
    found = rules_of(asked["day"])
    here = ground(area, asked["day"])
    context: dict[str, Any] = {
        "area": area,
        "way": around(area),
        "day": asked["day"],
        "asked": asked,
        "may_declare": permits(request.actor, "standards.declare", area),
        "packs": found.packs,
    }
    if area.level in WIDE and request.GET.get("whole") != "yes":
        context |= listed(request, here, found, asked)
        return part(request, "standards/list.html", "list", **context)
    context |= opened(request, here, found)
    context |= {
        "is_wide": area.level in WIDE,
        "warnings": reading.warnings_of(found) if area.level in WIDE else [],
        "query": request.GET.urlencode(),
    }
    return part(request, "standards/area.html", "figures", **context)


def rules_of(day: date) -> RuleSet:
    """The rules of a day; refused with a way out where none were loaded."""
    found = reading.rules_on(day)
    if found is None:
        raise Refused(
            "standards.no-pack", _("还没有生效的政策包，无法测算。请系统管理员先载入政策包。")
        )
    return found


def opened(request: Request, here: Ground, found: RuleSet) -> dict[str, Any]:
    """All figures of one area: those of the area by theme, those of an occasion apart."""
    extra = occasion_facts(request)
    numbers = {**here.numbers(here.top.pk), **extra}
    every = reading.lines(found, numbers)
    if here.top.level == Level.COMMUNITY:
        every = [line for line in every if not reading.of_larger(found, line)]
    apart = [line for line in every if reading.of_occasion(found, line)]
    size = None
    if here.top.level == Level.COMMUNITY:
        size = reading.size_of(every, numbers.get("households"))
    return {
        "themes": reading.grouped([line for line in every if line not in apart]),
        "size": {"tone": size[0], "sentence": size[1]} if size else None,
        "extra": extra,
        "occasions": {
            "facts": occasions(found, extra),
            "lines": [line for line in apart if not line.sentence] if extra else [],
        },
    }


def occasion_facts(request: Request) -> dict[str, Decimal]:
    """Facts of a person or a meeting that somebody asks with, such as a yearly pay."""
    given = {}
    for key in (fact.key for fact in facts().values() if fact.of_occasion):
        text = request.GET.get(key, "")
        if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= LONGEST_NUMBER:
            given[key] = Decimal(text)
    return given


LONGEST_NUMBER = 12


def occasions(found: RuleSet, given: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """The facts of a person or a meeting for which a page asks."""
    return [
        {"fact": fact, "value": given.get(fact.key)}
        for fact in facts().values()
        if fact.of_occasion and fact.key in found.scope.inputs
    ]


@require_safe
def figure(request: Request, code: str, key: str) -> HttpResponse:
    """One figure opened: words, numbers put in, inputs, parameters, documents."""
    area = area_for(request.actor, code)
    asked = AsOfForm(request.GET).asked()
    here = ground(area, asked["day"])
    numbers = {**here.numbers(area.pk), **occasion_facts(request)}
    line = reading.line_of(rules_of(asked["day"]), key, numbers)
    if line is None:
        raise Http404
    return part(
        request,
        "standards/figure.html",
        "figure",
        area=area,
        line=line,
        sides=[side_of(side, here) for side in line.sides],
        day=asked["day"],
        lacks=[lack_of(fact.key, here) for fact in line.lacks],
        may_declare=permits(request.actor, "standards.declare", area),
    )


def lack_of(key: str, here: Ground) -> dict[str, Any]:
    """A fact that is missing, and of which parts."""
    whole = here.whole(here.top.pk, key)
    some = [name for name in whole.lacking] if whole.lacking else []
    return {"fact": facts()[key], "parts": some}


def side_of(side: Any, here: Ground) -> dict[str, Any]:
    """A figure with the declarations behind its inputs."""
    return {
        "figure": side,
        "inputs": [
            {"use": use, "whole": here.whole(here.top.pk, use.key)}
            for use in every_use(side)
            if use.kind == "input"
        ],
        "rules": [use for use in every_use(side) if use.kind not in ("input", "figure")],
        "inner": [use.figure for use in every_use(side) if use.figure],
    }


def every_use(side: Any) -> list[Any]:
    """All that a figure stands on, through other figures too, each once."""
    found: dict[tuple[str, str], Any] = {}
    waiting = list(side.uses)
    while waiting:
        use = waiting.pop(0)
        if (use.key, use.entry) not in found:
            found[use.key, use.entry] = use
            waiting += list(use.figure.uses) if use.figure else []
    return list(found.values())


def listed(request: Request, here: Ground, found: RuleSet, asked: Any) -> dict[str, Any]:
    """One row for each community."""
    table = table_of(here, found, asked["theme"], whole=False)
    rows = table.sorted_by(asked["sort"], gaps_only=asked["gaps"])
    export = reverse("standards.export", args=[here.top.code])
    return {
        "table": table,
        "rows": rows,
        "heads": heads(request, table, asked),
        "gaps": table.gaps,
        "tabs": tabs(request, found, asked["theme"]),
        "export_url": f"{export}?{request.GET.urlencode()}",
    }


def tabs(request: Request, found: RuleSet, current: str) -> list[dict[str, Any]]:
    """What is due and missing, then each theme with all its figures."""
    listed = [("", _("总览")), *theme_tabs(found)]
    query = request.GET.copy()
    shown = []
    for code, label in listed:
        query["theme"], query["sort"] = code, ""
        url = f"{request.path}?{query.urlencode()}"
        shown.append({"label": label, "url": url, "current": code == current})
    return shown


def heads(request: Request, table: Table, asked: Any) -> list[dict[str, Any]]:
    """Column heads that sort."""
    found = []
    for column in table.columns:
        current = asked["sort"].lstrip("-") == column.key
        down = current and asked["sort"].startswith("-")
        query = request.GET.copy()
        query["sort"] = column.key if down else f"-{column.key}"
        found.append(
            {
                "column": column,
                "url": f"{request.path}?{query.urlencode()}",
                "sort": ("descending" if down else "ascending") if current else "",
            }
        )
    return found


@require_safe
def export(request: Request, code: str) -> FileResponse:
    """The list of communities as a spreadsheet; who took it out is on record."""
    area = area_for(request.actor, code, "standards.export")
    asked = AsOfForm(request.GET).asked()
    table = table_of(ground(area, asked["day"]), rules_of(asked["day"]))
    rows = table.sorted_by(asked["sort"], gaps_only=asked["gaps"])
    head = [_("辖区代码"), _("社区"), *(column.title for column in table.columns)]
    lines = ([row.area.code, str(row.area), *row.plain] for row in rows)
    stands = [_("按 %(day)s 的规则和底数测算。") % {"day": asked["day"]}, *table.sources]
    file, count = book(_("标准测算"), head, lines, stands)
    actions.note_export(request.actor, f"figures:{area.code}:{asked['day']}", count)
    return FileResponse(file, as_attachment=True, filename=f"{area}{_('标准测算')}.xlsx")


def figures_url(area: Area) -> str:
    """The page of an area's figures."""
    return reverse("standards.view", args=[area.code])
