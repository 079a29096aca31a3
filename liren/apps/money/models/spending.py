"""Money that is spent: asked for, approved, accepted, paid, settled."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.models.funds import Category, Purse
from liren.apps.money.rules.spending import OPEN, SpendingState
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_bank
from liren.kernel.files.models import Attachment
from liren.kernel.ledger.models import Account
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField


class Spending(Guarded):
    """支出: one payment out of a purse, from the wish to the voucher."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {
        "money.approve": ("asked_by_id",),
        "money.refuse": ("asked_by_id",),
        "money.pay": ("approved_by_id",),
        "money.undo_payment": ("paid_by_id",),
        "money.settle": ("paid_by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="spendings")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    title = MaskedCharField(max_length=80)
    reason = MaskedTextField(max_length=1000, blank=True)
    payee = MaskedCharField(max_length=80)
    payee_account = SealedField("payee.account", bound_to="uid", mask=mask_bank)
    payee_bank = MaskedCharField(max_length=80, blank=True)
    fen = models.BigIntegerField()  # as asked for
    final_fen = models.BigIntegerField(null=True)  # as accepted and paid
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, null=True, related_name="+"
    )  # where it is held from asking to paying
    state = models.CharField(max_length=10, choices=SpendingState, default=SpendingState.DRAFT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    outcome = MaskedTextField(max_length=500, blank=True)  # what was found at acceptance
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    paid_on = models.DateField(null=True)
    bank_paper = MaskedCharField(max_length=80, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settle_note = MaskedTextField(max_length=500, blank=True)  # why without an invoice of its own
    answer = MaskedTextField(max_length=500, blank=True)  # why it was refused or taken back
    over_budget = models.BooleanField(default=False)  # approved though the heading was used up
    approval_note = MaskedTextField(max_length=500, blank=True)  # why all the same

    objects: ClassVar[Any] = GuardedQuerySet["Spending"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "-id"], name="spending_area"),
            models.Index(
                fields=["area_path", "state", "id"],
                condition=Q(state__in=OPEN),
                name="spending_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="spending_measured",
                condition=Q(fen__gt=0)
                & (Q(final_fen=None) | Q(final_fen__gte=0) & Q(final_fen__lte=F("fen"))),
            ),
            models.CheckConstraint(
                name="spending_by_two",
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="paid_by_another",
                condition=Q(paid_by=None) | ~Q(paid_by=F("approved_by")),
            ),
            models.CheckConstraint(
                name="settled_by_another",
                condition=Q(settled_by=None) | ~Q(settled_by=F("paid_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.spending", args=[self.uid])


class Invoice(Attachment, Guarded):
    """发票附件: a paper that belongs to a spending. Seeing it is seeing the spending."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    spending = models.ForeignKey(Spending, on_delete=models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=40, blank=True)

    objects: ClassVar[Any] = GuardedQuerySet["Invoice"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["number"], name="invoice_number", condition=~Q(number=""))]
