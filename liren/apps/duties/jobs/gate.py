"""Telling who was asked, who was refused, who decides, and who has to accept."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from django.db.models import Model
from django.utils.translation import gettext_noop

from liren.apps.duties.models import Assignment, Refusal
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.later import job, later
from liren.kernel.tell.telling import Message, tell, tell_body

# what the community is told of what was handed to it
TO_COMMUNITY: Mapping[str, str] = {
    "duties.assign": gettext_noop("%(asker)s交办“%(title)s”，请签收；过不了关口的可以拒办。"),
    "duties.accept_work": gettext_noop("%(asker)s已验收“%(title)s”。"),
    "duties.dispute_work": gettext_noop("%(asker)s对“%(title)s”的结果有异议：%(note)s"),
    "duties.recall": gettext_noop("%(asker)s收回了“%(title)s”，不用再办。"),
}
# what the department is told that asked
TO_ASKER: Mapping[str, str] = {
    "duties.report_work": gettext_noop("%(place)s报告“%(title)s”已完成，请验收。"),
    "duties.refuse": gettext_noop("%(place)s拒办“%(title)s”，可在期限内申诉。"),
}
REFUSED = gettext_noop("%(place)s拒办了在系统外提出的“%(title)s”。")
APPEALED = gettext_noop("%(asker)s对%(place)s拒办“%(title)s”提出申诉，请在期限内答复。")
DECIDED = gettext_noop("“%(title)s”的申诉已答复：%(note)s")
TOLD = (*TO_COMMUNITY, *TO_ASKER)
TOLD_OF_REFUSALS = ("duties.refuse_outside", "duties.appeal", "duties.decide_appeal")
MOST = 200


def tell_later(verb: str) -> Callable[[Actor, Model], None]:
    """The reaction to a verb: one job, which tells the other side."""
    return partial(_enqueue, verb)


def _enqueue(verb: str, actor: Actor, row: Model) -> None:
    name = "duties.tell_refusal" if verb in TOLD_OF_REFUSALS else "duties.tell_assignment"
    later(name, row=row.pk, verb=verb)


@job("duties.tell_assignment")
def tell_assignment(row: int, verb: str) -> None:
    """Tell the community or the department what happened to an assignment."""
    task = Assignment.objects.select_related("area", "asker").get(pk=row)
    sentence = TO_COMMUNITY.get(verb) or TO_ASKER[verb]
    facts = {"asker": task.asker.name, "place": task.area.name, "title": task.title}
    message = Message(
        kind=verb,
        key=f"{verb}:{task.pk}:{task.done_at}",
        sentence=sentence,
        facts={**facts, "note": task.dispute},
        link=task.get_absolute_url(),
    )
    if verb in TO_COMMUNITY:
        together(partial(tell, asked_in(task.area.path), message))
        return
    together(partial(tell, department(task.asker_id), message))
    together(partial(tell_body, task.asker, message))


@job("duties.tell_refusal")
def tell_refusal(row: int, verb: str) -> None:
    """Tell the department of a no, the district of an appeal, both sides of the answer."""
    said = Refusal.objects.select_related("area", "asker").get(pk=row)
    sentences = {"duties.refuse_outside": REFUSED, "duties.appeal": APPEALED}
    facts = {"asker": said.asker.name, "place": said.area.name, "title": said.title}
    message = Message(
        kind=verb,
        key=f"{verb}:{said.pk}",
        sentence=sentences.get(verb, DECIDED),
        facts={**facts, "note": said.decision},
        link=said.get_absolute_url(),
    )
    who: list[User] = []
    if verb == "duties.appeal":
        who += holders("duties.decide_appeal", path=said.area_path)[:MOST]
    else:
        who += department(said.asker_id)
    if verb == "duties.decide_appeal":
        who += asked_in(said.area_path)
    together(partial(tell, who, message))


def asked_in(path: str) -> Iterable[User]:
    """Who signs for a community, not those above it."""
    above = path[: path.rstrip(".").rindex(".") + 1] if "." in path.rstrip(".") else ""
    here = holders("duties.sign", path=path)
    if above:
        here = here.exclude(pk__in=holders("duties.sign", path=above).values("pk"))
    return here[:MOST]


def department(key: int) -> Iterable[User]:
    """Who hands out for a department."""
    return holders("duties.assign", body=Body.objects.get(pk=key))[:MOST]
