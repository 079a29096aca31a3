"""The record, for those who read it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.audit.models import Entry
from liren.kernel.doors import names, queries
from liren.kernel.doors.forms import RecordFilter
from liren.kernel.doors.views.accounts import turned
from liren.kernel.web.respond import part


@require_safe
def entries(request: Request) -> HttpResponse:
    """Who did or tried what, newest first."""
    queries.require(request.actor, "audit.view")
    form = RecordFilter(request.GET)
    found = queries.Sought(**form.cleaned_data) if form.is_valid() else queries.Sought()
    listed = queries.entries(request.actor, found, request.GET.get("cursor", ""))
    sought = {name: request.GET.get(name, "") for name in form.fields}
    return part(
        request,
        "doors/audit.html",
        "audit",
        filter=form,
        is_filtered=any(sought.values()),
        entries=lines(listed.rows),
        newer=turned(sought, listed.newer),
        older=turned(sought, listed.older),
    )


def lines(rows: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries in words; areas and named rows are read once for the whole page."""
    called = names.rows(
        [ref(row) for row in rows] + [str(f) for row in rows for f in row.facts.values()]
    )
    paths = {row.area_path for row in rows if row.area_path}
    areas = {area.path: area for area in Area.objects.filter(path__in=paths)}
    return [
        {
            "entry": row,
            "verb": names.verb(row.verb),
            "subject": called.get(ref(row)) or names.reference(ref(row)),
            "ref": ref(row),
            "area": areas.get(row.area_path),
            "facts": [
                (names.fact(name), called.get(str(fact)) or names.value(fact))
                for name, fact in row.facts.items()
            ],
            "tone": {"refused": "warn", "denied": "bad"}.get(row.outcome, "ok"),
        }
        for row in rows
    ]


def ref(row: Entry) -> str:
    """The row that an entry is about, as facts name rows."""
    return f"{row.subject_type}:{row.subject_id}"
