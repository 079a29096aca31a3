from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, override

from liren.kernel.access.guarded import Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Everywhere, Named, Way, Within
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.fields import SealedField


class Channel(TextChoices):
    """How something reaches people outside the product."""

    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")
    WECOM = "wecom", _("企业微信机器人")
    DINGTALK = "dingtalk", _("钉钉机器人")
    WEBHOOK = "webhook", _("签名网络回调")


ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.WEBHOOK)


class Level(TextChoices):
    """What a person wants by a channel."""

    NEVER = "never", _("不发送")
    URGENT = "urgent", _("只发紧急的")
    ALL = "all", _("都发送")
    DAILY = "daily", _("每天汇总一次")


class State(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("待发送")
    DAILY = "daily", _("待汇总")
    SENT = "sent", _("已发送")
    DEAD = "dead", _("多次失败")
    DROPPED = "dropped", _("已放弃")


class Wish(models.Model):
    """通知偏好: by which channel a person is told what, and when not to be disturbed."""

    ways: ClassVar[tuple[Way, ...]] = (Named("self", "user_id"),)
    area_path: ClassVar[str] = ""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    email = models.CharField(max_length=8, choices=Level)
    sms = models.CharField(max_length=8, choices=Level)
    quiet_since = models.TimeField()
    quiet_until = models.TimeField()

    objects = GuardedQuerySet["Wish"].as_manager()

    def __str__(self) -> str:
        return str(self.user)


class Endpoint(Guarded):
    """接收端: a robot or a program of a body that is told what concerns the body."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    name = models.CharField(max_length=60)
    # whoever knows a robot's address can speak as we
    url = SealedField("endpoint.url", bound_to="body_id")
    secret = SealedField("endpoint.secret", bound_to="body_id")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedQuerySet["Endpoint"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="endpoint_is_robot", condition=Q(channel__in=[str(c) for c in ROBOTS])
            )
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """通知: one thing told to one person or endpoint; the text is kept without language."""

    ways: ClassVar[tuple[Way, ...]] = (Named("self", "user_id"),)
    area_path: ClassVar[str] = ""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=120)  # one event is told once
    kind = models.CharField(max_length=60)
    sentence = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = GuardedQuerySet["Notice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "endpoint", "key"], name="told_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="told_to_one",
                condition=Q(user__isnull=False, endpoint__isnull=True)
                | Q(user__isnull=True, endpoint__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "at", "id"], name="notice_newest"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What is said, in the language of who reads it."""
        return str(gettext(self.sentence) % self.facts)

    def said_in(self, language: str) -> str:
        """What is said, in a person's own language."""
        with override(language or settings.LANGUAGE_CODE):
            return self.text


class Delivery(models.Model):
    """投递: one notice on its way by one channel."""

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = GuardedQuerySet["Delivery"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_way_once")]
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                condition=Q(state__in=["waiting", "daily"]),
                name="delivery_due",
            ),
            models.Index(fields=["-id", "state"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"

    @property
    def stable_id(self) -> str:
        """The same at every try, so that a receiver can drop doubles."""
        return f"{self.notice.uid}.{self.channel}"
