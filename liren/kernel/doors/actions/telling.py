"""Telling people what was done to their account: by every channel, whatever they chose."""

from django.urls import reverse

from liren.kernel.access.models import User
from liren.kernel.base.clock import now
from liren.kernel.base.ids import uuid7
from liren.kernel.tell.models import Channel, Delivery, Notice
from liren.kernel.tell.telling import Message, tell


def warn(user: User, kind: str, sentence: str, **facts: str) -> None:
    """Tell a person at once, in the inbox and by e-mail and text; quiet hours do not count."""
    message = Message(
        kind=f"doors.{kind}",
        key=f"doors.{kind}:{uuid7()}",
        sentence=sentence,
        facts=facts,
        link=reverse("doors.account"),
        urgent=True,
    )
    if not tell([user], message):
        return
    notice = Notice.objects.get(user=user, key=message.key)
    told = set(Delivery.objects.filter(notice=notice).values_list("channel", flat=True))
    ways = {Channel.EMAIL: user.email, Channel.SMS: user.phone}
    missing = [channel for channel, where in ways.items() if where and channel not in told]
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=channel, due_at=now()) for channel in missing
    )
