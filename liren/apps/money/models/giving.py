"""Donations, projects of the foundation, and works that residents pay for themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.money.models.funds import Earmark, Purse
from liren.apps.money.rules.giving import (
    DecidedBy,
    DonationState,
    DonorKind,
    ProjectState,
    WorkState,
)
from liren.kernel.access.guarded import Bars, Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_phone
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField


class Donation(Guarded):
    """捐赠: who gave what for what; it counts when a second person has confirmed it.

    `held_by` is the foundation that keeps it; without one it is the community's own.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Held("held_by_id"))
    bars: ClassVar[Bars] = {
        "money.confirm_donation": ("by_id",),
        "money.return_donation": ("by_id", "confirmed_by_id"),
        "money.turn_over": ("by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    held_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="donations")
    donor = MaskedCharField(max_length=80)
    donor_kind = models.CharField(max_length=8, choices=DonorKind)
    donor_phone = SealedField("donor.phone", bound_to="uid", mask=mask_phone)
    unnamed = models.BooleanField(default=False)  # does not want to be named in public
    purpose = MaskedCharField(max_length=200, blank=True)  # as the donor said; empty: any
    fen = models.BigIntegerField()
    day = models.DateField()
    paper = MaskedCharField(max_length=200)  # number of the receipt
    state = models.CharField(max_length=10, choices=DonationState, default=DonationState.RECORDED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # the donor, of what became of it
    reason = MaskedCharField(max_length=200, blank=True)
    law_paper = MaskedCharField(max_length=200, blank=True)  # the paper of the check by law
    returned_fen = models.BigIntegerField(default=0)  # what went back to the donor
    turned_fen = models.BigIntegerField(default=0)  # what went to another purpose, with consent

    class Meta:
        indexes = [models.Index(fields=["area_path", "day", "id"], name="donation_area")]
        constraints = [
            models.CheckConstraint(name="donation_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="donation_goes_once",
                condition=Q(returned_fen__gte=0)
                & Q(turned_fen__gte=0)
                & Q(fen__gte=F("returned_fen") + F("turned_fen")),
            ),
            models.CheckConstraint(
                name="donation_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return self.donor

    @property
    def number(self) -> str:
        """How the books name it: they are read by more people than who gave is."""
        return f"{self.day:%Y}-{self.pk:06d}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.donation", args=[self.uid])


# what a foundation decides about projects, and what who proposed one does with it
DECIDES = frozenset(
    {"money.projects", "money.review_project", "money.grant_project"}
    | {"money.refuse_project", "money.close_project"}
)
PROPOSES = frozenset(
    {"money.projects", "money.draft_project", "money.change_project"}
    | {"money.propose_project", "money.withdraw_project", "money.report_project"}
)


class Project(Guarded):
    """基金会项目: proposed by a community or society, reviewed, granted, reported on, closed.

    The foundation's own people read all that it is asked for, but write only what it proposes.
    """

    ways: ClassVar[tuple[Way, ...]] = (
        Within(),
        Held("foundation_id", DECIDES),
        Held("proposer_id", PROPOSES),
    )
    bars: ClassVar[Bars] = {
        "money.review_project": ("by_id",),
        "money.grant_project": ("by_id",),
        "money.refuse_project": ("by_id",),
        "money.close_project": ("by_id", "reported_by_id"),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    foundation = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    title = MaskedCharField(max_length=80)
    need = MaskedTextField(max_length=2000)
    plan = MaskedTextField(max_length=2000, blank=True)
    asked_fen = models.BigIntegerField()
    granted_fen = models.BigIntegerField(null=True)
    earmark = models.ForeignKey(
        Earmark, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose donations pay it
    purse = models.ForeignKey(
        Purse, on_delete=models.PROTECT, null=True, related_name="projects"
    )  # where the grant lies
    start_on = models.DateField()
    end_on = models.DateField()
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    opinions = models.JSONField(default=list)  # of the review: who, points, words
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = MaskedTextField(max_length=500, blank=True)
    report = MaskedTextField(max_length=2000, blank=True)
    served = models.PositiveIntegerField(null=True)  # people who were reached
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    returned_fen = models.BigIntegerField(null=True)  # what was left and went back
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "-id"], name="project_area"),
            models.Index(fields=["foundation", "-id"], name="project_foundation"),
        ]
        constraints = [
            models.CheckConstraint(name="project_lasts", condition=Q(end_on__gte=F("start_on"))),
            models.CheckConstraint(
                name="project_measured",
                condition=Q(asked_fen__gt=0)
                & (Q(granted_fen=None) | Q(granted_fen__lte=F("asked_fen"))),
            ),
            models.CheckConstraint(
                name="project_by_two", condition=Q(decided_by=None) | ~Q(decided_by=F("by"))
            ),
            models.CheckConstraint(
                name="project_closed_by_another",
                condition=Q(closed_by=None)
                | ~Q(closed_by=F("by")) & (Q(reported_by=None) | ~Q(closed_by=F("reported_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.project", args=[self.uid])


class Work(Guarded):
    """自筹资金办事: a work that residents decided, paid for together, and saw accounted for."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {"money.close_work": ("by_id",), "money.cancel_work": ("by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = MaskedCharField(max_length=80)
    text = MaskedTextField(max_length=2000)
    decided_by = models.CharField(max_length=10, choices=DecidedBy)
    decided_on = models.DateField()
    entitled = models.PositiveIntegerField()  # who may vote
    present = models.PositiveIntegerField()
    votes_for = models.PositiveIntegerField()
    minutes = MaskedCharField(max_length=200)  # the paper of the meeting
    share_fen = models.BigIntegerField(default=0)  # a household; 0: as everyone likes
    target_fen = models.BigIntegerField()
    purse = models.OneToOneField(Purse, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.DECIDED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_on = models.DateField(null=True)
    outcome = MaskedTextField(max_length=1000, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    rest_fen = models.BigIntegerField(default=0)  # what was left when it was closed
    rest_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+"
    )  # the work that it was left to
    rest_paper = MaskedCharField(max_length=200, blank=True)  # by which decision

    class Meta:
        indexes = [models.Index(fields=["area_path", "-id"], name="work_area")]
        constraints = [
            models.CheckConstraint(
                name="work_voted",
                condition=Q(votes_for__lte=F("present")) & Q(present__lte=F("entitled")),
            ),
            models.CheckConstraint(name="work_positive", condition=Q(target_fen__gt=0)),
            models.CheckConstraint(
                name="work_by_two", condition=Q(closed_by=None) | ~Q(closed_by=F("by"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("money.work", args=[self.uid])


class Contribution(Guarded):
    """筹资明细: what one household gave; in public it stands under building and room.

    It counts when somebody else than who took the money has confirmed it; what never came is
    struck, by somebody else as well.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)
    bars: ClassVar[Bars] = {
        "money.confirm_contributions": ("by_id",),
        "money.strike_contributions": ("by_id",),
    }

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="contributions")
    place = MaskedCharField(max_length=60)  # 3幢2单元501
    name = MaskedCharField(max_length=40, blank=True)
    fen = models.BigIntegerField()
    day = models.DateField()
    paper = MaskedCharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    refunded_fen = models.BigIntegerField(default=0)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    struck_at = models.DateTimeField(null=True)
    strike_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="contribution_area")]
        constraints = [
            models.CheckConstraint(
                name="contribution_by_two",
                condition=(Q(confirmed_by=None) | ~Q(confirmed_by=F("by")))
                & (Q(struck_by=None) | ~Q(struck_by=F("by"))),
            ),
            models.CheckConstraint(
                name="contribution_one_end", condition=Q(confirmed_at=None) | Q(struck_at=None)
            ),
            models.CheckConstraint(
                name="contribution_measured",
                condition=Q(fen__gt=0) & Q(refunded_fen__gte=0) & Q(refunded_fen__lte=F("fen")),
            ),
        ]

    def __str__(self) -> str:
        return self.place
