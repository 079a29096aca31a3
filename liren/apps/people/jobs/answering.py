"""Telling who asked what became of it."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.people.models import Claim, Export
from liren.apps.people.rules.rights import ClaimState, ExportState
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.later import job, later
from liren.kernel.tell.telling import Message, tell

ANSWERED = gettext_noop("您对自己登记提出的请求已答复：%(answer)s")
APPROVED = gettext_noop("您申请的名单已批准，可以下载：%(reason)s")
REFUSED = gettext_noop("您申请的名单没有批准：%(answer)s")
DECIDES_LIST = ("people.approve_export", "people.refuse_export")
DECIDES_CLAIM = ("people.grant_claim", "people.refuse_claim")


def tell_later(verb: str) -> Callable[[Actor, Claim | Export], None]:
    """The reaction to a decision: one job, which tells who asked."""
    name = "people.tell_list" if verb in DECIDES_LIST else "people.tell_answer"
    return partial(_enqueue, name)


def _enqueue(name: str, actor: Actor, row: Claim | Export) -> None:
    later(name, row=row.pk)


@job("people.tell_answer")
def tell_answer(row: int) -> None:
    """Tell the person that a request was answered, if an account is joined."""
    claim = Claim.objects.select_related("person__user").get(pk=row)
    if claim.person.user is None or claim.state == ClaimState.OPEN:
        return
    message = Message(
        kind="people.grant_claim",
        key=f"people.answer:{claim.pk}",
        sentence=ANSWERED,
        facts={"answer": claim.answer},
        link=reverse("people.own"),
    )
    together(partial(tell, [claim.person.user], message))


@job("people.tell_list")
def tell_list(row: int) -> None:
    """Tell who asked for a list how it was decided."""
    export = Export.objects.select_related("by").get(pk=row)
    if export.state == ExportState.ASKED:
        return
    message = Message(
        kind="people.approve_export",
        key=f"people.list:{export.pk}",
        sentence=APPROVED if export.state == ExportState.APPROVED else REFUSED,
        facts={"reason": export.reason, "answer": export.answer},
        link=reverse("people.export", args=[export.uid]),
    )
    together(partial(tell, [export.by], message))
