"""The verbs of telling: what people do with their notices, and operators with endpoints."""

from datetime import time

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, User
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.tell.channels import SENDERS, Letter, Undelivered
from liren.kernel.tell.channels.hosts import is_well_formed
from liren.kernel.tell.models import (
    ROBOTS,
    Channel,
    Delivery,
    Endpoint,
    Level,
    Notice,
    State,
    Wish,
)


@action("tell.read")
def read(actor: Actor, notice: Notice) -> Notice:
    """Put a notice aside as read."""
    if notice.read_at is None:
        notice.read_at = now()
        notice.save(update_fields=["read_at"])
    return notice


@action("tell.read_all")
def read_all(actor: Actor, person: User) -> User:
    """Put everything aside as read."""
    Notice.objects.filter(user=person, read_at=None).update(read_at=now())
    return person


@action("tell.choose")
def choose(
    actor: Actor, person: User, *, email: str, sms: str, quiet_since: time, quiet_until: time
) -> User:
    """Choose what comes by which channel, and when not to be disturbed."""
    if sms == Level.DAILY:
        raise Refused(
            "tell.no-daily-text", _("短信没有每日汇总。请选择别的方式，或改用邮件汇总。")
        )
    facts = {"email": email, "sms": sms, "quiet_since": quiet_since, "quiet_until": quiet_until}
    Wish.objects.update_or_create(user=person, defaults=facts)
    return person


@action("tell.add_endpoint", creates=True, secret=("url", "secret"))
def add_endpoint(
    actor: Actor, body: Body, *, channel: str, name: str, url: str, secret: str = ""
) -> Endpoint:
    """Let a robot or a program be told what concerns a body."""
    if channel not in ROBOTS:
        raise Refused("tell.no-robot", _("这种渠道不能作为接收端。请选择机器人或网络回调。"))
    if not is_well_formed(url):
        raise Refused(
            "tell.bad-address",
            _("这个地址不能使用：须以 https:// 开头；内网地址须先由系统管理员放行。"),
        )
    if channel == Channel.WEBHOOK and len(secret) < 16:
        raise Refused(
            "tell.no-secret", _("网络回调须有至少 16 位的签名密钥，接收方凭它核对来源。")
        )
    end = Endpoint(body=body, area=body.area, channel=channel, name=name.strip())
    end.url, end.secret = url, secret
    end.save()
    return end


@action("tell.try_endpoint")
def try_endpoint(actor: Actor, end: Endpoint) -> Endpoint:
    """Send a word to an endpoint at once, and say whether it arrived."""
    text = str(_("这是里仁的测试消息，收到即表示已接通。"))
    uid = f"try-{end.pk}-{int(now().timestamp())}"
    try:
        SENDERS[end.channel](
            Letter(uid, end.url.open(), text, kind="tell.try", secret=end.secret.open())
        )
    except Undelivered as fault:
        sentence = _("没有送到：%(fault)s。请检查地址和密钥后再试。")
        raise Refused("tell.not-delivered", sentence % {"fault": fault}) from fault
    return end


@action("tell.end_endpoint")
def end_endpoint(actor: Actor, end: Endpoint) -> Endpoint:
    """Stop telling an endpoint; what is on its way is dropped."""
    end.ended_at = now()
    end.save(update_fields=["ended_at"])
    waiting = Delivery.objects.filter(notice__endpoint=end, state=State.WAITING)
    waiting.update(state=State.DROPPED)
    return end


@action("tell.retry")
def retry(actor: Actor, delivery: Delivery) -> Delivery:
    """Send again what was given up."""
    _still_dead(delivery)
    delivery.state, delivery.tries, delivery.due_at = State.WAITING, 0, now()
    delivery.save(update_fields=["state", "tries", "due_at"])
    return delivery


@action("tell.drop")
def drop(actor: Actor, delivery: Delivery) -> Delivery:
    """Let go of what cannot be delivered; the notice stays in the inbox."""
    _still_dead(delivery)
    delivery.state = State.DROPPED
    delivery.save(update_fields=["state"])
    return delivery


def _still_dead(delivery: Delivery) -> None:
    if delivery.state != State.DEAD:
        raise Refused("tell.not-dead", _("这条投递已不在失败清单里，可能被别人处理了。请刷新。"))
