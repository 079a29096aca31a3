"""Who is told of what is owed: when it was paid, when it is due, when it is not paid."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.money.actions.claims import reminded
from liren.apps.money.models import Claim, Remittance
from liren.apps.money.queries.confirming import telling
from liren.apps.money.rules.claims import OWING, RemittanceState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.clock import today
from liren.kernel.base.later import job, later
from liren.kernel.base.money import yuan
from liren.kernel.policy.values import value
from liren.kernel.tell.telling import Message, tell

RECORDED = gettext_noop("%(debtor)s登记了一笔拨款 %(sum)s 元（%(paper)s），请核对后确认到账。")
CONFIRMED = gettext_noop("拨款 %(sum)s 元（%(paper)s）已确认到账。")
REFUSED = gettext_noop("拨款 %(sum)s 元（%(paper)s）被退回：%(reason)s")
TO_DEBTOR = gettext_noop("有 %(n)s 笔应付给社区的款共 %(sum)s 元已到期或快到期，请安排拨付。")
TO_PLACE = gettext_noop("有 %(n)s 笔应付给%(place)s的款共 %(sum)s 元已逾期，已提醒应付单位。")
TOLD = (
    *("money.remit", "money.deposit", "money.return_deposit"),
    *("money.confirm_remittance", "money.refuse_remittance"),
)
MOST = 200


def tell_later(verb: str) -> Callable[[Actor, Remittance], None]:
    """The reaction to a verb: one job, which tells the other side."""
    return partial(_enqueue, verb)


def _enqueue(verb: str, actor: Actor, row: Remittance) -> None:
    later("money.tell_remittance", row=row.pk, verb=verb)


@job("money.tell_remittance")
def tell_remittance(row: int, verb: str) -> None:
    """Tell who has to confirm a payment, or who wrote it down what became of it."""
    payment = Remittance.objects.select_related("debtor", "by").get(pk=row)
    words = {RemittanceState.CONFIRMED: CONFIRMED, RemittanceState.REFUSED: REFUSED}
    sentence = words.get(RemittanceState(payment.state), RECORDED)
    facts = {"debtor": payment.debtor.name, "sum": yuan(payment.fen), "paper": payment.paper}
    message = Message(
        kind=verb,
        key=f"{verb}:{payment.pk}:{payment.state}",
        sentence=sentence,
        facts={**facts, "reason": payment.reason},
        link=payment.get_absolute_url(),
    )
    if sentence != RECORDED:
        together(partial(tell, [payment.by], message))
        return
    together(partial(tell, telling(payment)[:MOST], message))


@job("money.remind", cron="25 8 * * *")
def remind() -> None:
    """In the morning: what falls due soon or is overdue, each no more often than its days."""
    days = int(value("money.remind_days"))
    first, again = today() + timedelta(days=days), today() - timedelta(days=max(days, 1))
    due = Q(reminded_on=None) | Q(reminded_on__lte=again)
    rows = Claim.objects.filter(due, state__in=OWING, due_on__lte=first)
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        together(partial(_remind, keys))


def _remind(keys: list[int]) -> None:
    rows = Claim.objects.filter(pk__in=keys).order_by()
    sums = {"n": Count("pk"), "sum": Sum("account__amount")}
    for debtor, n, fen in rows.values_list("debtor").annotate(**sums):
        body = Body.objects.get(pk=debtor)
        _said(
            TO_DEBTOR,
            holders("money.remit", body=body),
            n,
            fen,
            link=reverse("money.debtor", args=[body.code]),
        )
    late = rows.filter(due_on__lt=today())
    for key, n, fen in late.values_list("area").annotate(**sums):
        area = Area.objects.get(pk=key)
        link = f"{reverse('money.claims')}?tab=overdue&area={area.code}"
        _said(TO_PLACE, at(area), n, fen, link=link, place=area.name)
    reminded(keys)


def at(area: Area) -> Iterable[User]:
    """Who works with the money of a place itself, not those above it."""
    here = holders("money.confirm_remittance", path=area.path)
    above = holders("money.confirm_remittance", path=area.parent.path) if area.parent else None
    return here.exclude(pk__in=above.values("pk")) if above is not None else here


def _said(
    sentence: str, who: Iterable[User], n: int, fen: int, *, link: str, place: str = ""
) -> None:
    facts = {"n": str(n), "sum": yuan(fen), "place": place}
    key = f"money.remind:{link}:{today():%F}"
    message = Message(kind="money.claims", key=key, sentence=sentence, facts=facts, link=link)
    tell(list(who)[:MOST], message)
