"""Tags: why somebody is looked after, for what purpose, on whose word and until when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liren.apps.people.models.persons import Person
from liren.apps.people.rules.tags import Privacy
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import MaskedCharField


class TagKind(models.Model):
    """标签种类: a neutral word for a circumstance, its purpose, its basis, how long it holds."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=80)
    purpose_zh = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=300)
    privacy = models.CharField(max_length=9, choices=Privacy)
    holds_days = models.PositiveIntegerField(null=True, blank=True)  # then it is looked at anew
    visit_days = models.PositiveIntegerField(null=True, blank=True)  # from visit to visit
    source = models.CharField(max_length=300)
    verify = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)

    @property
    def purpose(self) -> str:
        """What it may be used for."""
        return spoken(self.purpose_zh, self.purpose_en)


class Tag(Guarded):
    """标签: a circumstance of a person from one day to another."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tags")
    kind = models.ForeignKey(TagKind, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the last day on which it holds
    basis = MaskedCharField(max_length=120)  # on whose word: a paper, a list, the person
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_why = MaskedCharField(max_length=200, blank=True)
    visit_on = models.DateField(null=True)  # when a visit is due

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "kind", "id"], name="tag_area"),
            models.Index(
                fields=["area_path", "visit_on"],
                condition=Q(ended_on=None) & Q(visit_on__isnull=False),
                name="tag_visits",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_tag", fields=["person", "kind"], condition=Q(ended_on=None)
            ),
            models.CheckConstraint(
                name="tag_lasts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)
