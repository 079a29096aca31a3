from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.bodies.models import Body
from liren.apps.offices.rules import MOST_SEATS, Fate, How, Why
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.models import Grant
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import MaskedCharField

__all__ = ["Appointment", "Deputy", "Fate", "HandOver", "How", "Post", "PostKind", "Why"]


class PostKind(models.Model):
    """岗位类别: a kind of post, with the role that usually follows from it and its term."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    how = models.CharField(max_length=10, choices=How)
    role = models.CharField(max_length=40, blank=True)
    term = models.CharField(max_length=60, blank=True)  # the parameter that sets it
    place = models.PositiveSmallIntegerField(default=0)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Post(Guarded):
    """岗位: seats of a body, with the role that whoever sits there holds in an area."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=10, choices=How)
    term_years = models.PositiveSmallIntegerField(null=True, blank=True)
    term_source = models.CharField(max_length=300, blank=True)
    rank_note = MaskedCharField(max_length=60, blank=True)
    basis = MaskedCharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_has_seats", condition=Q(seats__gte=1, seats__lte=MOST_SEATS)
            )
        ]
        indexes = [
            models.Index(fields=["area_path", "id"], name="post_area"),
            models.Index(fields=["role"], name="post_role"),
        ]

    def __str__(self) -> str:
        return spoken(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        """The post with who sits there."""
        return reverse("offices.post", args=[self.uid])


class Appointment(Guarded):
    """任职: a person sits on a seat of a post from a day to the end of another."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=10, choices=How)
    sent_by = models.CharField(max_length=80, blank=True)  # the paired unit that assigns
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = MaskedCharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=Why, blank=True)
    ended_note = MaskedCharField(max_length=200, blank=True)
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(ended_on__isnull=True),
                name="one_seat_each",
            ),
            models.CheckConstraint(
                name="term_has_length",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="end_says_why",
                condition=Q(ended_on__isnull=True) | ~Q(ended_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "until"], name="office_area"),
            models.Index(
                fields=["until"], condition=Q(ended_on__isnull=True), name="office_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"

    def get_absolute_url(self) -> str:
        """Where it is shown."""
        return self.post.get_absolute_url()


class Deputy(Guarded):
    """代理: a person stands in for a holder who is absent, with the same role, for a time."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField()
    until = models.DateField()
    reason = MaskedCharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_has_length", condition=Q(until__gte=F("since")))
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.appointment}"


class HandOver(Guarded):
    """离岗交接: what hung on a person who left, and to whom each of it went."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = MaskedCharField(max_length=200)
    lines = models.JSONField(default=list)
    closed_account = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"
