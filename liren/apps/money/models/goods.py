"""Things that people give: what came, what it is thought to be worth, and to whom it went.

They are counted here and never booked: what is worth money by somebody's estimate is no money.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.models.giving import Work
from liren.apps.money.rules.giving import DonorKind, GiftState, Recipient, ValuedBy
from liren.kernel.access.guarded import Bars, Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_phone
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import MaskedCharField


class Gift(Guarded):
    """实物捐赠: who gave which things for what; handed out when a second person has seen them.

    `held_by` is the foundation that keeps them; without one they are the community's own.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Held("held_by_id"))
    bars: ClassVar[Bars] = {
        "money.confirm_gift": ("by_id",),
        "money.return_gift": ("by_id", "confirmed_by_id"),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    held_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    donor = MaskedCharField(max_length=80)
    donor_kind = models.CharField(max_length=8, choices=DonorKind)
    donor_phone = SealedField("gift.phone", bound_to="uid", mask=mask_phone)
    unnamed = models.BooleanField(default=False)  # does not want to be named in public
    purpose = MaskedCharField(max_length=200, blank=True)  # as the donor said; empty: any
    day = models.DateField()
    paper = MaskedCharField(max_length=200)  # number of the list of delivery
    state = models.CharField(max_length=10, choices=GiftState, default=GiftState.RECORDED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # the donor, of what became of it
    reason = MaskedCharField(max_length=200, blank=True)
    law_paper = MaskedCharField(max_length=200, blank=True)  # the paper of the check by law

    class Meta:
        indexes = [models.Index(fields=["area_path", "day", "id"], name="gift_area")]
        constraints = [
            models.CheckConstraint(
                name="gift_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return self.donor

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.gift", args=[self.uid])


class GiftItem(models.Model):
    """捐赠物品: so many of a thing, what they are worth by which estimate, how many are left."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="items")
    name = MaskedCharField(max_length=60)
    unit = models.CharField(max_length=12)
    quantity = models.PositiveIntegerField()
    left = models.PositiveIntegerField(default=0)  # nothing before it is confirmed
    value_fen = models.BigIntegerField()  # of all of them
    valued_by = models.CharField(max_length=8, choices=ValuedBy)
    value_note = MaskedCharField(max_length=100)  # which invoice, which shop, whose word

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gift_item_counted",
                condition=Q(quantity__gt=0) & Q(left__gte=0) & Q(left__lte=F("quantity")),
            ),
            models.CheckConstraint(name="gift_item_valued", condition=Q(value_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Handout(models.Model):
    """物品发放: so many of a thing went to a body, a work, so many households or a group."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    item = models.ForeignKey(GiftItem, on_delete=models.PROTECT, related_name="handouts")
    quantity = models.PositiveIntegerField()
    to = models.CharField(max_length=10, choices=Recipient)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="+")
    group = MaskedCharField(max_length=40, blank=True)
    households = models.PositiveIntegerField(null=True)
    day = models.DateField()
    paper = MaskedCharField(max_length=100)  # the list with signatures, which stays in the file
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undo_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="handout_counted", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="handout_undone_by_two",
                condition=Q(undone_by=None) | ~Q(undone_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)
