"""What residents read of the money of their community, and what they ask."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.rules.disclosure import DisclosureState, ObjectionState
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.ways import Named, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import FreeTextField, MaskedTextField, NumbersField


class Disclosure(Guarded):
    """财务公开: the accounts of one quarter as they were published; never changed afterwards.

    A correction is another row, which says what was wrong. What was published anyone may read.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {"money.publish_accounts": ("drafted_by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=DisclosureState, default=DisclosureState.DRAFT)
    accounts = models.JSONField(default=dict)  # sums by fund and heading, never a person
    note = MaskedTextField(max_length=2000, blank=True)  # what residents should know of them
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedQuerySet["Disclosure"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "year", "quarter"], name="disclosure_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "quarter", "number"], name="one_disclosure_version"
            ),
            models.UniqueConstraint(
                fields=["area", "year", "quarter"],
                condition=Q(state="draft"),
                name="one_disclosure_draft",
            ),
            models.CheckConstraint(name="disclosure_quarter", condition=Q(quarter__range=(1, 4))),
            models.CheckConstraint(
                name="disclosure_by_two",
                condition=Q(published_by=None) | ~Q(published_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} Q{self.quarter}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.disclosure", args=[self.uid])


class Objection(Guarded):
    """财务疑问: what a resident asks about published accounts, and the answer, read by all."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "by_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="objections")
    text = FreeTextField(max_length=1000)
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.RAISED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer_by = models.DateField()  # the last day
    answer = FreeTextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    numbers = NumbersField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "-id"], name="objection_area"),
            models.Index(
                fields=["area_path", "answer_by"],
                condition=Q(state="raised"),
                name="objection_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.objection", args=[self.uid])
