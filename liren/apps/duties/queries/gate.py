"""What the gate has to know of an ask, read from lists, admissions, cover and emergencies."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from liren.apps.duties.models import Application, Emergency, Entry, Version
from liren.apps.duties.rules.assignments import State as AssignmentState
from liren.apps.duties.rules.gate import (
    Admitted,
    Ask,
    Backing,
    Exempt,
    Listed,
    Verdict,
    verdict,
)
from liren.apps.duties.rules.lists import ASKABLE, FORBIDDING, VersionState
from liren.kernel.access.models import Area, Body
from liren.kernel.access.ways import prefixes

NOBODY = 0  # a body that is named, but none of ours


def ask_gate(
    asker: Body,
    area: Area,
    kind: str,
    day: date,
    *,
    quantity: int = 0,
    application: Application | None = None,
    entry_code: str = "",
    emergency: Emergency | None = None,
    case_kind: str = "",
) -> Verdict:
    """The gate's word on one ask, with all that holds there on the day."""
    ask = Ask(asker.pk, kind, area.path, day, quantity)
    return verdict(
        ask,
        forbidden=forbidden(area.path, day, entry_code, case_kind),
        admitted=admitted(application, area, quantity) if application else None,
        listed=listed(area.path, day, entry_code, asker) if entry_code else None,
        exempt=exempt(emergency) if emergency else None,
    )


def in_force(path: str, day: date, kinds: Iterable[str] = ()) -> list[Version]:
    """The versions that hold at a place on a day: of each list the last one released by then."""
    here = Q(list__area=None) | Q(list__area__path__in=prefixes(path))
    found = Version.objects.filter(here, state=VersionState.PUBLISHED, valid_from__lte=day)
    if kinds:
        found = found.filter(list__kind__in=list(kinds))
    latest = found.order_by("list_id", "-valid_from").distinct("list_id")
    return list(latest.select_related("list", "document"))


def forbidden(path: str, day: date, entry_code: str, case_kind: str) -> Listed | None:
    """The entry of a negative list that forbids this, if one does."""
    if not entry_code and not case_kind:
        return None
    named = Q(code=entry_code) if entry_code else Q(pk=None)
    meant = Q(case_kinds__contains=[case_kind]) if case_kind else Q(pk=None)
    versions = in_force(path, day, FORBIDDING)
    found = holding(Entry.objects.filter(named | meant, version__in=versions), day)
    return seen(found.first())


def listed(path: str, day: date, code: str, asker: Body) -> Listed | None:
    """The entry of a list under this code; of several the asker's own."""
    rows = Entry.objects.filter(code=code, version__in=in_force(path, day, ASKABLE))
    rows = rows.select_related("version__list", "version__document")
    own = [row for row in rows if row.body_id == asker.pk]
    entry = next(iter([*own, *rows]), None)
    found = seen(entry)
    if found and entry and entry.body_id is None and is_named(entry.responsible, asker):
        return replace(found, body=asker.pk)
    return found


def is_named(responsible: str, asker: Body) -> bool:
    """Whether a list that names nobody of ours means this body: 民政局 is 和安区民政局."""
    return any(one and one in asker.name for one in re.split(r"[、；;，,\s]+", responsible))


def holding(rows: QuerySet[Entry], day: date) -> QuerySet[Entry]:
    """Entries that hold on a day, with the list on which they stand."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    lasts = Q(valid_to=None) | Q(valid_to__gte=day)
    return rows.filter(begun, lasts).select_related("version__list", "version__document")


def seen(entry: Entry | None) -> Listed | None:
    """An entry as the gate sees it."""
    if entry is None:
        return None
    return Listed(
        list_kind=entry.version.list.kind,
        duty_class=entry.duty_class,
        asked_as=entry.asked_as,
        body=NOBODY if entry.body_id is None and entry.responsible else entry.body_id,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        name=str(entry),
        source=reference(entry),
    )


def reference(entry: Entry) -> str:
    """Where an entry stands: its list, the number of the version, its code."""
    facts = {"list": entry.version.list, "number": entry.version.number, "code": entry.code}
    return _("《%(list)s》第 %(number)d 版 %(code)s") % facts


def admitted(application: Application, area: Area, quantity: int = 0) -> Admitted:
    """An application as the gate sees it for one community of which so much is asked."""
    hearings = application.hearings.filter(admitted=True).select_related("area")
    scope = {one.area.path: one.quantity for one in hearings}
    until, covered = cover(application)
    return Admitted(
        body=application.body_id,
        kind=application.kind,
        state=application.state,
        start_on=application.start_on,
        end_on=application.end_on,
        covered_until=until,
        covered=covered,
        scope=frozenset(scope),
        most=scope.get(area.path, 0) - asked(application, area),
        counted=bool(application.unit),
        name=application.title,
        source=application.number,
        backing=backing(application, quantity),
    )


def backing(application: Application, quantity: int) -> Backing | None:
    """What the books say: the site names who keeps them, by LIREN_COVER."""
    found: Backing | None = import_string(settings.LIREN_COVER)(application, quantity)
    return found


def asked(application: Application, area: Area) -> int:
    """How many units were asked of a community already, but for what was refused or recalled."""
    gone = (AssignmentState.REFUSED, AssignmentState.RECALLED)
    rows = application.assignments.filter(area=area).exclude(state__in=gone)
    return rows.aggregate(sum=Sum("quantity"))["sum"] or 0


def cover(application: Application) -> tuple[date | None, bool]:
    """Until when the money is there, and whether it reaches: confirmed, and for all units."""
    rows = list(application.covers.exclude(confirmed_by=None))
    if not rows:
        return None, False
    ends = [row.until for row in rows if row.until]
    until = min(ends) if len(ends) == len(rows) else None
    whole = sum(row.fen for row in rows) >= cost(application)
    return until, whole


def cost(application: Application) -> int:
    """What the admission costs in fen: units of the communities in it × what one unit is paid."""
    units = application.hearings.filter(admitted=True).aggregate(sum=Sum("quantity"))["sum"] or 0
    return int(units) * application.unit_fen


def exempt(emergency: Emergency) -> Exempt:
    """An emergency as the gate sees it."""
    return Exempt(
        path=emergency.area_path,
        bodies=frozenset(emergency.bodies.values_list("pk", flat=True)),
        since=emergency.since,
        until=emergency.ended_on or emergency.until,
        confirmed=emergency.confirmed_by_id is not None,
        name=emergency.title,
        source=f"{emergency.law} {emergency.article}",
    )
