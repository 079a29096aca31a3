from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.standards.rules.changes import State
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.ways import Everywhere, Named, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.sealed.freetext import MaskedTextField

TONES = {
    State.PROPOSED: "warn",
    State.APPLIED: "ok",
    State.REFUSED: "bad",
    State.WITHDRAWN: "",
}


class Declared(Guarded):
    """底数: a number that somebody declared of an area on a day, from a document.

    It counts when a second person has confirmed it, and is then never changed: a correction is
    another row of the same day.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {"standards.confirm": ("declared_by_id",)}

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    key = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    day = models.DateField()
    document = models.CharField(max_length=300)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    declared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "key", "day"], name="declared_where")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "key", "day"],
                condition=Q(confirmed_at=None),
                name="one_waiting_figure",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="declared_not_negative"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("declared_by")),
                name="declared_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.key} {self.day}"


class Change(models.Model):
    """参数变更: a value proposed from a day on; it holds once a second person has agreed."""

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(), Named("self", "proposed_by_id"))
    bars: ClassVar[Bars] = {
        "policy.consent": ("proposed_by_id",),
        "policy.refuse": ("proposed_by_id",),
    }
    area_path: ClassVar[str] = ""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    reason = MaskedTextField(blank=True, max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    before = models.ForeignKey(
        Parameter, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    made = models.ForeignKey(
        Parameter, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True)
    note = MaskedTextField(blank=True, max_length=500)

    objects = GuardedQuerySet["Change"].as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "key"],
                condition=Q(state="proposed"),
                name="one_open_change",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | ~Q(decided_by=models.F("proposed_by")),
                name="changed_by_two",
            ),
        ]

    def __str__(self) -> str:
        return _("%(name)s（%(day)s 起）") % {"name": self.before, "day": self.valid_from}

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("standards.change", args=[self.uid])

    @property
    def tone(self) -> str:
        """How its state is painted."""
        return TONES[State(self.state)]
