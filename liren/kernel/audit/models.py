from django.conf import settings
from django.db import models

from liren.kernel.base.choices import TextChoices, _


class Outcome(TextChoices):
    """How an attempt ended."""

    DONE = "done", _("已办")
    REFUSED = "refused", _("被规则拒绝")
    DENIED = "denied", _("无权限")


class Entry(models.Model):
    """审计记录: who did or tried what to which row, on whose behalf, and with which facts.

    Written once: web and worker hold no right to change or remove a row of this table. The row
    is named by type and key as plain text, because the entry outlives it.
    """

    append_only = True

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=200, db_collation="C")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["actor", "at"], name="audit_actor"),
            models.Index(fields=["at", "id"], name="audit_newest"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
