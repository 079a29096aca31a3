"""What went through the gate to one community, what was refused, and what the law lets pass."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.duties.models.admission import Application
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import OPEN, Ground, RefusalState, State
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Everywhere, Held, Way, Within
from liren.kernel.base.clock import today
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import (
    FreeTextField,
    MaskedCharField,
    MaskedTextField,
    NumbersField,
)

# what only the department does that asked, wherever it has a grant besides
ASKERS = frozenset({"duties.assign", "duties.accept_work", "duties.dispute_work", "duties.recall"})
READS = frozenset({"duties.emergencies"})


class Emergency(Guarded):
    """应急例外: by law, for a while and for a reason, tasks pass the gate without admission."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Everywhere(only=READS))
    bars: ClassVar[Bars] = {"duties.confirm_emergency": ("declared_by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = MaskedCharField(max_length=80)
    reason = MaskedTextField(max_length=500)
    law = MaskedCharField(max_length=200)
    article = MaskedCharField(max_length=40)
    since = models.DateField()
    until = models.DateField()
    bodies = models.ManyToManyField(Body, related_name="+")  # who may ask under it
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "until"], name="emergency_area")]
        constraints = [
            models.CheckConstraint(name="emergency_lasts", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="emergency_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("declared_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.emergency", args=[self.uid])

    @property
    def last_day(self) -> date:
        """The day on which it is over, as declared or earlier."""
        return self.ended_on or self.until


class Assignment(Guarded):
    """交办: what a department asked of one community, on what, and what came of it."""

    ways: ClassVar[tuple[Way, ...]] = (Within(but=ASKERS), Held("asker_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="assignments"
    )
    emergency = models.ForeignKey(
        Emergency, on_delete=models.PROTECT, null=True, related_name="assignments"
    )
    entry_code = models.CharField(max_length=30, blank=True)  # a basic duty of the list
    passed_as = models.CharField(max_length=10)  # what let it through the gate
    asker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=AskKind)
    title = MaskedCharField(max_length=80)
    text = FreeTextField(max_length=2000, blank=True)
    unit = MaskedCharField(max_length=20, blank=True)
    quantity = models.PositiveIntegerField(default=0)  # asked for
    done_quantity = models.PositiveIntegerField(default=0)  # reported by the community
    accepted_quantity = models.PositiveIntegerField(default=0)
    unit_fen = models.BigIntegerField(default=0)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    outcome = FreeTextField(max_length=2000, blank=True)
    dispute = MaskedTextField(max_length=500, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    numbers = NumbersField()

    objects: ClassVar[Any] = GuardedQuerySet["Assignment"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "sent_at", "id"], name="assignment_area"),
            models.Index(
                fields=["area_path", "due_on"], condition=Q(state__in=OPEN), name="assignment_open"
            ),
            models.Index(fields=["asker", "sent_at", "id"], name="assignment_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_measured",
                condition=Q(accepted_quantity__lte=F("done_quantity")) & Q(unit_fen__gte=0),
            ),
            models.CheckConstraint(
                name="assignment_on_one_basis",
                condition=Q(passed_as="admission", application__isnull=False)
                | Q(passed_as="emergency", emergency__isnull=False)
                | (Q(passed_as="basic") & ~Q(entry_code="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.assignment", args=[self.uid])

    @property
    def is_late(self) -> bool:
        """Whether it should have been done."""
        return self.state in OPEN and self.state != State.DONE and self.due_on < today()


class Refusal(Guarded):
    """拒办: a community said no, on which ground and by which list, and what became of it.

    Without an assignment it was asked outside the system: by telephone, in a group, on paper.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(but=frozenset({"duties.appeal"})), Held("asker_id"))
    bars: ClassVar[Bars] = {"duties.decide_appeal": ("by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, related_name="refusals"
    )
    asker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=AskKind)
    title = MaskedCharField(max_length=80)
    ground = models.CharField(max_length=10, choices=Ground)
    sentence = MaskedCharField(max_length=300)  # what the gate or the list says
    source = MaskedCharField(max_length=300, blank=True)  # the list, the entry, the article
    note = MaskedTextField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=RefusalState, default=RefusalState.STANDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appeal = MaskedTextField(max_length=500, blank=True)
    appealed_at = models.DateTimeField(null=True)
    decide_by = models.DateTimeField(null=True)
    decision = MaskedTextField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "at", "id"], name="refusal_area"),
            models.Index(fields=["asker", "at", "id"], name="refusal_asker"),
            models.Index(
                fields=["area_path", "decide_by"],
                condition=Q(state="appealed"),
                name="refusal_appealed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=("stands", "appealed")),
                name="one_live_refusal",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.refusal", args=[self.uid])
