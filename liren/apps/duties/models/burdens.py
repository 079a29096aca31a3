"""What stands at a community's door, and how many hours a month it takes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.duties.models.admission import Application
from liren.apps.duties.models.assignments import Assignment
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.burdens import LIVE, BurdenState, Rhythm
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField


class Burden(Guarded):
    """负担: a plaque, a ledger, a form, a program, a group or an inspection of one community."""

    ways: ClassVar[tuple[Way, ...]] = (
        Within(),
        Held("asker_id"),
    )

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=AskKind)
    title = MaskedCharField(max_length=80)
    asker = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asker_name = MaskedCharField(max_length=80, blank=True)  # where it is no body of ours
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="burdens"
    )
    rhythm = models.CharField(max_length=9, choices=Rhythm, blank=True)
    generated = models.BooleanField(default=False)  # a ledger or form that the register makes
    since = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=BurdenState, default=BurdenState.FOUND)
    remove_by = models.DateField(null=True, blank=True)
    order = MaskedCharField(max_length=200, blank=True)  # the document that orders removal
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True)
    note = MaskedTextField(blank=True, max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "kind", "id"], name="burden_area"),
            models.Index(
                fields=["area_path", "remove_by"], condition=Q(state="ordered"), name="burden_due"
            ),
            models.Index(fields=["asker", "id"], name="burden_asker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "kind", "title"],
                condition=Q(state__in=LIVE),
                name="one_live_burden",
            ),
            models.CheckConstraint(
                name="burden_ordered_by", condition=~Q(state="ordered") | ~Q(remove_by=None)
            ),
            models.CheckConstraint(
                name="burden_not_in_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.burden", args=[self.uid])


class Estimate(Guarded):
    """工时估计: how many hours what was asked took a community in a month, as it says itself.

    Of the community as a whole, never of a person: it is asked once a month, not measured.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    month = models.DateField()  # its first day
    staff = models.PositiveSmallIntegerField()  # how many people shared the work
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area_path", "month"], name="estimate_area")]
        constraints = [
            models.UniqueConstraint(fields=["area", "month"], name="one_estimate_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.estimate_of", args=[self.uid])


class EstimateLine(models.Model):
    """工时估计行: the hours of one thing in a month."""

    estimate = models.ForeignKey(Estimate, on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="+"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    burden = models.ForeignKey(Burden, on_delete=models.PROTECT, null=True, related_name="+")
    asker = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    label = MaskedCharField(max_length=80)
    hours = models.DecimalField(max_digits=7, decimal_places=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hours_not_negative", condition=Q(hours__gte=0)),
            models.UniqueConstraint(fields=["estimate", "label"], name="one_line_each"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.hours}"
