"""Schemes of a place as data, the yearly runs over them, and what each area is entitled to."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.models.claims import Claim
from liren.apps.money.models.funds import Fund
from liren.apps.money.rules.claims import FeeClaimKind
from liren.apps.money.rules.schemes import RunState
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField


class Scheme(models.Model):
    """经费制度: what an area of a level is granted in a year, by which formula, owed by whom."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    formula = models.CharField(max_length=60)  # the key of the figure that gives yuan
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12)
    debtor = models.CharField(max_length=30)  # the function of the body that owes
    kind = models.CharField(max_length=12, choices=FeeClaimKind)
    once = models.BooleanField(default=False)  # not every year
    due = models.CharField(max_length=5, default="12-31")  # month and day
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["pack", "code"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "code", "valid_from"], name="one_scheme_a_day")
        ]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Run(Guarded):
    """年度测算: one calculation of all schemes for a year in an area, consented by two."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {"money.consent_run": ("first_by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.COUNTING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # who had it counted
    at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)  # how many entitlements it will have
    counted_at = models.DateTimeField(null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    note = MaskedTextField(max_length=500, blank=True)

    objects: ClassVar[Any] = GuardedQuerySet["Run"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "year", "id"], name="run_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"],
                condition=~Q(state__in=("posted", "withdrawn")),
                name="one_open_run",
            ),
            models.CheckConstraint(
                name="run_by_two", condition=Q(second_by=None) | ~Q(second_by=F("first_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.run", args=[self.uid])


class Entitlement(Guarded):
    """核定: what one scheme gives one area in a year, how that came about, what changed.

    Without an amount the figure cannot be computed; `lacks` says which facts are missing. What
    somebody struck, such as what was granted before there were these books, raises no claim.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="entitlements")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    fen = models.BigIntegerField(null=True)
    before_fen = models.BigIntegerField(null=True)  # of the year before
    posted_before_fen = models.BigIntegerField(default=0)  # in this year by an earlier run
    figure = models.JSONField(default=dict)  # formula, inputs, sources: how it came about
    lacks = models.JSONField(default=list)
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="+")
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    struck_at = models.DateTimeField(null=True)
    reason = MaskedCharField(max_length=200, blank=True)  # why it was struck

    objects: ClassVar[Any] = GuardedQuerySet["Entitlement"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="entitlement_area"),
            models.Index(fields=["run", "area_path", "id"], name="entitlement_run"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "area", "scheme"], name="one_entitlement_each"),
            models.CheckConstraint(
                name="entitlement_not_negative", condition=Q(fen=None) | Q(fen__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.scheme}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.entitlement", args=[self.uid])
