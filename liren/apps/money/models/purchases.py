"""Buying services, and bills that several have to bear."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.models.claims import Claim
from liren.apps.money.models.funds import Category, Fund, Purse
from liren.apps.money.models.spending import Spending
from liren.apps.money.rules.purchases import COMPETED, Manner, PurchaseState
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import Bars, Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Serves, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.files.models import Attachment
from liren.kernel.ledger.models import Account
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField

# what the one does who performs the service, and what those do who would like to
PERFORMS = frozenset({"money.report_service", "money.services", "money.log_service"})
OFFERS = frozenset({"money.tenders", "money.send_offer", "money.withdraw_offer"})
# a record of work is struck by who made it, and by who finds something in it that must go
STRIKES = frozenset({"money.strike_log"})


@dataclass(frozen=True)
class Tendered(Serves):
    """Purchases that ask for offers, in the territory of a body for which the actor acts."""

    def conditions(self, actor: Actor, verb: str) -> list[Q]:
        """One range for each outermost territory, while offers may come."""
        asked = Q(state=PurchaseState.OPEN, manner__in=COMPETED)
        return [where & asked for where in super().conditions(actor, verb)]

    def leads(self, actor: Actor, verb: str, row: Any) -> bool:
        """Whether this one asks for offers there."""
        asked = row.state == PurchaseState.OPEN and row.manner in COMPETED
        return asked and super().leads(actor, verb, row)


@dataclass(frozen=True)
class Offered:
    """Purchases for which a body made an offer for which the actor acts."""

    only: frozenset[str]

    def conditions(self, actor: Actor, verb: str) -> list[Q]:
        """The purchases of its own offers as one list."""
        bodies = actor.bodies(verb) if verb in self.only else []
        own = Offer.objects.filter(body__in=bodies).values("purchase")
        return [Q(pk__in=own)] if bodies else []

    def leads(self, actor: Actor, verb: str, row: Any) -> bool:
        """Whether one of these bodies made an offer for it."""
        bodies = actor.bodies(verb) if verb in self.only else []
        return bool(bodies) and Offer.objects.filter(purchase=row, body__in=bodies).exists()


class Purchase(Guarded):
    """政府购买服务: a service bought for residents, from the need to the rating."""

    ways: ClassVar[tuple[Way, ...]] = (
        Within(but=PERFORMS | OFFERS),
        Held("provider_id", only=PERFORMS | STRIKES),
        Tendered(only=OFFERS, field="area_path"),
        Offered(only=frozenset({"money.tenders"})),
    )
    bars: ClassVar[Bars] = {
        "money.accept_service": ("by_id",),
        "money.choose_offer": ("by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = MaskedCharField(max_length=80)
    need = MaskedTextField(max_length=2000)
    standard = MaskedTextField(max_length=2000, blank=True)  # by which it is accepted
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, null=True, related_name="+"
    )  # where the money for it is held until a payment is asked for
    limit_fen = models.BigIntegerField()  # the most that it may cost
    manner = models.CharField(max_length=8, choices=Manner, blank=True)
    manner_reason = MaskedCharField(max_length=300, blank=True)  # where it was not competed for
    manner_basis = MaskedCharField(max_length=200, blank=True)  # the document that allows it
    choice_reason = MaskedCharField(max_length=300, blank=True)  # where it was not the cheapest
    offers_until = models.DateField(null=True)  # the last day on which they may come
    opened_at = models.DateTimeField(null=True)  # when what was sealed was opened
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    provider = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    provider_name = MaskedCharField(max_length=80, blank=True)
    contract = MaskedCharField(max_length=80, blank=True)  # its number
    contract_fen = models.BigIntegerField(null=True)
    quantity = models.PositiveIntegerField(null=True)  # how much of it the contract asks for
    unit = models.CharField(max_length=10, blank=True)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=PurchaseState, default=PurchaseState.NEED)
    outcome = MaskedTextField(max_length=2000, blank=True)  # what the provider reports
    finding = MaskedTextField(max_length=1000, blank=True)  # what acceptance found
    accepted_fen = models.BigIntegerField(null=True)
    spending = models.OneToOneField(
        Spending, on_delete=models.PROTECT, null=True, related_name="purchase"
    )
    rating = models.PositiveSmallIntegerField(null=True)
    rating_text = MaskedTextField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    reason = MaskedTextField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "-id"], name="purchase_area"),
            models.Index(fields=["provider", "-id"], name="purchase_provider"),
        ]
        constraints = [
            models.CheckConstraint(
                name="purchase_measured",
                condition=Q(limit_fen__gt=0)
                & (Q(contract_fen=None) | Q(contract_fen__lte=F("limit_fen")))
                & (Q(accepted_fen=None) | Q(accepted_fen__lte=F("contract_fen"))),
            ),
            models.CheckConstraint(
                name="purchase_rating", condition=Q(rating=None) | Q(rating__range=(1, 5))
            ),
            models.CheckConstraint(
                name="purchase_by_two",
                condition=(Q(decided_by=None) | ~Q(decided_by=F("by")))
                & (Q(accepted_by=None) | ~Q(accepted_by=F("by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.purchase", args=[self.uid])


class Offer(models.Model):
    """报价: what one provider asks and promises.

    Where several compete, all of it lies `sealed` until the day is over and all are opened.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="offers")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    name = MaskedCharField(max_length=80)
    sealed = SealedField("offer.sealed", bound_to="uid")
    fen = models.BigIntegerField(null=True)  # once it is open
    text = MaskedTextField(max_length=1000, blank=True)
    points = models.PositiveSmallIntegerField(null=True)  # of the review, of a hundred
    chosen = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["fen", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "name"], name="one_offer_each"),
            models.UniqueConstraint(
                fields=["purchase"], condition=Q(chosen=True), name="one_chosen_offer"
            ),
            models.UniqueConstraint(
                fields=["purchase", "body"], condition=~Q(body=None), name="one_offer_of_a_body"
            ),
            models.CheckConstraint(
                name="offer_positive",
                condition=Q(fen__gt=0) | Q(fen=None, text="", points=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceLog(models.Model):
    """履行记录: what the provider did on a day, and how much of what the contract asks for."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="logs")
    day = models.DateField()
    quantity = models.PositiveIntegerField(null=True)
    text = MaskedTextField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = MaskedCharField(max_length=200, blank=True)  # why it was struck

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day:%F}"


class ServicePaper(Attachment):
    """履行凭证: a photograph or a list that shows it. Seeing it is seeing the purchase."""

    log = models.ForeignKey(ServiceLog, on_delete=models.CASCADE, related_name="papers")


class Bill(Guarded):
    """费用分摊: a bill that is borne by those who are responsible, each for a share."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {"money.confirm_bill": ("by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = MaskedCharField(max_length=80)
    about = models.CharField(max_length=40, blank=True)  # the number of a case
    reason = MaskedTextField(max_length=500)  # why they bear it so
    basis = MaskedCharField(max_length=300)
    fen = models.BigIntegerField()
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, related_name="+"
    )  # where what they pay belongs
    spending = models.ForeignKey(
        Spending, on_delete=models.PROTECT, null=True, related_name="bills"
    )  # who paid it first
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    drop_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "-id"], name="bill_area"),
            models.Index(fields=["about"], name="bill_about", condition=~Q(about="")),
        ]
        constraints = [
            models.CheckConstraint(name="bill_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="bill_by_two", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.bill", args=[self.uid])


class BillShare(models.Model):
    """分摊明细: what one of them bears; owed to the community when the bill is confirmed."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="shares")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    own = models.BooleanField(default=False)  # what the community bears itself
    weight = models.BigIntegerField()  # parts of any kind, or fen
    fen = models.BigIntegerField()
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "body"], name="one_share_each", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="share_borne", condition=Q(own=True, body=None) | Q(own=False, body__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.fen}"
