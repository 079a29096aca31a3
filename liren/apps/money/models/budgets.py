"""The budget of a year in its versions, and the closing of a year."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.models.funds import Category, Fund
from liren.apps.money.rules.budgets import BudgetState
from liren.apps.money.rules.funds import Flow
from liren.kernel.access.guarded import Bars, Guarded
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField


class Budget(Guarded):
    """预算: what a community or subdistrict expects and may spend in a year, in one version."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {
        "money.approve_budget": ("drafted_by_id",),
        "money.return_budget": ("drafted_by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)  # of the version
    state = models.CharField(max_length=10, choices=BudgetState, default=BudgetState.DRAFT)
    note = MaskedTextField(max_length=500, blank=True)  # why it was revised
    document = MaskedCharField(max_length=200, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = MaskedTextField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)  # of the draft, against lost edits

    class Meta:
        indexes = [models.Index(fields=["area_path", "year", "number"], name="budget_area")]
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "number"], name="one_budget_version"),
            models.UniqueConstraint(
                fields=["area", "year"], condition=Q(state="approved"), name="one_budget_in_force"
            ),
            models.UniqueConstraint(
                fields=["area", "year"],
                condition=Q(state__in=("draft", "submitted")),
                name="one_open_budget",
            ),
            models.CheckConstraint(
                name="budget_by_two",
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.budget", args=[self.uid])


class BudgetLine(models.Model):
    """预算项目: so much under one heading from one fund."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="lines")
    flow = models.CharField(max_length=4, choices=Flow)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    title = MaskedCharField(max_length=80, blank=True)
    fen = models.BigIntegerField()
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["flow", "place", "pk"]
        constraints = [
            models.CheckConstraint(name="budget_line_positive", condition=Q(fen__gte=0)),
            models.UniqueConstraint(
                fields=["budget", "flow", "fund", "category", "title"], name="one_budget_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.fen}"


class YearEnd(Guarded):
    """决算: the year of an area closed: what was carried over, what went back, by two persons."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {"money.confirm_close": ("by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)  # each purse: there, carried, returned
    commitments = models.JSONField(default=list)  # each not yet paid: which, fen, what becomes
    below = models.BooleanField(default=False)  # with the areas that lie in it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "year"], name="year_end_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"], condition=Q(dropped_at=None), name="one_year_end"
            ),
            models.CheckConstraint(
                name="year_end_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.year_end", args=[self.uid])
