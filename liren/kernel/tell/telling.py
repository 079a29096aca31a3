"""Writing notices: for people, and for the endpoints of bodies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from liren.kernel.access.models import Body, User
from liren.kernel.base.clock import local, now
from liren.kernel.base.masking import mask_text
from liren.kernel.tell.models import Channel, Delivery, Endpoint, Level, Notice, State, Wish
from liren.kernel.tell.queries import quiet_of, usual
from liren.kernel.tell.rules import Quiet


@dataclass(frozen=True)
class Message:
    """What is told: a sentence with places for facts, and where to go on.

    `key` names the event: the same person is told of it once, however often this runs.
    """

    kind: str
    key: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    urgent: bool = False

    def notice(self, user: User | None = None, endpoint: Endpoint | None = None) -> Notice:
        """The row of one receiver; numbers in texts are masked before they are kept."""
        return Notice(
            user=user,
            endpoint=endpoint,
            key=self.key,
            kind=self.kind,
            sentence=self.sentence,
            facts={name: mask_text(str(fact)) for name, fact in self.facts.items()},
            link=self.link,
            urgent=self.urgent,
            at=now(),
        )


def tell(people: Iterable[User], message: Message) -> int:
    """Tell people, each once; the number of those who had not been told before."""
    wanted = {user.pk: user for user in people if user.is_active}
    new = _new([message.notice(user) for user in wanted.values()])
    wishes = {wish.user_id: wish for wish in Wish.objects.filter(user__in=wanted)}
    ways = []
    for notice in new:
        user = wanted[notice.user_id or 0]
        wish = wishes.get(user.pk) or usual(user)
        ways += [_delivery(notice, user, wish, channel) for channel in _channels(user)]
    Delivery.objects.bulk_create([way for way in ways if way])
    return len(new)


def tell_body(body: Body, message: Message) -> int:
    """Tell the robots and programs of a body, each once."""
    ends = Endpoint.objects.filter(body=body, ended_at=None)
    new = _new([message.notice(endpoint=end) for end in ends])
    channels = {end.pk: end.channel for end in ends}
    Delivery.objects.bulk_create(
        Delivery(notice=one, channel=channels[one.endpoint_id or 0], due_at=now()) for one in new
    )
    return len(new)


def _new(rows: list[Notice]) -> list[Notice]:
    """Those rows that told something new; a repeat of an event is dropped by the database."""
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Notice.objects.filter(uid__in=[row.uid for row in rows]))


def _channels(user: User) -> list[Channel]:
    reached = {Channel.EMAIL: user.email, Channel.SMS: user.phone}
    return [channel for channel, address in reached.items() if address]


def _delivery(notice: Notice, user: User, wish: Wish, channel: Channel) -> Delivery | None:
    level = wish.email if channel == Channel.EMAIL else wish.sms
    if level == Level.NEVER or (level == Level.URGENT and not notice.urgent):
        return None
    daily = level == Level.DAILY and not notice.urgent
    return Delivery(
        notice=notice,
        channel=channel,
        state=State.DAILY if daily else State.WAITING,
        due_at=_due(notice, quiet_of(wish)),
    )


def _due(notice: Notice, quiet: Quiet) -> datetime:
    """Now; what is not urgent waits for the end of the quiet hours."""
    return now() if notice.urgent else quiet.after(local(now()))
