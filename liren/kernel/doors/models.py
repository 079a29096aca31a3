"""Log-in codes of phones, counted tries, recoveries, passwords that were."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from liren.kernel.access.guarded import Bars, GuardedQuerySet
from liren.kernel.access.ways import Everywhere, Way
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.clock import now
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedCharField


class PhoneCode(models.Model):
    """验证码: one code that was sent; neither the number nor the code can be read from it.

    Of one phone at most one code is alive; the others are kept for a day, to be counted.
    """

    phone_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    live = models.BooleanField(default=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_hash"], condition=Q(live=True), name="one_live_code"
            )
        ]
        indexes = [
            models.Index(fields=["phone_hash", "made_at"], name="code_phone"),
            models.Index(fields=["address_hash", "made_at"], name="code_address"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class Tally(models.Model):
    """计次: how often somebody tried something in one window; who is only a keyed hash."""

    kind = models.CharField(max_length=40)
    who = models.CharField(max_length=64)
    since = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "who", "since"], name="one_tally")]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d %H:%M}: {self.tries}"


class RecoveryState(TextChoices):
    """Where a recovery stands."""

    WAITING = "waiting", _("待另一位管理员同意")
    OPEN = "open", _("链接有效")
    USED = "used", _("已使用")
    ENDED = "ended", _("已撤回")
    OVER = "over", _("已过期")


class Recovery(models.Model):
    """账户找回: a way back in for who lost password or phone; of the link only a fingerprint.

    For an administrator it opens when a second administrator agrees, and the link is made then.
    """

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    bars: ClassVar[Bars] = {
        "access.agree_recovery": ("user_id", "opened_by_id"),
        "access.withdraw_recovery": ("user_id",),
    }
    area_path: ClassVar[str] = ""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = MaskedCharField(max_length=200)
    factor = models.BooleanField(default=False)  # the second factor goes as well
    two = models.BooleanField(default=False)  # a second administrator has to agree
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 — NULLs do not collide
    until = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = GuardedQuerySet["Recovery"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, ended_at=None),
                name="one_recovery",
            ),
            models.CheckConstraint(
                name="recovery_takes_two",
                condition=Q(digest=None) | Q(two=False) | Q(agreed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def state(self) -> RecoveryState:
        """Where it stands at this moment."""
        if self.used_at or self.ended_at:
            return RecoveryState.USED if self.used_at else RecoveryState.ENDED
        if self.until <= now():
            return RecoveryState.OVER
        return RecoveryState.OPEN if self.digest else RecoveryState.WAITING

    @property
    def state_said(self) -> object:
        """The state in words."""
        return self.state.label


class PastPassword(models.Model):
    """旧密码: the hash of a password that a person had before."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "until"], name="password_past")]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"
