from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from liren.kernel.base.choices import _
from liren.kernel.base.ids import uuid7
from liren.kernel.files.images import SIDES
from liren.kernel.files.kinds import SERVED, Kind
from liren.kernel.files.scan import Verdict
from liren.kernel.files.shelf import beside
from liren.kernel.sealed.freetext import MaskedTextField


class File(models.Model):
    """文件: one file on the shelf, and what is known of it. Written once; bytes never change."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60, unique=True)  # on the shelf, by chance
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120, blank=True)  # a document's own name, cleaned
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)  # of what is kept
    received = models.CharField(max_length=64, db_index=True)  # of what came in, for doubles
    scan = models.CharField(max_length=8, choices=Verdict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    gone_at = models.DateTimeField(null=True)  # when its bytes were destroyed

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="file_waiting", condition=Q(scan=Verdict.WAITING)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.size} B"

    @property
    def names(self) -> list[str]:
        """All that lies on the shelf for this file."""
        sizes = ("", *SIDES) if self.kind == Kind.JPEG else ("",)
        return [beside(self.name, size) for size in sizes]

    @property
    def mime(self) -> str:
        """The type under which it is sent."""
        return SERVED[Kind(self.kind)].mime

    @property
    def is_gone(self) -> bool:
        """Whether there is nothing left to show."""
        return self.gone_at is not None


class Attachment(models.Model):
    """附件: a file that belongs to a row. The app adds the row, and guards it as that row is.

    Removed is removed for everyone who looks at the row; the attachment stays as a line with
    its reason, and its file is destroyed when the time of the rule is over.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    redacted_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = MaskedTextField(blank=True)  # why it was removed

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.uid)

    @classmethod
    def all_kinds(cls) -> list[Any]:
        """The models of all apps that hold files."""
        return [one for one in cls.__subclasses__() if not one._meta.abstract]


def title_of(name: str) -> str:
    """A document's name without path, control characters and tricks with the direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    plain = "".join(letter for letter in stem if letter.isprintable() and letter not in MARKS)
    return plain.strip(" .")[:100] or str(_("附件"))


# they turn the direction of writing: «fdp.exe» read from the other side
MARKS = frozenset("\u200e\u200f\u061c" + "".join(map(chr, range(0x202A, 0x202F))) +
                  "".join(map(chr, range(0x2066, 0x206A))))  # fmt: skip
