"""Applications for admission as a list, and as a spreadsheet."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.actions.applications import note_export
from liren.apps.duties.models import Application
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries.applications import ApplicationsSought
from liren.apps.duties.rules.admission import OPEN, AskKind
from liren.apps.duties.rules.admission_words import TONES
from liren.apps.duties.views.application_sheet import workbook
from liren.kernel.access.request import Request
from liren.kernel.base.clock import now
from liren.kernel.doors.queries import require
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import part
from liren.kernel.web.words import left

LONGEST = 60
LAST_QUARTER = 0.25


def sought_of(request: Request) -> ApplicationsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    given = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("q", "kind", "body")}
    given["kind"] = given["kind"] if given["kind"] in AskKind.values else ""
    given |= {name: "yes" if request.GET.get(name) else "" for name in ("late", "ends")}
    tab = request.GET.get("tab", "open")
    return ApplicationsSought(tab if tab in queries.TABS else "open", **given)


@require_safe
def applications(request: Request) -> HttpResponse:
    """What departments apply for: in hand by stage, running, over."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_applications(actor, sought, request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "kinds": AskKind.choices,
        "bodies": queries.applying_bodies(actor),
        "shown": _("共 %(total)s 件") % {"total": capped(queries.counted(actor, sought))},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "export_url": reverse("duties.export_applications") + asked(sought),
        "may_draft": actor.may("duties.draft") and bool(actor.bodies("duties.draft")),
        "votes": list(queries.waiting_seats(actor)[:20]),
        "filtered": bool(sought.q or sought.kind or sought.body or sought.late or sought.ends),
        "clear": asked(ApplicationsSought(sought.tab)),
    }
    return part(request, "duties/applications.html", "applications", **context)


def tabs(actor: Any, sought: ApplicationsSought) -> list[dict[str, Any]]:
    """The stages of a list, with how many wait in those that need somebody."""
    words = {
        "open": _("在办"),
        "submitted": _("材料审查"),
        "hearing": _("征求意见"),
        "review": _("联席会审"),
        "money": _("待经费、待启动"),
        "active": _("执行中"),
        "ended": _("已结束"),
        "all": _("全部"),
    }
    if actor.bodies("duties.draft"):
        words = {"draft": _("草稿"), **words}
    counts = queries.tab_counts(actor, sought)
    return [
        {
            "label": label,
            "url": asked(ApplicationsSought(**{**vars(sought), "tab": name})),
            "current": name == sought.tab,
            "count": counts[name] if name in queries.HOT and counts[name] else None,
        }
        for name, label in words.items()
    ]


def shown(row: Application) -> dict[str, Any]:
    """One line: what, by whom, how far, until when."""
    return {"row": row, "tone": TONES.get(row.state, ""), "clock": clock(row)}


def clock(row: Application) -> dict[str, Any] | None:
    """The clock of the stage, or of the whole where that is over first."""
    ends = [one for one in (row.due_at, row.decide_by) if one]
    if row.state not in OPEN or not ends:
        return None
    rest = (min(ends) - now()).total_seconds()
    whole = (min(ends) - row.stage_at).total_seconds()
    tone = "bad" if rest < 0 else "warn" if whole <= 0 or rest / whole < LAST_QUARTER else ""
    return {"text": left(rest), "tone": tone}


@require_safe
def export_applications(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    require(request.actor, "duties.export_applications")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought)
    file = workbook(rows)
    note_export(request.actor, asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('准入申请')}.xlsx")
