"""Visits to homes, and what was found to be otherwise than known."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from liren.apps.people.models.households import Household
from liren.apps.people.models.persons import Person
from liren.apps.people.rules.visits import Found, ProposalSource, ProposalState
from liren.apps.places.models import Dwelling
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Named, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import FreeTextField, MaskedCharField, NumbersField


class Visit(Guarded):
    """走访: somebody of the community was at a door, and what was found there."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True)  # phones make their own
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, related_name="visits"
    )
    on = models.DateField()
    found = models.CharField(max_length=8, choices=Found)
    note = FreeTextField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    numbers = NumbersField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "on", "id"], name="visit_area"),
            models.Index(fields=["dwelling", "on"], name="visit_dwelling"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%F} {self.get_found_display()}"


class Proposal(Guarded):
    """更正建议: a fact of a person that somebody found to be otherwise; the record decides.

    `version` is the person's version that was before the eyes of who proposed it.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "person__user_id"))

    uid = models.UUIDField(default=uuid7, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="proposals")
    field = models.CharField(max_length=20)
    value = SealedField("proposal.value", bound_to="uid")
    version = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=ProposalSource)
    why = MaskedCharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_on = models.DateField(null=True)  # by when the person is answered
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["area_path", "id"], condition=Q(state="open"), name="proposal_open"
            ),
            models.Index(fields=["person", "id"], name="proposal_person"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.get_state_display()}"
