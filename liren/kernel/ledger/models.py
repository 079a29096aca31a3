"""Accounts, postings and their lines: positive is what is there, negative where it came from."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedCharField


class Unit(TextChoices):
    """What is counted; a posting never mixes two."""

    FEN = "fen", _("分（人民币）")
    POINT = "point", _("积分")
    MINUTE = "minute", _("分钟")


class Account(models.Model):
    """账户: how much of a unit is there, under a code that its owner gives it.

    Without `least` it may go below nothing: that is where things come from. With a parent it
    holds what was set aside of the parent and can only be used or given back.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(max_length=160, unique=True, db_collation="C")
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.FEN)
    least = models.BigIntegerField(null=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="set_aside"
    )
    amount = models.BigIntegerField(default=0, editable=False)  # the sum of its lines
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            # one writer who forgets to look is stopped here
            models.CheckConstraint(
                name="account_covered", condition=Q(least=None) | Q(amount__gte=F("least"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Posting(models.Model):
    """记账: one event in the books, with lines that make nothing together.

    `about` names what it was for as plain text, because the posting outlives it. The same `key`
    is never posted twice.
    """

    append_only: ClassVar[bool] = True

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True, db_collation="C")
    kind = models.CharField(max_length=40)
    title = MaskedCharField(max_length=160, blank=True)
    about = models.CharField(max_length=80, blank=True)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["about", "id"], name="posting_about", condition=~Q(about="")),
            models.Index(fields=["day", "id"], name="posting_day"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Line(models.Model):
    """分录: what one account gained or lost, and what was there afterwards."""

    append_only: ClassVar[bool] = True

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_index=False, related_name="lines"
    )
    amount = models.BigIntegerField()
    after = models.BigIntegerField()
    day = models.DateField()  # of its posting

    class Meta:
        indexes = [
            models.Index(fields=["account", "day", "id"], include=["amount"], name="line_account"),
        ]
        constraints = [
            models.CheckConstraint(name="line_moves", condition=~Q(amount=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"


class Proof(models.Model):
    """对账: what a check of all books found, and when."""

    append_only: ClassVar[bool] = True

    at = models.DateTimeField()
    postings = models.BigIntegerField()
    lines = models.BigIntegerField()
    accounts = models.BigIntegerField()
    faults = models.JSONField(default=list)

    class Meta:
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{self.at:%F %T} {len(self.faults)}"
