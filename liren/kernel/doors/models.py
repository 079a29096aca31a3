"""Log-in codes of phones, counted tries, recoveries, passwords that were."""

from django.db import models
from django.db.models import Q


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
