"""Who is told what about the course of a case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.cases.models import Case, Step
from liren.apps.cases.queries import joiners_of
from liren.apps.cases.rules import OPEN, State
from liren.kernel.access.actor import Actor
from liren.kernel.access.beside import beside, whole
from liren.kernel.access.models import Body, User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.calendar import due
from liren.kernel.base.clock import now
from liren.kernel.base.later import job, later
from liren.kernel.policy.values import calendar, span
from liren.kernel.tell.telling import Message, tell, tell_body

# what the reporter is told after a step
TO_REPORTER: Mapping[str, str] = {
    "cases.accept": gettext_noop("您上报的“%(title)s”已受理。"),
    "cases.reject": gettext_noop("您上报的“%(title)s”不予受理，理由：%(note)s"),
    "cases.dispatch": gettext_noop("您上报的“%(title)s”已派给%(body)s办理。"),
    "cases.self_handle": gettext_noop("您上报的“%(title)s”已当场处置，等待核查。"),
    "cases.feed_back": gettext_noop("您上报的“%(title)s”已办理，等待核查。"),
    "cases.close": gettext_noop("您上报的“%(title)s”已办结，请您评价。"),
    "cases.reopen": gettext_noop("您上报的“%(title)s”将重新办理。"),
    "cases.ask": gettext_noop("关于您上报的“%(title)s”，办理人员想问：%(note)s"),
}
# what those who joined are told: never a text of somebody else
TO_JOINERS: Mapping[str, str] = {
    "cases.close": gettext_noop("您附议的“%(kind)s”（%(place)s）已办结。"),
    "cases.reject": gettext_noop("您附议的“%(kind)s”（%(place)s）不予受理。"),
    "cases.reopen": gettext_noop("您附议的“%(kind)s”（%(place)s）将重新办理。"),
}
ANSWERED = gettext_noop("“%(title)s”的反映人回答了：%(note)s")
# what the body that handles it is told
TO_HANDLER: Mapping[str, str] = {
    "cases.dispatch": gettext_noop("“%(title)s”派给了%(body)s，请签收。"),
    "cases.reopen": gettext_noop("“%(title)s”须重新办理：%(note)s"),
}
RETURNED = gettext_noop("“%(title)s”被%(body)s退回：%(note)s")
NOT_PASSED = gettext_noop("“%(title)s”核查未通过，请继续办理：%(note)s")
URGENT = gettext_noop("紧急事件“%(title)s”待受理：%(place)s")
SOON = gettext_noop("“%(title)s”将在 %(at)s 到期，请尽快办理。")
TOLD = (
    *("cases.report", "cases.report_open", "cases.return", "cases.verify", "cases.answer"),
    *TO_REPORTER,
)
WITH_ALL = Step.objects.select_related(
    "case__reporter", "case__handler", "case__area", "case__kind", "body", "to_body", "actor"
)
MOST = 200
REPORTS = frozenset({"cases.report", "cases.report_open"})


def tell_later(verb: str) -> Callable[[Actor, Case], None]:
    """The reaction to a verb: one job, which tells those whom it concerns."""
    return partial(_enqueue, verb)


def _enqueue(verb: str, actor: Actor, case: Case) -> None:
    if verb not in REPORTS or case.urgent:
        later("cases.tell_step", case=case.pk, verb=verb)


@job("cases.tell_step")
def tell_step(case: int, verb: str) -> None:
    """Tell those whom the last step of this kind concerns; once, however often this runs."""
    key = Step.objects.filter(case=case, verb=verb).aggregate(last=Max("pk"))["last"]
    if key:
        together(partial(_tell, whole(Step, key, beside(WITH_ALL))))


def _tell(step: Step) -> None:
    case, message = step.case, _message(step)
    if step.verb in TO_REPORTER and case.reporter_id != step.actor_id:
        tell([case.reporter], replace(message, sentence=TO_REPORTER[step.verb]))
    handler = step.to_body or case.handler
    if step.verb in TO_HANDLER and handler:
        _to_body(handler, replace(message, sentence=TO_HANDLER[step.verb]), step.actor_id)
    if step.verb == "cases.verify" and case.state in {State.SIGNED, State.HANDLING} and handler:
        _to_body(handler, replace(message, sentence=NOT_PASSED), step.actor_id)
    if step.verb == "cases.return":
        tell(_dispatchers(case), replace(message, sentence=RETURNED))
    if step.verb == "cases.answer":
        tell(_askers(case), replace(message, sentence=ANSWERED))
    if step.verb in TO_JOINERS:
        _to_joiners(step, replace(message, sentence=TO_JOINERS[step.verb]))
    if step.verb in REPORTS and case.urgent:
        desk = holders("cases.accept", path=case.area_path)
        tell(desk.exclude(pk=step.actor_id)[:MOST], replace(message, sentence=URGENT))


def _message(step: Step) -> Message:
    body = step.to_body or step.body or step.case.handler
    return Message(
        kind=step.verb,
        key=f"{step.verb}:{step.pk}",
        sentence="",
        facts={
            "title": step.case.title,
            "note": step.note,
            "body": body.name if body else "",
            "place": step.case.area.name,
            "kind": step.case.kind.zh,
        },
        link=reverse("cases.view", args=[step.case.uid]),
        urgent=step.case.urgent,
    )


def _to_body(body: Body, message: Message, but: int) -> None:
    key = f"{message.key}:body"
    people = holders("cases.sign", body=body).exclude(pk=but)[:MOST]
    tell(people, replace(message, key=key))
    tell_body(body, replace(message, key=key))


def _to_joiners(step: Step, message: Message) -> None:
    """Batch by batch, with what neighbours may know; the page is their own list."""
    facts = {name: message.facts[name] for name in ("kind", "place")}
    public = replace(message, facts=facts, key=f"{message.key}:join", link=reverse("cases.mine"))
    after = 0
    while joins := list(joiners_of(step.case_id, after, MOST)):
        tell([join.user for join in joins], public)
        after = joins[-1].pk


def _askers(case: Case) -> list[User]:
    last = Step.objects.filter(case=case, verb="cases.ask").select_related("actor")
    step = last.order_by("-pk").first()
    return [step.actor] if step else []


def _dispatchers(case: Case) -> list[User]:
    last = Step.objects.filter(case=case, verb="cases.dispatch").select_related("actor")
    step = last.order_by("-pk").first()
    return [step.actor] if step else []


@job("cases.remind", cron="*/10 * * * *")
def remind() -> int:
    """Tell a body that the time for a case is nearly over, once for each stage; the number."""
    ahead = due(now(), span("cases.supervise_before"), calendar())
    near = Case.objects.filter(state__in=OPEN, due_at__gt=now(), due_at__lte=ahead)
    rows = near.filter(Q(handler__isnull=False)).select_related("handler")[:MOST]
    return sum(_remind(case) for case in rows)


def _remind(case: Case) -> int:
    ends = case.due_at or now()
    message = Message(
        kind="cases.remind",
        key=f"cases.remind:{case.pk}:{case.state}:{ends.isoformat()}",
        sentence=SOON,
        facts={"title": case.title, "at": f"{ends.astimezone(calendar().zone):%m-%d %H:%M}"},
        link=reverse("cases.view", args=[case.uid]),
        urgent=case.urgent,
    )
    people = holders("cases.sign", body=case.handler)[:MOST]
    return together(lambda: tell(people, message))
