"""Households, and who belonged to which from when to when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.people.models.persons import Person
from liren.apps.people.rules.codes import Relation
from liren.apps.people.rules.events import HouseholdKind
from liren.apps.people.rules.persons import Bond
from liren.apps.places.models import Dwelling
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.choices import _
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import MaskedCharField


class Household(Guarded):
    """户: people who keep house together, or who stand in one hukou booklet."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    tie = models.CharField(max_length=5, choices=Bond)
    kind = models.CharField(max_length=10, choices=HouseholdKind, default=HouseholdKind.FAMILY)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, blank=True)  # of the booklet
    head = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    employer = MaskedCharField(max_length=80, blank=True)  # whose dormitory it is
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the first day on which it is gone

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="household_area"),
            models.Index(fields=["dwelling", "tie"], name="household_dwelling"),
        ]
        constraints = [
            models.CheckConstraint(
                name="household_has_head",
                condition=Q(until__isnull=False) | Q(head__isnull=False),
            ),
            models.CheckConstraint(
                name="household_lasts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(head)s户") % {"head": self.head}) if self.head else str(_("已撤销的户"))

    def get_absolute_url(self) -> str:
        return reverse("people.household", args=[self.uid])


class Stay(Guarded):
    """居住登记: a person belongs to a household from one day to another.

    Nobody has two of a kind at a time: the open ones are kept apart by the index, those of the
    past by the acts that write them.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="stays")
    tie = models.CharField(max_length=5, choices=Bond)
    relation = models.CharField(max_length=2, choices=Relation)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the first day on which it is over

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "since"], name="stay_area"),
            models.Index(fields=["person", "since"], name="stay_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_stay", fields=["person", "tie"], condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="stay_lasts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tie_display()} {self.since:%F}"
