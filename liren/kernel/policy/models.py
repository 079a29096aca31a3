from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from liren.kernel.access.guarded import GuardedQuerySet
from liren.kernel.access.ways import Everywhere, Way


def spoken(chinese: str, english: str) -> str:
    """The text of a pack in the language of who reads it."""
    return english if english and (get_language() or "").startswith("en") else chinese


class Pack(models.Model):
    """政策包: dated policy of one jurisdiction; it lies over another, and one is in force."""

    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    under = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    in_force = models.BooleanField(default=False)
    applied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["in_force"], condition=models.Q(in_force=True), name="one_pack_in_force"
            )
        ]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Parameter(models.Model):
    """政策参数: one value from a day on, with the document in which it is written."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="parameters")
    key = models.CharField(max_length=60)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    value = models.JSONField()
    unit = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "key", "valid_from"], name="one_value_a_day")
        ]
        ordering = ["key", "valid_from"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Year(models.Model):
    """日历年度: whether a year's holidays are published, and where."""

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    year = models.PositiveSmallIntegerField(primary_key=True)
    published = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    objects = GuardedQuerySet["Year"].as_manager()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Day(models.Model):
    """调休日: a weekday off, or a weekend day worked."""

    date = models.DateField(primary_key=True)
    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="days")
    works = models.BooleanField()
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120, blank=True)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)
