"""To show a masked fact is an act of its own: for a reason, on record, and not too often."""

from typing import Any

from django.db import connection

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Look, User
from liren.kernel.access.written import insert
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.errors import Refused, TooOften
from liren.kernel.base.seal import Broken
from liren.kernel.doors import revealable
from liren.kernel.policy.values import parameter, value

QUEUE = 0x4C4F4F4B  # counting and adding of one person must not interleave
HOUR = 3600


def show(actor: Actor, row: Any, field: str, reason: str) -> str:
    """The fact in clear, for this one answer; under a repeated key it counts again."""
    person = revealable.whose(row, field)
    seen = reveal(actor.once(""), row, field=field, reason=reason, whose=person)
    try:
        return revealable.clear(seen, field)
    except Broken as fault:
        sentence = _("这个号码解不开：数据被改动过，或密钥不在这里。请告诉系统管理员。")
        raise Refused("access.broken-seal", sentence) from fault


@action("access.reveal")
def reveal(actor: Actor, row: Any, *, field: str, reason: str, whose: User | None) -> Any:
    """Put on record that somebody has a masked fact shown, whose, and why; the row as it is."""
    if revealable.fact(row, field) is None or not revealable.held(row, field):
        raise Refused("access.nothing-hidden", _("这里没有可以查看的号码。请刷新页面再看。"))
    _check_reason(reason)
    _check_pace(actor)
    look = Look(
        whose=whose,
        by=actor.user,
        at=now(),
        subject_type=row._meta.label_lower,
        subject_id=revealable.key_of(row),
        field=field,
        reason=reason.strip(),
    )
    insert(look)
    return row


def _check_reason(reason: str) -> None:
    least = parameter("access.min_reveal_reason")
    if len(reason.strip()) < least.value:
        sentence = _("请写明为什么要看，至少 %(least)d 个字。理由会记录在案，本人也能看到。")
        raise Refused(
            "access.reason-short", sentence % {"least": least.value}, source=least.source
        )


def _check_pace(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [QUEUE, actor.user.pk])
    most = value("access.reveals_per_hour")
    if Look.objects.filter(by=actor.user, at__gt=ago(hours=1)).count() >= most:
        sentence = _(
            "一小时内最多查看 %(most)d 次，已经用完。请过一会儿再看；确有需要请找负责人。"
        )
        raise TooOften("access.reveals-spent", sentence % {"most": most}, wait=HOUR)
