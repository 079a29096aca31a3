"""What is owed to communities, and the payments that answer it."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.duties.models import Application, Assignment
from liren.apps.money.models.funds import Earmark, Fund
from liren.apps.money.rules.claims import (
    OWING,
    ClaimState,
    FeeClaimKind,
    RemittanceKind,
    RemittanceState,
)
from liren.kernel.access.guarded import Bars, Guarded, GuardedQuerySet
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Way, Within
from liren.kernel.base.clock import today
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger.models import Account
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField

# what only the debtor does, wherever it has a grant besides
PAYS = frozenset({"money.remit", "money.deposit"})


class Claim(Guarded):
    """应付款: what a body owes to a community or subdistrict, why, and since when.

    What is left to pay lies in its account.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(but=PAYS), Held("debtor_id"))
    bars: ClassVar[Bars] = {"money.cancel_claim": ("by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    debtor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=FeeClaimKind)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    earmark = models.ForeignKey(
        Earmark, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = MaskedCharField(max_length=120)
    basis = MaskedCharField(max_length=300)  # the document that says so
    year = models.PositiveSmallIntegerField()  # for which it is
    fen = models.BigIntegerField()
    raised_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.OPEN)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = MaskedTextField(max_length=500, blank=True)  # why it was cancelled
    reminded_on = models.DateField(null=True)

    objects: ClassVar[Any] = GuardedQuerySet["Claim"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "due_on", "id"], name="claim_area"),
            models.Index(fields=["debtor", "due_on", "id"], name="claim_debtor"),
            models.Index(fields=["due_on"], condition=Q(state__in=OWING), name="claim_owing"),
        ]
        constraints = [models.CheckConstraint(name="claim_positive", condition=Q(fen__gt=0))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.claim", args=[self.uid])

    @property
    def days_late(self) -> int:
        """For how many days it should have been paid; nothing while it is not due."""
        late = (today() - self.due_on).days
        return max(late, 0) if self.state in OWING else 0

    def is_arrears(self, day: date) -> bool:
        """Whether it is due and not paid on a day."""
        return self.state in OWING and self.due_on < day


class Remittance(Guarded):
    """拨款: a debtor says that it has paid; it counts when the other side has confirmed it.

    It pays claims, or for an admitted matter before the work is done; or what was paid in for a
    matter and not used goes back to it.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(but=PAYS), Held("debtor_id"))
    bars: ClassVar[Bars] = {
        "money.confirm_remittance": ("by_id",),
        "money.refuse_remittance": ("by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    debtor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="+"
    )  # paid in before the work, or given back
    kind = models.CharField(max_length=8, choices=RemittanceKind, default=RemittanceKind.CLAIMS)
    fen = models.BigIntegerField()
    day = models.DateField()
    paper = MaskedCharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=RemittanceState, default=RemittanceState.RECORDED
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    within_body = models.BooleanField(default=False)  # confirmed by another of the debtor itself
    reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="remittance_area"),
            models.Index(fields=["debtor", "id"], name="remittance_debtor"),
        ]
        constraints = [
            models.CheckConstraint(name="remittance_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="remittance_is_for",
                condition=Q(kind="claims", application=None)
                | Q(~Q(kind="claims"), application__isnull=False),
            ),
            models.CheckConstraint(
                name="remittance_by_two",
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return self.paper

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.remittance", args=[self.uid])


class Part(models.Model):
    """拨款明细: how much of a remittance is for one claim."""

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="parts")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parts")
    fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remittance", "claim"], name="one_part_a_claim"),
            models.CheckConstraint(name="part_positive", condition=Q(fen__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.fen}"
