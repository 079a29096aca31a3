"""The national list of divisions: a reference beside the territory in which one works."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from liren.apps.places.models.areas import Level
from liren.kernel.access.guarded import GuardedQuerySet
from liren.kernel.access.ways import Everywhere, Way
from liren.kernel.base.words import WordsField


class Division(models.Model):
    """区划: a line of the national list of divisions, by its twelve digits.

    Nobody works in it and nothing lies in it; a county that is adopted becomes areas.
    """

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)

    code = models.CharField(max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=12, choices=Level)
    parent_code = models.CharField(max_length=12, blank=True, db_collation="C")
    urban_rural = models.CharField(max_length=3, blank=True)
    pinyin = models.CharField(max_length=300, db_collation="C")
    initials = models.CharField(max_length=80, db_collation="C")
    words = WordsField()
    former = models.JSONField(default=list)  # [name, the day on which it was gone]
    valid_to = models.DateField(null=True, blank=True)

    objects = GuardedQuerySet["Division"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["parent_code", "code"], name="division_parent"),
            models.Index(fields=["initials", "code"], name="division_initials"),
            models.Index(fields=["pinyin", "code"], name="division_pinyin"),
            GinIndex(fields=["words"], name="division_words"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area_path(self) -> str:
        """Reference lies in no area."""
        return ""
