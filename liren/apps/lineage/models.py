from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.lineage.rules import NEXT, ChangeKind, State
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Area
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.clock import today
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedTextField

USER = settings.AUTH_USER_MODEL


class Change(Guarded):
    """辖区调整: one decision on boundaries, from the draft to the day that makes it true."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {
        "lineage.consent": ("proposer_id",),
        "lineage.refuse": ("proposer_id",),
    }

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=ChangeKind)
    title = models.CharField(max_length=80)
    document = models.CharField(max_length=80)
    reason = MaskedTextField(blank=True, max_length=2000)
    effective = models.DateField()
    until = models.DateField(null=True, blank=True)
    keeper = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    predecessors = models.ManyToManyField(Area, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    drafter = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    consenter = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    consented_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)  # when the last row had followed
    note = MaskedTextField(blank=True, max_length=1000)

    objects: ClassVar[Any] = GuardedQuerySet["Change"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_two_persons",
                condition=Q(consenter=None) | Q(proposer=None) | ~Q(consenter=F("proposer")),
            )
        ]
        indexes = [
            models.Index(fields=["area_path", "drafted_at"], name="change_area"),
            models.Index(fields=["state", "effective"], name="change_day"),
        ]
        ordering = ["-drafted_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the change."""
        return reverse("lineage.view", args=[self.uid])

    @property
    def next_verb(self) -> str:
        """The verb that brings the change on; on its day the clock does it."""
        waits = self.state == State.CONSENTED and self.effective > today()
        return "" if waits else NEXT.get(self.state, "")


class Part(models.Model):
    """承接社区: one community as it will be, and what goes there."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=20, blank=True)
    continues = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    geometry = models.JSONField(null=True, blank=True)
    takes_rest = models.BooleanField(default=False)
    grids = models.JSONField(default=list)  # codes
    estates = models.JSONField(default=list)  # keys
    bodies = models.JSONField(default=list)  # codes
    holders = models.JSONField(default=list)  # keys of people whose offices go only here
    households = models.PositiveIntegerField(null=True, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    voters = models.PositiveIntegerField(null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "order"], name="part_order"),
            models.UniqueConstraint(
                fields=["change"], condition=Q(takes_rest=True), name="part_one_takes_rest"
            ),
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """旧名旧界: what an area that keeps its code was called, and how far it went, before."""

    append_only = True

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    geometry = models.JSONField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_to"], name="edition_one_a_day")
        ]
        ordering = ["valid_to"]

    def __str__(self) -> str:
        return self.name


class Descent(models.Model):
    """沿革: which area came of which, on which day, by which change."""

    append_only = True

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "predecessor", "successor"], name="descent_once"
            )
        ]
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Moved(models.Model):
    """随迁: a row that lay in one area until a day and in another from then on."""

    append_only = True

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=60)
    key = models.BigIntegerField()
    source = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["model", "key", "day"], name="moved_row")]
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


class Custody(models.Model):
    """代管: an area that another community runs from a day to a day."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.keeper} · {self.area}"

    @property
    def mark(self) -> str:
        """What the grants that follow from it carry."""
        return f"lineage.custody:{self.pk}"
