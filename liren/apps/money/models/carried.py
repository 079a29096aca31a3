"""What was promised in one year and is paid in the next."""

from django.db import models
from django.db.models import Q

from liren.apps.money.models.budgets import YearEnd
from liren.apps.money.models.funds import Category, Purse
from liren.apps.money.models.purchases import Purchase
from liren.apps.money.models.spending import Spending


class CarriedOver(models.Model):
    """结转: a payment or a purchase whose money is held on in the purse of the next year."""

    end = models.ForeignKey(YearEnd, on_delete=models.PROTECT, related_name="carried")
    giver = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="carried_on")
    taker = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="brought")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    spending = models.ForeignKey(
        Spending, on_delete=models.PROTECT, null=True, related_name="carried"
    )
    purchase = models.ForeignKey(
        Purchase, on_delete=models.PROTECT, null=True, related_name="carried"
    )
    fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="carried_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="carried_one_thing",
                condition=Q(spending=None, purchase__isnull=False)
                | Q(spending__isnull=False, purchase=None),
            ),
            models.UniqueConstraint(fields=["giver", "spending"], name="carried_once"),
            models.UniqueConstraint(fields=["giver", "purchase"], name="carried_once_bought"),
        ]

    def __str__(self) -> str:
        return str(self.spending or self.purchase)
