"""Events: what happened to people and homes, with all that it changed, so as to be undone."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from liren.apps.people.models.households import Household
from liren.apps.people.models.persons import Person
from liren.apps.people.rules.events import Happened
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import FreeCharField, MaskedCharField, NumbersField


class Event(Guarded):
    """人口变动: a birth, a death, a move … of a day, and which rows it changed how.

    `changes` holds keys, dates and codes of rows before and after, never a name or a number.
    An event is taken back as a whole, and only while nothing was built upon it. `touched` names
    all persons and households whom it concerns; one that was taken back and had brought its
    person into the register has none.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Happened)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="events")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, related_name="events"
    )
    on = models.DateField()
    note = FreeCharField(max_length=200, blank=True)
    changes = models.JSONField(default=list)
    touched = ArrayField(models.CharField(max_length=24), default=list)  # person:7, household:9
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_why = MaskedCharField(max_length=200, blank=True)
    numbers = NumbersField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "on", "id"], name="event_area"),
            models.Index(fields=["person", "id"], name="event_person"),
            models.Index(fields=["other"], condition=Q(other__isnull=False), name="event_other"),
            GinIndex(fields=["touched"], name="event_touched"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_has_person",
                condition=Q(person__isnull=False) | Q(undone_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%F}"

    def get_absolute_url(self) -> str:
        return reverse("people.event", args=[self.uid])
