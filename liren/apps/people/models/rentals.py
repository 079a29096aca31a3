"""Rentals: who lets what to whom, whether it was told in time, and whether it is safe."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liren.apps.people.models.persons import Person
from liren.apps.people.rules.rentals import CheckPoint, Letting, PermitState, Teller
from liren.apps.places.models import Dwelling
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Named, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_phone
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import FreeCharField, MaskedCharField, NumbersField


class Tenancy(Guarded):
    """租赁登记: a dwelling or a part of it is let from one day to another."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="+")
    part = MaskedCharField(max_length=40, blank=True)  # a room of it; blank for all of it
    kind = models.CharField(max_length=9, choices=Letting, default=Letting.WHOLE)
    landlord = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    landlord_name = MaskedCharField(max_length=60)
    landlord_phone = SealedField("landlord.phone", bound_to="uid", mask=mask_phone)
    employer = MaskedCharField(max_length=80, blank=True)  # whose dormitory it is
    contract = models.CharField(max_length=40, blank=True)
    rent_fen = models.BigIntegerField(null=True, blank=True)  # a month
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # as agreed
    ended_on = models.DateField(null=True, blank=True)
    moved_in_on = models.DateField()
    told_on = models.DateField()
    told_by = models.CharField(max_length=8, choices=Teller)
    due_on = models.DateField()  # by when it had to be told
    fee_fen = models.BigIntegerField(null=True, blank=True)  # handed down to be collected
    fee_basis = MaskedCharField(max_length=120, blank=True)
    check_on = models.DateField(null=True)  # when the next look at its safety is due
    note = FreeCharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    numbers = NumbersField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="tenancy_area"),
            models.Index(
                fields=["area_path", "check_on"], condition=Q(ended_on=None), name="tenancy_check"
            ),
            models.Index(
                fields=["area_path", "until"], condition=Q(ended_on=None), name="tenancy_ends"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="tenancy_lasts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.landlord_name


class Tenant(models.Model):
    """承租人: who lives in what is let."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.CASCADE, related_name="tenants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenancies")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_tenant", fields=["tenancy", "person"], condition=Q(until=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class RoomCheck(Guarded):
    """安全检查: a look at the safety of what is let."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField()
    faults = models.JSONField(default=list)  # codes of points that were not in order
    note = FreeCharField(max_length=200, blank=True)
    again_on = models.DateField(null=True, blank=True)
    mended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    numbers = NumbersField()

    class Meta:
        indexes = [models.Index(fields=["area_path", "on"], name="roomcheck_area")]

    def __str__(self) -> str:
        return f"{self.on:%F}"

    @property
    def fault_words(self) -> list[str]:
        """What was not in order, in words."""
        return [str(CheckPoint(code).label) for code in self.faults]


class Permit(Guarded):
    """居住证: somebody whose hukou stands elsewhere may live here until a day."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "person__user_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="permits")
    issued_on = models.DateField()
    endorse_by = models.DateField()  # then it lapses until it is endorsed
    state = models.CharField(max_length=8, choices=PermitState, default=PermitState.VALID)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area_path", "endorse_by"], name="permit_area")]
        constraints = [
            models.UniqueConstraint(
                name="one_permit", fields=["person"], condition=~Q(state="ended")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.endorse_by:%F}"
