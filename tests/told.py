"""What the town was told: a notice of somebody else, an endpoint, a delivery that was given up."""

from dataclasses import dataclass

from liren.kernel.access.models import Body, User
from liren.kernel.base.clock import now
from liren.kernel.tell.models import Channel, Delivery, Endpoint, Notice, State
from liren.kernel.tell.telling import Message, tell


@dataclass(frozen=True)
class Told:
    """Rows of messages by name."""

    notice: Notice
    endpoint: Endpoint
    delivery: Delivery


def told(person: User, body: Body) -> Told:
    """One of each."""
    tell(
        [person],
        Message("cases.close", "town", "您上报的“%(title)s”已办结，请您评价。", {"title": "路灯"}),
    )
    notice = Notice.objects.get(user=person)
    end = Endpoint(body=body, area=body.area, channel=Channel.WECOM, name="值班群")
    end.url = "https://127.0.0.1/robot"
    end.save()
    dead = Delivery.objects.create(
        notice=notice, channel=Channel.EMAIL, state=State.DEAD, due_at=now(), tries=6
    )
    return Told(notice, end, dead)
