import json
from datetime import UTC, datetime

from django.conf import settings
from django.db import models

from liren.kernel.audit import tree
from liren.kernel.audit.fields import CurrentXact, Xact
from liren.kernel.base.choices import TextChoices, _


class Outcome(TextChoices):
    """How an attempt ended."""

    DONE = "done", _("已办")
    REFUSED = "refused", _("被规则拒绝")
    DENIED = "denied", _("无权限")


class Entry(models.Model):
    """审计记录: who did or tried what to which row, on whose behalf, and with which facts.

    Written once: web and worker hold no right to change or remove a row of this table. The row
    is named by type and key as plain text, because the entry outlives it. `xact` is the
    transaction that wrote it: 0 for what was there before entries were sealed.
    """

    append_only = True

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=200, db_collation="C")
    facts = models.JSONField(default=dict)
    xact = Xact(db_default=CurrentXact(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["actor", "at"], name="audit_actor"),
            models.Index(
                fields=["behalf", "at"], name="audit_behalf", condition=models.Q(behalf__gt=0)
            ),
            models.Index(fields=["verb", "at"], name="audit_verb"),
            models.Index(fields=["area_path", "at"], name="audit_area"),
            models.Index(fields=["at", "id"], name="audit_newest"),
            models.Index(fields=["xact", "id"], name="audit_commit"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class Seal(models.Model):
    """封存: the Merkle root over the entries of a stretch of the record, chained to the last one.

    The stretch ends at `(xact, entry)` in the order of transactions and begins after the end of
    the seal before. `leaves` keeps key and hash of each entry, so that a fault is found by name.
    A database that was restored into a new server counts its transactions anew; from there on
    only keys above `floor` belong to the chain's new stretch.
    """

    append_only = True

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    floor = models.BigIntegerField()
    xact = Xact()
    entry = models.BigIntegerField()
    high = models.BigIntegerField()
    count = models.IntegerField()
    total = models.BigIntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    leaves = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["at", "number"], name="audit_sealed"),
            models.Index(fields=["xact", "entry"], name="audit_seal_end"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def text(self) -> str:
        """What is hashed into the chain: all but the leaves, which the root holds."""
        facts = [self.number, moment(self.at), self.floor, self.xact, self.entry, self.high]
        hashes = [bytes(self.root).hex(), bytes(self.previous).hex()]
        return json.dumps(["liren-seal-1", *facts, self.count, self.total, *hashes])

    @property
    def hex(self) -> str:
        """The hash of the chain up to here, as it is published."""
        return bytes(self.hash).hex()

    def digest(self) -> bytes:
        """The hash that this seal must have."""
        return tree.link(self.text)


def moment(at: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


class Channel(TextChoices):
    """Ways by which a root leaves the machine."""

    FILE = "file", _("文件")
    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("接收系统")


class Publication(models.Model):
    """公布: whether the root of a seal reached one place outside the database."""

    seal = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel)
    tries = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "channel"], name="audit_published_once")
        ]

    def __str__(self) -> str:
        return f"{self.seal} {self.channel}"


class Check(models.Model):
    """核验: one check of the whole chain, done by the worker, asked for by a person."""

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    published = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    found = models.JSONField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
