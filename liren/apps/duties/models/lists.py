"""Lists: what stands on them on which day. A version that was released is never changed."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.duties.models.documents import Document
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.lists import Doer, DutyClass, ListKind, VersionState
from liren.kernel.access.guarded import Bars, GuardedQuerySet
from liren.kernel.access.models import Area, Body
from liren.kernel.access.ways import Everywhere, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.words import WordsField
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField

READS = frozenset({"duties.lists"})


def nobody() -> list[int]:
    """A draft in which nobody wrote yet."""
    return []


class DutyList(models.Model):
    """清单: a list of one kind for one jurisdiction; without an area it holds everywhere."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Everywhere(only=READS))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=ListKind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    area_path = models.CharField(max_length=200, db_collation="C", blank=True, editable=False)
    zh = MaskedCharField(max_length=80)
    en = MaskedCharField(max_length=160, blank=True)
    issuer = MaskedCharField(max_length=120)
    invented = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    objects = GuardedQuerySet["DutyList"].as_manager()

    class Meta:
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.list", args=[self.uid])


class Version(models.Model):
    """清单版本: all entries of a list, in force from a day until the next version's day.

    It has no last day of its own, so two can never hold at once, nor none between two.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Everywhere(only=READS))
    bars: ClassVar[Bars] = {"duties.publish": ("drafted_by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    list = models.ForeignKey(DutyList, on_delete=models.PROTECT, related_name="versions")
    area_path = models.CharField(max_length=200, db_collation="C", blank=True, editable=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = MaskedCharField(max_length=300, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField()
    editors = models.JSONField(default=nobody)  # keys of who wrote in it: none of them releases
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    objects = GuardedQuerySet["Version"].as_manager()

    class Meta:
        ordering = ["list", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="one_version_number"),
            models.UniqueConstraint(
                fields=["list", "valid_from"],
                condition=Q(state="published"),
                name="one_version_a_day",
            ),
            models.UniqueConstraint(
                fields=["list"], condition=Q(state="draft"), name="one_draft_version"
            ),
            models.CheckConstraint(
                name="version_published_from",
                condition=~Q(state="published") | Q(valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="version_by_two",
                condition=Q(published_by=None) | ~Q(published_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.version", args=[self.uid])


class Heading(models.Model):
    """类目: a class or a sub-class of a version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="headings")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    code = MaskedCharField(max_length=30)
    zh = MaskedCharField(max_length=80)
    en = MaskedCharField(max_length=160, blank=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_heading")]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Entry(models.Model):
    """清单事项: one thing on a version of a list, under a code that stays through all versions."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="entries")
    heading = models.ForeignKey(
        Heading, on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    code = MaskedCharField(max_length=30)
    zh = MaskedCharField(max_length=120)
    en = MaskedCharField(max_length=240, blank=True)
    duty_class = models.CharField(max_length=8, choices=DutyClass, blank=True)
    asked_as = models.CharField(max_length=12, choices=AskKind, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    article = MaskedCharField(max_length=40, blank=True)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    responsible = MaskedCharField(max_length=80, blank=True)  # where no body of ours is meant
    doer = models.CharField(max_length=10, choices=Doer, blank=True)
    clock = models.CharField(max_length=30, blank=True)  # a span as packs write it: 15 days
    inputs = MaskedTextField(blank=True, max_length=500)
    output = MaskedCharField(max_length=200, blank=True)
    unit = MaskedCharField(max_length=20, blank=True)
    money = MaskedCharField(max_length=120, blank=True)
    case_kinds = models.JSONField(default=list, blank=True)  # kinds of cases that it speaks of
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it holds
    note = MaskedTextField(blank=True, max_length=1000)
    invented = models.BooleanField(default=False)
    place = models.PositiveIntegerField()
    words = WordsField(editable=False)

    class Meta:
        ordering = ["place"]
        indexes = [
            GinIndex(fields=["words"], name="entry_words"),
            models.Index(fields=["code"], name="entry_code"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_entry_code"),
            models.CheckConstraint(
                name="entry_lasts",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)
