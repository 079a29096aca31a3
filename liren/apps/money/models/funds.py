"""Funds, earmarks, purses, and money that comes in."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from liren.apps.money.rules.funds import Flow, Nature, Tier
from liren.apps.people.models import Tenancy
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger.models import Account
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField


class Fund(models.Model):
    """经费来源: a kind of money, as a pack names it."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    nature = models.CharField(max_length=12, choices=Nature)
    level = models.CharField(max_length=12, choices=Tier, blank=True)
    carries = models.BooleanField(default=False)  # what is left at the end of a year stays
    source = models.CharField(max_length=300, blank=True)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Category(models.Model):
    """收支科目: what money came for or went for."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    flow = models.CharField(max_length=4, choices=Flow)
    source = models.CharField(max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["flow", "place", "code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Earmark(Guarded):
    """专款: money that is for one thing only, as who gave it said."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="earmarks")
    title = MaskedCharField(max_length=80)
    purpose = MaskedTextField(max_length=500)
    document = MaskedCharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "-id"], name="earmark_area")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.earmark", args=[self.uid])


class Purse(Guarded):
    """经费账户: money of one fund, one earmark and one year, in one area. Its account tells."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    earmark = models.ForeignKey(
        Earmark, on_delete=models.PROTECT, null=True, blank=True, related_name="purses"
    )
    year = models.PositiveSmallIntegerField()
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)  # by the closing of its year

    objects: ClassVar[Any] = GuardedQuerySet["Purse"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "year", "id"], name="purse_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "fund", "earmark", "year"],
                name="one_purse_each",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}" + (f" {self.earmark}" if self.earmark_id else "")

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.purse", args=[self.uid])


class Receipt(Guarded):
    """收入: money that came into a purse, such as rent; confirmed by a second.

    With a giver it is a transfer (调拨) from the purse of another area.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {
        "money.confirm_receipt": ("by_id",),
        "money.reverse": ("by_id", "confirmed_by_id"),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="receipts")
    giver = models.ForeignKey(
        Purse, on_delete=models.PROTECT, null=True, related_name="given"
    )  # where a transfer comes from
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    payer = MaskedCharField(max_length=80)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    title = MaskedCharField(max_length=80)
    fen = models.BigIntegerField()
    day = models.DateField()
    paper = MaskedCharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    reason = MaskedCharField(max_length=200, blank=True)
    tenancy = models.ForeignKey(
        Tenancy, on_delete=models.PROTECT, null=True, related_name="+"
    )  # whose registration it was paid for
    period = models.DateField(null=True)  # the last day of the term for which

    class Meta:
        indexes = [models.Index(fields=["area_path", "day", "id"], name="receipt_area")]
        constraints = [
            models.CheckConstraint(name="receipt_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="receipt_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("by")),
            ),
            models.UniqueConstraint(
                fields=["tenancy", "period"],
                condition=Q(tenancy__isnull=False, dropped_at=None),
                name="one_fee_a_term",
            ),
            models.CheckConstraint(
                name="fee_of_a_term",
                condition=Q(tenancy=None, period=None)
                | Q(tenancy__isnull=False, period__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_elsewhere",
                condition=Q(giver=None) | ~Q(giver=models.F("purse")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.receipt", args=[self.uid])
