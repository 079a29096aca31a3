"""The ways outside: small adapters, each of which sends one letter or says why it could not."""

from collections.abc import Callable, Mapping

from liren.kernel.tell.channels import mail, phone, robots
from liren.kernel.tell.channels.letter import Letter, Undelivered
from liren.kernel.tell.models import Channel

__all__ = ["SENDERS", "Letter", "Undelivered"]

SENDERS: Mapping[str, Callable[[Letter], None]] = {
    Channel.EMAIL: mail.send,
    Channel.SMS: phone.send,
    Channel.WECOM: robots.wecom,
    Channel.DINGTALK: robots.dingtalk,
    Channel.WEBHOOK: robots.webhook,
}
