"""Fees that follow tasks: what was promised for an admitted matter, and what each task holds."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from liren.apps.duties.models import Application, Assignment
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger.models import Account


class Pledge(Guarded):
    """事项经费: the money behind an admitted matter, promised by its department.

    `account` is what is promised and free, `deposit` what was paid in and not yet passed on.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Held("body_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    deposit = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="pledge_area"),
            models.Index(fields=["body", "id"], name="pledge_body"),
        ]

    def __str__(self) -> str:
        return str(self.application)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.pledge", args=[self.uid])


class Fee(Guarded):
    """任务费用: what one task of one community holds of the pledge until it is accepted.

    `account` is what is still held: for work that is going on, or that is disputed.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Held("pledge__body_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="fees")
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField()  # quantity × unit price, as handed out
    earned_fen = models.BigIntegerField(default=0)  # of what was accepted
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="fee_area")]
        constraints = [
            models.CheckConstraint(
                name="fee_measured",
                condition=models.Q(earned_fen__gte=0) & models.Q(earned_fen__lte=models.F("fen")),
            )
        ]

    def __str__(self) -> str:
        return str(self.assignment)
