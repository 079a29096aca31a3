"""Lists of people that somebody sent: read, matched to columns, looked at, taken by the worker."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from liren.apps.people.rules.sheets import SheetState
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.fields import SealedField
from liren.kernel.sealed.freetext import MaskedCharField


class Sheet(Guarded):
    """来表: a spreadsheet of people of one community, and how its columns are to be read.

    The lines are kept sealed, and only until they are taken or thrown away. What is said of
    them names lines and columns, never what stands in them.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    sender = MaskedCharField(max_length=60)
    file = MaskedCharField(max_length=120)
    head = models.JSONField(default=list)  # the titles of its columns
    mapping = models.JSONField(default=dict)  # column of the register → place in the sheet
    lines = SealedField("sheet.lines", bound_to="uid")
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7, choices=SheetState, default=SheetState.READ)
    seen = models.PositiveIntegerField(default=0)  # lines that were looked at while taking them
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # stood in the register already
    bad = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # line, what is wrong
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="sheet_area")]

    def __str__(self) -> str:
        return f"{self.sender} {self.at:%F}"

    def get_absolute_url(self) -> str:
        return reverse("people.sheet", args=[self.uid])
