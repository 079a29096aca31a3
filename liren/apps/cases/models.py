from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from liren.apps.cases import rules
from liren.apps.cases.rules import (
    DOING,
    ENDED,
    HANDLER_VERBS,
    OPEN,
    Phase,
    Rating,
    Source,
    State,
)
from liren.apps.duties.models import Application, Emergency
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Named, Way, Within
from liren.kernel.base.clock import local, now
from liren.kernel.base.ids import uuid7
from liren.kernel.base.words import WordsField
from liren.kernel.files.models import Attachment
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import (
    FreeCharField,
    FreeTextField,
    MaskedCharField,
    NumbersField,
)


class CaseClass(models.Model):
    """事件大类: five classes of components and six of events."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    group = models.CharField(max_length=12)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    icon = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class CaseKind(models.Model):
    """事件类型: what is filed when, by when, by whom, and who checks; valid from a day on."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    case_class = models.ForeignKey(CaseClass, on_delete=models.PROTECT, related_name="kinds")
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    icon = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    competent = models.JSONField(default=list)
    clocks = models.JSONField(default=dict)
    filing_zh = models.TextField()
    filing_en = models.TextField()
    closing_zh = models.TextField()
    closing_en = models.TextField()
    verify_by = models.CharField(max_length=8)
    open_to = models.JSONField(default=list)
    urgent = models.BooleanField(default=False)
    self_handle = models.BooleanField(default=False)
    public = models.BooleanField(default=False)  # neighbours see that it was reported
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "code", "valid_from"], name="one_kind_a_day")
        ]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)

    @property
    def filing(self) -> str:
        """When a case of this kind is filed."""
        return spoken(self.filing_zh, self.filing_en)

    @property
    def closing(self) -> str:
        """When a case of this kind is closed."""
        return spoken(self.closing_zh, self.closing_en)


class Case(Guarded):
    """事件: something wrong in an area, from the first report to the outcome."""

    ways: ClassVar[tuple[Way, ...]] = (
        Within(but=HANDLER_VERBS),
        Held("handler_id"),
        Held("asker_id", only=frozenset({"cases.view", "cases.report"})),
        Named("reporter", "reporter_id"),
    )
    bars: ClassVar[Bars] = {"cases.verify": ("handled_by_id",)}

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.ForeignKey(CaseKind, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=9)  # the subdistrict's code, for the number
    title = FreeCharField(max_length=rules.LONGEST_TITLE)
    text = FreeTextField(max_length=rules.LONGEST_TEXT)
    address = FreeCharField(max_length=200, blank=True)
    lng = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    words = WordsField(editable=False)
    source = models.CharField(max_length=10, choices=Source)
    urgent = models.BooleanField(default=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # of what a department brings in: which one, and on what it stands at the gate
    asker = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    admission = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    emergency = models.ForeignKey(
        Emergency, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    duty_code = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.REPORTED)
    handler = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField()
    stage_at = models.DateTimeField()  # when the present stage began
    due_at = models.DateTimeField(null=True)  # when the present stage is over
    due_sure = models.BooleanField(default=True)  # False where a year's holidays are unknown
    handle_due_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = FreeTextField(blank=True)
    returned = models.PositiveSmallIntegerField(default=0)
    redone = models.PositiveSmallIntegerField(default=0)
    rating = models.CharField(max_length=12, choices=Rating, blank=True)
    rating_note = FreeTextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    picture_count = models.PositiveSmallIntegerField(default=0)  # those that are shown
    join_count = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)  # a question waits for the reporter since then
    asked_due = models.DateTimeField(null=True)  # the deadline that the question put off
    numbers = NumbersField("cases.case", bound_to="uid")

    objects: ClassVar[Any] = GuardedQuerySet["Case"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_open_is_timed",
                condition=Q(state__in=OPEN, due_at__isnull=False)
                | Q(state__in=ENDED, due_at__isnull=True),
            ),
            models.CheckConstraint(
                name="case_closed_has_time",
                condition=Q(state__in=ENDED, closed_at__isnull=False)
                | Q(state__in=OPEN, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="case_work_has_handler",
                condition=Q(state__in=DOING, handler__isnull=False) | ~Q(state__in=DOING),
            ),
            models.CheckConstraint(
                name="case_rated_has_time", condition=Q(rating="") ^ Q(rated_at__isnull=False)
            ),
        ]
        indexes = [
            # every order that a list offers, within an area, for a body, for a person; where
            # rows are chosen among many by a union, the index alone answers
            models.Index(fields=["reported_at", "id"], name="case_newest"),
            models.Index(fields=["area_path", "reported_at", "id"], name="case_area"),
            models.Index(fields=["due_at", "id"], name="case_due", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["state", "area_path", "due_at", "id"],
                name="case_open_area",
                condition=Q(state__in=OPEN),
            ),
            models.Index(fields=["handler", "state", "due_at"], name="case_handler"),
            models.Index(fields=["reporter", "reported_at"], name="case_reporter"),
            models.Index(fields=["closed_at"], name="case_closed"),
            models.Index(
                fields=["asker", "reported_at"], name="case_asker", condition=~Q(asker=None)
            ),
            GinIndex(fields=["words"], name="case_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the case."""
        return reverse("cases.view", args=[self.uid])

    @property
    def number(self) -> str:
        """The number for people."""
        return rules.number(self.office, local(self.reported_at).year, self.pk or 0)

    @property
    def is_late(self) -> bool:
        """Whether the present stage has run over its time."""
        return self.due_at is not None and self.due_at < now()

    @property
    def next_verb(self) -> str:
        """The verb that brings the case on."""
        return rules.NEXT.get(self.state, "")


class Step(models.Model):
    """办理记录: one step of a case, as its page shows it. Written once."""

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    note = FreeTextField(blank=True)
    numbers = NumbersField("cases.step", bound_to="case_id")

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="step_case")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%F %T}"


