"""Admission: what a department applies for, who was heard, who voted, and what pays for it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.duties.models.documents import Document
from liren.apps.duties.rules.admission import (
    ADMITTED,
    OPEN,
    AskKind,
    Choice,
    CoverKind,
    Stance,
    State,
)
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Around, At, Held, Way, Within
from liren.kernel.base.clock import local
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField

# what only the department does that applies
APPLICANTS = frozenset(
    {
        *("duties.draft", "duties.change_draft", "duties.submit", "duties.withdraw"),
        *("duties.record_cover", "duties.assign"),
    }
)
# who works below sees what is applied for above
READS = frozenset({"duties.applications"})
# what those say who are asked: each for itself, not the subdistrict for its communities
VOICES = frozenset({"duties.give_opinion"})
# what only the bodies at the table do
VOTES = frozenset({"duties.vote"})


class Application(Guarded):
    """准入申请: a department asks that communities may be asked for something.

    Once approved it is the admission itself: its conditions stand on the same row.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(but=APPLICANTS), Held("body_id"), Around(READS))
    bars: ClassVar[Bars] = {
        "duties.approve": ("drafted_by_id",),
        "duties.refuse_admission": ("drafted_by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # who asks
    kind = models.CharField(max_length=12, choices=AskKind)
    title = MaskedCharField(max_length=80)
    reason = MaskedTextField(max_length=2000)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = MaskedCharField(max_length=200, blank=True)  # where no document of ours is meant
    article = MaskedCharField(max_length=40, blank=True)
    entry_code = models.CharField(max_length=30, blank=True)  # of the list that it falls under
    start_on = models.DateField()
    end_on = models.DateField()
    unit = MaskedCharField(max_length=20, blank=True)  # 户
    unit_fen = models.BigIntegerField(default=0)  # a unit, as offered and then as approved
    hours_each = models.DecimalField(max_digits=7, decimal_places=1, default=0)  # a community
    asks_data = models.JSONField(default=list, blank=True)  # codes of facts it wants to have
    staff = MaskedCharField(max_length=200, blank=True)
    training = MaskedCharField(max_length=200, blank=True)
    conditions = MaskedTextField(blank=True, max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    stage_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # when the present stage is over
    decide_by = models.DateTimeField(null=True)  # when the whole must be decided
    late = models.BooleanField(default=False)  # asked for later than the rule wants
    late_reason = MaskedCharField(max_length=200, blank=True)
    answer = MaskedTextField(blank=True, max_length=1000)  # why it was refused or sent back
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = GuardedQuerySet["Application"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "-id"], name="application_area"),
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN), name="application_due"),
            models.Index(fields=["body", "-id"], name="application_body"),
            models.Index(
                fields=["body", "kind"], condition=Q(state__in=ADMITTED), name="application_live"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_lasts", condition=Q(end_on__gte=F("start_on"))
            ),
            models.CheckConstraint(
                name="application_costs", condition=Q(unit_fen__gte=0) & Q(hours_each__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.application", args=[self.uid])

    @property
    def number(self) -> str:
        """The number for people."""
        return f"{self.area.code}-Z{local(self.drafted_at).year}-{self.pk or 0:05d}"


class Hearing(Guarded):
    """征求意见: what one subdistrict or community says of an application, and whether it is in it.

    For a community `quantity` is how many units are wanted of it.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(but=VOICES), At(only=VOICES))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="hearings")
    quantity = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)  # before that it is only wanted, and not shown
    stance = models.CharField(max_length=8, choices=Stance, blank=True)
    text = MaskedTextField(blank=True, max_length=500)
    load = models.JSONField(default=dict)  # live tasks, hours, ledgers … when it was asked
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(null=True)
    admitted = models.BooleanField(null=True)  # decided: it is in the scope or not

    objects: ClassVar[Any] = GuardedQuerySet["Hearing"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "-id"], name="hearing_area")]
        constraints = [
            models.UniqueConstraint(fields=["application", "area"], name="one_hearing_each")
        ]

    def __str__(self) -> str:
        return str(self.area)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.hearing", args=[self.uid])


class Seat(Guarded):
    """联审席位: a body at the table of the joint review, and how it voted."""

    ways: ClassVar[tuple[Way, ...]] = (Within(but=VOTES), Held("body_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="seats")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=8, choices=Choice, blank=True)
    reason = MaskedCharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedQuerySet["Seat"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "body"], name="one_seat_a_body")
        ]
        indexes = [models.Index(fields=["body", "-id"], name="seat_body")]

    def __str__(self) -> str:
        return str(self.body)


class Cover(Guarded):
    """经费保障: money set aside for an admission, recorded by one, confirmed by another."""

    ways: ClassVar[tuple[Way, ...]] = (
        Within(but=frozenset({"duties.record_cover"})),
        Held("application__body_id"),
    )
    bars: ClassVar[Bars] = {"duties.confirm_cover": ("recorded_by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="covers")
    kind = models.CharField(max_length=8, choices=CoverKind)
    fen = models.BigIntegerField(default=0)
    paper = MaskedCharField(max_length=200)  # the letter or voucher that says so
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cover_not_negative", condition=Q(fen__gte=0)),
            models.CheckConstraint(
                name="cover_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.fen / 100:.2f}"
