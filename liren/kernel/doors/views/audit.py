"""The record, for those who read it."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.audit import places
from liren.kernel.audit.chain import standing
from liren.kernel.audit.models import Entry
from liren.kernel.doors import names, record
from liren.kernel.doors.forms import RecordFilter
from liren.kernel.doors.queries import require
from liren.kernel.doors.record import Sought
from liren.kernel.doors.views.accounts import turned
from liren.kernel.doors.views.recordbook import workbook
from liren.kernel.doors.words import change, fact, people
from liren.kernel.policy.values import value
from liren.kernel.web.respond import part, private

CHANGES = "changes"
TONES = {"refused": "warn", "denied": "bad"}


@require_safe
def entries(request: Request) -> HttpResponse:
    """Who did or tried what, newest first."""
    require(request.actor, "audit.view")
    form, wanted, asked = _asked(request)
    listed = record.entries(request.actor, wanted, request.GET.get("cursor", ""))
    return part(
        request,
        "doors/audit.html",
        "audit",
        filter=form,
        filters=sum(bool(text) for name, text in asked.items() if name != "q"),
        is_sought=any(asked.values()),
        searched=record.SEARCHED if wanted.q else 0,
        entries=lines(listed.rows),
        newer=turned(asked, listed.newer),
        older=turned(asked, listed.older),
        export_url=f"{reverse('audit.export')}?{urlencode(asked)}",
        may_export=request.actor.may("audit.export"),
        may_verify=request.actor.may("audit.verify"),
        **sealing(),
    )


def _asked(request: Request) -> tuple[RecordFilter, Sought, dict[str, str]]:
    form = RecordFilter(request.GET)
    wanted = Sought(**form.cleaned_data) if form.is_valid() else Sought()
    return form, wanted, {name: request.GET.get(name, "") for name in form.fields}


def sealing() -> dict[str, object]:
    """How far sealing is, for the alarm on every page about the record."""
    found, minutes = standing(), value("audit.seal_minutes")
    return {"standing": found, "is_behind": found.is_behind(minutes)}


@require_safe
def export(request: Request) -> FileResponse:
    """What was found as a spreadsheet that says who took it; taking it is on record."""
    require(request.actor, "audit.export")
    _form, wanted, asked = _asked(request)
    found = record.all_entries(request.actor, wanted, value("audit.export_limit"))
    said = {name: text for name, text in asked.items() if text}
    file, count = workbook(request.actor, said, _paged(found))
    record.note(request.actor, "audit.export", rows=count, query=said)
    return FileResponse(file, as_attachment=True, filename=f"{_('审计记录')}.xlsx")


def _paged(found: Iterable[Entry], size: int = 500) -> Iterable[dict[str, Any]]:
    held: list[Entry] = []
    for row in found:
        held.append(row)
        if len(held) == size:
            yield from lines(held)
            held = []
    yield from lines(held)


@require_safe
def entry(request: Request, key: int) -> HttpResponse:
    """One entry with everything that is known of it, and its place in the chain."""
    row = record.entry_for(request.actor, key)
    found = places.place(row)
    older = record.before(row)[:1]
    context = {"line": lines([row])[0], "place": found, "older": lines(list(older))}
    return private(part(request, "doors/entry.html", "entry", **context, **sealing()))


@require_safe
def proof(request: Request, key: int) -> HttpResponse:
    """The proof that an entry stands in the chain, as a file that others can check."""
    found = record.proof_for(request.actor, key)
    answer = HttpResponse(found, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="liren-proof-{key}.json"'
    return private(answer)


def lines(rows: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries in words; areas and named rows are read once for the whole page."""
    refs = [ref(row) for row in rows] + [one for row in rows for one in _refs(row)]
    called = names.rows(refs) | people(refs)
    paths = {row.area_path for row in rows if row.area_path}
    areas = {area.path: area for area in Area.objects.filter(path__in=paths)}
    return [
        {
            "entry": row,
            "verb": names.verb(row.verb),
            "subject": called.get(ref(row)) or names.reference(ref(row)),
            "ref": ref(row),
            "area": areas.get(row.area_path),
            "facts": [fact(row.subject_type, name, one, called) for name, one in _facts(row)],
            "changes": [
                change(row.subject_type, name, both, called) for name, both in _changes(row)
            ],
            "tone": TONES.get(row.outcome, "ok"),
        }
        for row in rows
    ]


def _facts(row: Entry) -> list[tuple[str, Any]]:
    return [(name, one) for name, one in row.facts.items() if name != CHANGES]


def _changes(row: Entry) -> list[tuple[str, list[Any]]]:
    found = row.facts.get(CHANGES)
    pairs = found.items() if isinstance(found, dict) else ()
    return [(name, both) for name, both in pairs if isinstance(both, list) and len(both) == 2]


def _refs(row: Entry) -> list[str]:
    return [str(one) for _name, one in _facts(row)] + [
        str(one) for _name, both in _changes(row) for one in both
    ]


def ref(row: Entry) -> str:
    """The row that an entry is about, as facts name rows."""
    return f"{row.subject_type}:{row.subject_id}"
