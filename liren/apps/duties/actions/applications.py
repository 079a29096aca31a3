"""An application: drafted and sent in by the department, checked, sent back or taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liren.apps.duties.models import Application, Hearing
from liren.apps.duties.queries.gate import forbidden
from liren.apps.duties.rules import admitting as rules
from liren.apps.duties.rules.admission import COURSE
from liren.apps.duties.rules.gate import of_forbidden
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Level
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.calendar import due
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import calendar, parameter, span

# what a draft says and a change of it may say; `wanted` is how much of which community
TERMS = (
    *("kind", "title", "reason", "document", "basis", "article", "entry_code", "start_on"),
    *("end_on", "unit", "unit_fen", "hours_each", "asks_data", "staff", "training"),
)
INNER = (Level.COMMUNITY,)
OUTER = (Level.PROVINCE, Level.CITY)


@action("duties.draft", creates=True)
def draft(
    actor: Actor,
    body: Body,
    /,
    *,
    kind: str,
    title: str,
    reason: str,
    start_on: date,
    end_on: date,
    wanted: Mapping[str, int],
    **facts: Any,
) -> Application:
    """Draft what a department wants of communities; `wanted` gives units by code of community."""
    facts |= {"kind": kind, "title": title, "reason": reason}
    facts |= {"start_on": start_on, "end_on": end_on}
    application = Application(body=body, drafted_by=actor.user, drafted_at=now(), stage_at=now())
    write_terms(application, facts)
    areas = communities(wanted)
    application.area = district_of(body, areas)
    application.area_path = application.area.path
    check_terms(application, list(wanted.values()))
    check_inside(application, areas)
    application.save()
    want(application, areas, wanted)
    return application


@action("duties.change_draft")
def change_draft(
    actor: Actor,
    application: Application,
    /,
    *,
    wanted: Mapping[str, int] | None = None,
    version: int | None = None,
    **facts: Any,
) -> Application:
    """Change a draft; what is not named stays."""
    COURSE.after("duties.change_draft", application.state)
    rules.check_version(application.version, version)
    write_terms(application, facts)
    said = dict(application.hearings.values_list("area__code", "quantity"))
    quantities = said if wanted is None else wanted
    check_terms(application, [int(one) for one in quantities.values()])
    application.version += 1
    if wanted is not None:
        areas = communities(wanted)
        check_inside(application, areas)
        application.hearings.all().delete()
        want(application, areas, wanted)
    application.save()
    return application


def write_terms(application: Application, facts: Mapping[str, Any]) -> None:
    """Put on the row what was said of it."""
    for name in TERMS:
        if name in facts:
            given = facts[name]
            setattr(application, name, given.strip() if isinstance(given, str) else given)
    application.asks_data = sorted(set(application.asks_data))
    application.hours_each = Decimal(application.hours_each)


def check_terms(application: Application, quantities: list[int]) -> None:
    """Days, amounts and names of a draft hold together."""
    if not application.title:
        raise Refused("duties.no-title", _("请写事项名称，例如“第五次经济普查入户登记”。"))
    rules.check_term(application.start_on, application.end_on)
    hours = float(application.hours_each)
    rules.check_amounts(application.unit, application.unit_fen, hours, quantities)


def communities(wanted: Mapping[str, int]) -> list[Area]:
    """The communities of these codes that stand today; others are refused."""
    found = list(Area.objects.valid().filter(code__in=list(wanted), level__in=INNER))
    if missing := set(wanted) - {area.code for area in found}:
        sentence = _("没有代码为 %(code)s 的社区，请从列表里选。")
        raise Refused("duties.no-such-community", sentence % {"code": min(missing)})
    return sorted(found, key=lambda area: area.path)


def district_of(body: Body, areas: list[Area]) -> Area:
    """Whose office decides: the body's own area, or, of a body above districts, the district."""
    if body.area.level not in OUTER or not areas:
        return body.area
    around = Area.objects.filter(level=Level.DISTRICT).order_by("-path")
    return next((one for one in around if areas[0].path.startswith(one.path)), body.area)


def check_inside(application: Application, areas: list[Area]) -> None:
    """All communities lie where the application is decided."""
    outside = [one for one in areas if not one.path.startswith(application.area_path)]
    if outside:
        sentence = _("「%(name)s」不在“%(place)s”之内，请另行向它所在的区申请。")
        facts = {"name": outside[0], "place": application.area}
        raise Refused("duties.outside", sentence % facts)


def want(application: Application, areas: list[Area], wanted: Mapping[str, int]) -> None:
    """Write down how much is wanted of whom; they are asked later."""
    Hearing.objects.bulk_create(
        Hearing(
            application=application, area=one, area_path=one.path, quantity=int(wanted[one.code])
        )
        for one in areas
    )


@action("duties.submit")
def submit(actor: Actor, application: Application, /, *, late_reason: str = "") -> Application:
    """Send an application to the district office; the clocks start."""
    move(application, "duties.submit")
    quantities = list(application.hearings.values_list("quantity", flat=True))
    rules.check_wanted(len(quantities))
    check_terms(application, quantities)
    least = parameter("admission.min_reason_length")
    rules.check_reason(application.reason, least.value, least.source)
    rules.check_basis(application.document_id is not None, application.basis)
    rules.check_not_over(application.end_on, today())
    check_not_forbidden(application)
    ahead = parameter("admission.apply_ahead")
    earliest = due(now(), span("admission.apply_ahead"), calendar()).astimezone(zone()).date()
    application.late = rules.check_ahead(application.start_on, earliest, late_reason, ahead.source)
    application.late_reason = late_reason.strip() if application.late else ""
    application.submitted_at, application.answer = now(), ""
    application.decide_by = due(now(), span("admission.decide"), calendar())
    application.save()
    return application


def check_not_forbidden(application: Application) -> None:
    """What stands on a negative list is not applied for."""
    found = forbidden(application.area_path, today(), application.entry_code, "")
    if found is not None:
        of_forbidden(found).check()


@action("duties.send_back")
def send_back(actor: Actor, application: Application, /, *, reason: str) -> Application:
    """Give the papers back to be mended; sent in again, the clocks start anew."""
    check_reason(reason)
    move(application, "duties.send_back")
    application.answer, application.submitted_at = reason.strip(), None
    application.decide_by = None
    application.save()
    return application


@action("duties.withdraw")
def withdraw(actor: Actor, application: Application, /, *, reason: str = "") -> Application:
    """The department takes back what it asked for, as long as nothing is decided."""
    move(application, "duties.withdraw")
    application.answer, application.ended_on = reason.strip(), today()
    application.decide_by = None
    application.save()
    return application


def move(application: Application, verb: str) -> None:
    """Bring an application to the state after a verb, with the clock of that state."""
    application.state = COURSE.after(verb, application.state)
    application.stage_at = now()
    application.due_at = stage_end(application.state)


def stage_end(state: str) -> datetime | None:
    """When a stage that begins now is over; None where no clock runs."""
    key = rules.starts_at(state)
    return due(now(), span(key), calendar()) if key else None


def check_reason(reason: str) -> None:
    """The rule on reasons with the length in force."""
    least = parameter("admission.min_reason_length")
    rules.check_reason(reason, least.value, least.source)


def locked(application: Application) -> Application:
    """The application of a row beside it, as it stands, until the transaction ends."""
    found: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    return found


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many applications out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, "duties.export_applications", actor.user, facts).save)