class Join(models.Model):
    """附议: somebody else has the same trouble, and is told what came of it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="joins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_join_each")]
        indexes = [models.Index(fields=["user", "at"], name="join_user")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class Receipt(models.Model):
    """回执: the follow-up code of a case that a stranger reported; only its keyed hash is kept."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="receipt"
    )
    digest = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.case_id)


class Picture(Attachment, Guarded):
    """现场照片: a picture of a case: as it was found, as it was left, as it was checked.

    Seeing it is seeing the case; these ways are for taking it away and for covering a part.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "added_by_id"))

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pictures")
    phase = models.CharField(max_length=8, choices=Phase)
    round = models.PositiveSmallIntegerField(default=0)  # how often it had been done again
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = GuardedQuerySet["Picture"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="picture_removed_says_why",
                condition=Q(removed_at__isnull=True)
                ^ (Q(removed_by__isnull=False) & ~Q(reason="")),
            )
        ]
        indexes = [models.Index(fields=["case", "at"], name="picture_case")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.at:%F %T}"

    def get_absolute_url(self) -> str:
        """The whole picture."""
        return reverse("cases.picture", args=[self.case.uid, self.uid])


class CaseDay(models.Model):
    """按日汇总: cases reported and closed in a grid on a day, counted by the worker."""

    area_path = models.CharField(max_length=200, db_collation="C")
    day = models.DateField()
    reported = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    hours = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_path", "day"], name="one_case_day")]
        indexes = [models.Index(fields=["day", "area_path"], name="case_day")]

    def __str__(self) -> str:
        return f"{self.area_path} {self.day}"


class SavedView(models.Model):
    """常用视图: a list's filters under a name of one's own."""

    ways: ClassVar[tuple[Way, ...]] = (Named("self", "user_id"),)
    area_path: ClassVar[str] = ""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = MaskedCharField(max_length=30)
    query = MaskedCharField(max_length=500)

    objects = GuardedQuerySet["SavedView"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
