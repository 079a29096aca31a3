from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.notices import rules
from liren.apps.notices.rules import Kind, State
from liren.kernel.access.guarded import Guarded, GuardedQuerySet
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.clock import today
from liren.kernel.base.ids import uuid7
from liren.kernel.base.words import WordsField
from liren.kernel.sealed.freetext import MaskedCharField


class Bulletin(Guarded):
    """告示: what an office makes known in its area, from a day to a day."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=rules.LONGEST_TITLE)
    text = models.TextField(max_length=rules.LONGEST_TEXT)
    contact = models.CharField(max_length=rules.LONGEST_CONTACT, blank=True)
    pinned = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the last day on which it is shown
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    words = WordsField(editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = MaskedCharField(max_length=500, blank=True)  # why it was withdrawn
    told_at = models.DateTimeField(null=True)  # when all whom it concerns had been told

    objects: ClassVar[Any] = GuardedQuerySet["Bulletin"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bulletin_out_has_time",
                condition=Q(state=State.DRAFT, published_at=None)
                | (~Q(state=State.DRAFT) & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="bulletin_back_says_why",
                condition=Q(state=State.WITHDRAWN) ^ Q(withdrawn_at=None, reason=""),
            ),
            models.CheckConstraint(
                name="bulletin_days", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "drafted_at", "id"], name="bulletin_area"),
            models.Index(
                fields=["area_path", "published_at", "id"],
                name="bulletin_out",
                condition=Q(state=State.PUBLISHED),
            ),
            models.Index(
                fields=["since"],
                name="bulletin_to_tell",
                condition=Q(state=State.PUBLISHED, told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the bulletin, which strangers may open, too."""
        return reverse("notices.view", args=[self.uid])

    @property
    def is_released(self) -> bool:
        """Whether everybody may read it today."""
        begun = self.state == State.PUBLISHED and self.since <= today()
        return begun and (self.until is None or self.until >= today())

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.until is not None and self.until < today()


class Home(models.Model):
    """所在社区: where a person lives, by their own word; what is told there is told to them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    area = models.ForeignKey("access.Area", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.area)
