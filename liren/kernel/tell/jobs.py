"""What the worker sends: each delivery at least once, under a stable id."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext, ngettext, override

from liren.kernel.access.transaction import together
from liren.kernel.base.clock import local, now
from liren.kernel.base.later import job
from liren.kernel.policy.values import value
from liren.kernel.tell.channels import SENDERS, Letter, Undelivered
from liren.kernel.tell.models import Channel, Delivery, Notice, State
from liren.kernel.tell.rules import next_try

AT_ONCE = 20
LEASE = timedelta(minutes=5)  # after this time a dead worker's deliveries are sent again
LONGEST_FAULT = 200
MOST_IN_DIGEST = 50


@job("tell.deliver", cron="* * * * *")
def deliver() -> None:
    """Send everything that is due."""
    while claimed := together(_claim):
        for one in claimed:
            _send(one)


def _claim() -> list[Delivery]:
    """Some that are due, put off for a while: if this worker dies, another sends them then."""
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=now())
    keys = list(
        due.select_for_update(skip_locked=True)
        .order_by("due_at")
        .values_list("pk", flat=True)[:AT_ONCE]
    )
    Delivery.objects.filter(pk__in=keys).update(due_at=now() + LEASE, tries=F("tries") + 1)
    rows = Delivery.objects.filter(pk__in=keys)
    return list(rows.select_related("notice__user", "notice__endpoint").order_by("pk"))


def _send(one: Delivery) -> None:
    try:
        SENDERS[one.channel](letter(one))
    except Undelivered as fault:
        _failed(one, str(fault))
    except Exception as fault:  # noqa: BLE001 — one bad letter must not keep the others
        _failed(one, type(fault).__name__)
    else:
        _mark([one.pk], state=State.SENT, sent_at=now(), fault="")


def _failed(one: Delivery, fault: str) -> None:
    again = next_try(one.tries, value("tell.pauses"), now())
    state = State.WAITING if again else State.DEAD
    _mark([one.pk], state=state, due_at=again or now(), fault=fault[:LONGEST_FAULT])


def _mark(keys: list[int], **facts: object) -> None:
    together(lambda: Delivery.objects.filter(pk__in=keys).update(**facts))


def letter(one: Delivery) -> Letter:
    """What is sent, in the receiver's language, with the address as it is now."""
    notice = one.notice
    language = notice.user.language if notice.user else ""
    return Letter(
        uid=one.stable_id,
        to=address(one),
        text=notice.said_in(language),
        link=f"{settings.LIREN_URL}{notice.link}" if settings.LIREN_URL and notice.link else "",
        kind=notice.kind,
        secret=notice.endpoint.secret.open() if notice.endpoint else "",
        facts=notice.facts,
    )


def address(one: Delivery) -> str:
    """Where it goes; Undelivered when the person has no such address any more."""
    notice = one.notice
    if notice.endpoint:
        found = notice.endpoint.url.open()
    elif notice.user:
        by_mail = one.channel == Channel.EMAIL
        found = (notice.user.email if by_mail else notice.user.phone).open()
    else:
        found = ""
    if not found:
        raise Undelivered("no address")
    return found


@job("tell.digest", cron="5 * * * *")
def digest() -> None:
    """Once a day, at the hour of the place, one letter of what was to be told together."""
    if local(now()).hour != value("tell.digest_hour"):
        return
    waiting = Delivery.objects.filter(state=State.DAILY)
    for user in waiting.values_list("notice__user", flat=True).distinct():
        _send_digest(user)


def _send_digest(user: int) -> None:
    rows = list(
        Delivery.objects.filter(state=State.DAILY, notice__user=user)
        .select_related("notice__user")
        .order_by("pk")[:MOST_IN_DIGEST]
    )
    first = rows[0]
    try:
        for channel in {row.channel for row in rows}:
            SENDERS[channel](_digest(first, [r.notice for r in rows if r.channel == channel]))
    except Undelivered as fault:
        _mark([row.pk for row in rows], fault=str(fault)[:LONGEST_FAULT])  # tomorrow again
    else:
        _mark([row.pk for row in rows], state=State.SENT, sent_at=now(), fault="")


def _digest(first: Delivery, notices: list[Notice]) -> Letter:
    reader = first.notice.user
    with override((reader and reader.language) or settings.LANGUAGE_CODE):
        count = len(notices)
        head = ngettext("您有 %(count)d 条通知", "您有 %(count)d 条通知", count) % {"count": count}
        lines = [head, *(f"· {notice.text}" for notice in notices)]
        text = "\n".join([*lines, gettext("详情请登录里仁查看。")])
    return Letter(f"{first.stable_id}.daily", address(first), text, settings.LIREN_URL)


@job("tell.forget", cron="40 3 * * *")
def forget() -> int:
    """Drop what was read or told long ago; the number of notices dropped."""
    old = now() - timedelta(days=value("tell.keep_days"))
    return together(lambda: Notice.objects.filter(at__lt=old).delete()[0])
