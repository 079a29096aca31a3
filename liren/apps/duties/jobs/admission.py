"""Who is told what on the way of an application, and what the worker does by the calendar."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.duties.actions.covers import activate, leave
from liren.apps.duties.models import Application, Cover, Hearing, Seat
from liren.apps.duties.queries.gate import cover
from liren.apps.duties.rules.admission import ADMITTED, COURSE, OPEN, State
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.access.who import system
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.later import job, later
from liren.kernel.policy.values import value
from liren.kernel.tell.telling import Message, tell

Row = Application | Hearing | Seat | Cover
# what the department that applies is told
TO_APPLICANT: Mapping[str, str] = {
    "duties.send_back": gettext_noop("“%(title)s”的准入申请被退回补正：%(answer)s"),
    "duties.approve": gettext_noop("“%(title)s”已批准准入，请落实经费。"),
    "duties.refuse_admission": gettext_noop("“%(title)s”不予准入：%(answer)s"),
    "duties.activate": gettext_noop("“%(title)s”已启动，可以按批准的范围交办。"),
    "duties.suspend": gettext_noop("“%(title)s”已暂停，不能再交办：%(answer)s"),
    "duties.resume": gettext_noop("“%(title)s”已恢复执行。"),
    "duties.exit": gettext_noop("“%(title)s”已退出，不能再交办：%(answer)s"),
}
# what the office that decides is told
TO_OFFICE: Mapping[str, str] = {
    "duties.submit": gettext_noop("%(body)s提出准入申请“%(title)s”，请审查材料。"),
    "duties.withdraw": gettext_noop("%(body)s撤回了准入申请“%(title)s”。"),
    "duties.give_opinion": gettext_noop("“%(title)s”的意见都答复了，可以提交联席会审。"),
    "duties.vote": gettext_noop("“%(title)s”的成员单位都表决了，请作出决定。"),
    "duties.confirm_cover": gettext_noop("“%(title)s”的经费已足额确认，可以启动。"),
}
TO_PLACE = gettext_noop("%(body)s想请%(place)s做“%(title)s”，请答复意见。")
TO_SEAT = gettext_noop("请%(seat)s对“%(title)s”在联席会审中表决。")
TO_FINANCE = gettext_noop("“%(title)s”登记了一笔经费，请核对凭据后确认。")
LATE = gettext_noop("“%(title)s”的准入申请已超过办理时限，请尽快处理。")
SOON = gettext_noop("“%(title)s”的准入或经费将在 %(day)s 到期，还要办的请及早重新申请。")
OVER = gettext_noop("准入期限已满，由系统自动退出。")
TOLD = (
    *TO_APPLICANT,
    *TO_OFFICE,
    *("duties.open_hearing", "duties.open_review", "duties.record_cover"),
)
# told only as long as it is so
ARRIVES = frozenset(
    {*TO_APPLICANT, "duties.submit", "duties.withdraw", "duties.open_hearing"}
    | {"duties.open_review", "duties.confirm_cover"}
)
MOST = 200


def tell_later(verb: str) -> Callable[[Actor, Row], None]:
    """The reaction to a verb: one job, which tells those who have to act next."""
    return partial(_enqueue, verb)


def _enqueue(verb: str, actor: Actor, row: Row) -> None:
    key = row.pk if isinstance(row, Application) else row.application_id
    later("duties.tell_admission", application=key, verb=verb)


@job("duties.tell_admission")
def tell_admission(application: int, verb: str) -> None:
    """Tell those whom a step concerns; once for each time that the stage began."""
    found = Application.objects.select_related("body", "area").filter(pk=application).first()
    if found:
        together(partial(_tell, found, verb))


def _tell(row: Application, verb: str) -> None:
    message = message_of(row, verb)
    if verb in ARRIVES and COURSE.move(verb).end != row.state:
        return  # it went on meanwhile: whoever acts now is told of that
    if verb in TO_APPLICANT:
        tell(applicants(row), replace(message, sentence=TO_APPLICANT[verb]))
    if verb in TO_OFFICE and is_due(row, verb):
        tell(office(row), replace(message, sentence=TO_OFFICE[verb]))
    if verb == "duties.open_hearing":
        tell_places(row, message)
    if verb == "duties.open_review":
        for seat in row.seats.filter(vote="").select_related("body"):
            said = {**message.facts, "seat": str(seat.body)}
            one = replace(message, sentence=TO_SEAT, facts=said, key=f"{message.key}:{seat.pk}")
            tell(holders("duties.vote", body=seat.body)[:MOST], one)
    if verb == "duties.record_cover" and row.covers.filter(confirmed_by=None).exists():
        key = f"{message.key}:{row.covers.count()}"
        finance = holders("duties.confirm_cover", path=row.area_path)[:MOST]
        tell(finance, replace(message, sentence=TO_FINANCE, key=key))


def message_of(row: Application, verb: str) -> Message:
    """What all are told alike, under a key of this step."""
    return Message(
        kind=verb,
        key=f"{verb}:{row.pk}:{row.stage_at.isoformat()}",
        sentence="",
        facts={"title": row.title, "body": str(row.body), "answer": row.answer},
        link=row.get_absolute_url(),
    )


def is_due(row: Application, verb: str) -> bool:
    """Whether the office has to do something now: the last voice, the last vote, all the money."""
    if verb == "duties.give_opinion":
        return row.state == State.HEARING and not row.hearings.filter(stance="").exists()
    if verb == "duties.vote":
        return row.state == State.REVIEW and not row.seats.filter(vote="").exists()
    if verb == "duties.confirm_cover":
        return bool(row.state == State.FUNDED)
    return True


def applicants(row: Application) -> list[User]:
    """Those who work on applications in the department, and who drafted this one."""
    people = holders("duties.submit", body=row.body)[:MOST]
    return [*people, row.drafted_by]


def office(row: Application) -> Iterable[User]:
    """Those who decide there."""
    return list(holders("duties.open_hearing", path=row.area_path)[:MOST])


def tell_places(row: Application, message: Message) -> None:
    """Each place hears that it is asked; not those above it, who are asked themselves."""
    for one in row.hearings.filter(stance="", asked_at__isnull=False).select_related("area"):
        facts = {**message.facts, "place": str(one.area)}
        link = reverse("duties.hearing", args=[one.uid])
        said = replace(
            message, sentence=TO_PLACE, facts=facts, link=link, key=f"{message.key}:{one.pk}"
        )
        above = one.area_path[: one.area_path.rstrip(".").rindex(".") + 1]
        here = holders("duties.give_opinion", path=one.area_path)
        known = holders("duties.give_opinion", path=above).values("pk")
        tell(here.exclude(pk__in=known)[:MOST], said)


# ── by the calendar ─────────────────────────────────────────────────────────────────────────


@job("duties.follow_admissions", cron="20 0 * * *")
def follow_admissions() -> None:
    """After midnight: what is over ends, what is paid for begins on its day."""
    end_what_is_over()
    begin_what_is_paid()


@job("duties.remind_admissions", cron="15 8 * * *")
def remind_admissions() -> None:
    """In the morning: what is late, and what ends soon."""
    remind_late()
    remind_ends()


def end_what_is_over() -> int:
    """Admissions whose last day is past are ended; how many."""
    rows = list(Application.objects.filter(state__in=ADMITTED, end_on__lt=today()))
    return sum(_carry_out(partial(leave, system(), row, reason=OVER)) for row in rows)


def begin_what_is_paid() -> int:
    """Funded admissions begin on their first day, never without the money; how many."""
    rows = list(Application.objects.filter(state=State.FUNDED, start_on__lte=today()))
    return sum(_carry_out(partial(activate, system(), row)) for row in rows)


def _carry_out(act: Callable[[], object]) -> int:
    try:
        act()
    except Refused:  # somebody was first, or the money no longer reaches
        return 0
    return 1


def remind_late() -> None:
    """The office hears of every stage that runs over its time, once."""
    over = Q(due_at__lt=now()) | Q(decide_by__lt=now())
    for row in Application.objects.filter(over, state__in=OPEN).select_related("body"):
        message = message_of(row, "duties.applications")
        together(partial(tell, office(row), replace(message, sentence=LATE, urgent=True)))


def remind_ends() -> None:
    """The department hears in good time that its admission or its money ends, once."""
    days = int(value("admission.remind_days"))
    for row in Application.objects.filter(state__in=ADMITTED).select_related("body"):
        until = cover(row)[0]
        end = min(one for one in (row.end_on, until) if one)
        if 0 <= (end - today()).days <= days:
            message = message_of(row, "duties.applications")
            facts = {**message.facts, "day": f"{end:%F}"}
            key = f"duties.ends:{row.pk}:{end:%F}"
            said = replace(message, sentence=SOON, facts=facts, key=key)
            together(partial(tell, applicants(row), said))
