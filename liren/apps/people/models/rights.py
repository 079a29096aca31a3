"""The rights of the person: purposes, consents, claims; and the duties that answer them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from liren.apps.people.models.persons import Person
from liren.apps.people.rules.rights import (
    Asked,
    ClaimKind,
    ClaimState,
    ConsentHow,
    ExportState,
    Ground,
)
from liren.kernel.access.guarded import Guarded, GuardedQuerySet
from liren.kernel.access.ways import Everywhere, Named, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import (
    FreeTextField,
    MaskedCharField,
    MaskedTextField,
    NumbersField,
)


class Purpose(models.Model):
    """处理目的: what facts of people may be used for, and on which ground."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    ground = models.CharField(max_length=9, choices=Ground)
    source = models.CharField(max_length=300)
    keep_days = models.PositiveIntegerField(null=True, blank=True)  # after the person has left
    searching = models.BooleanField(default=False)  # offered where people are looked for
    tags = models.JSONField(default=list)  # codes of the kinds of tags that stand on it alone
    verify = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Consent(Guarded):
    """同意: a person agreed to a purpose, and may take it back at any time."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "person__user_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    how = models.CharField(max_length=8, choices=ConsentHow)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_consent", fields=["person", "purpose"], condition=Q(withdrawn_on=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.purpose)


class Claim(Guarded):
    """本人请求: a person asks to see, to have a copy, to object or to be deleted."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "person__user_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=8, choices=ClaimKind)
    text = FreeTextField(max_length=500, blank=True)
    at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=ClaimState, default=ClaimState.OPEN)
    answer = FreeTextField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    numbers = NumbersField()

    class Meta:
        indexes = [
            models.Index(
                fields=["area_path", "due_on"], condition=Q(state="open"), name="claim_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%F}"


class Search(models.Model):
    """查询记录: who looked for people, how, what for, and how many he saw. Written once."""

    append_only = True
    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "by_id"))

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=Asked)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    seen = models.PositiveIntegerField()
    area_path = models.CharField(max_length=200, db_collation="C")

    objects = GuardedQuerySet["Search"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["by", "at"], name="search_by"),
            models.Index(fields=["area_path", "at", "id"], name="search_area"),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()} {self.at:%F %T}"


class Export(Guarded):
    """导出申请: a list of people goes out once another agreed, marked and for a while.

    No file is kept: it is made anew each time, of what who asked may still see.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Named("self", "by_id"))
    bars: ClassVar = {"people.approve_export": ("by_id",), "people.refuse_export": ("by_id",)}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    question = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    reason = MaskedCharField(max_length=200)
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = MaskedCharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)  # then nobody gets it any more
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="export_area")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%F}"


class Assessment(Guarded):
    """影响评估: what a way of using facts of people may do to them, and what is done about it."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = MaskedCharField(max_length=80)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    lawful = MaskedTextField(max_length=500)
    risk = MaskedTextField(max_length=500)
    measures = MaskedTextField(max_length=500)
    concluded_on = models.DateField()
    again_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class Breach(Guarded):
    """泄露事件: facts of people got where they must not, and what was done."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    noticed_at = models.DateTimeField()
    what = MaskedTextField(max_length=500)
    touched = models.PositiveIntegerField()  # people, as far as known
    measures = MaskedTextField(max_length=500, blank=True)
    authority_told_at = models.DateTimeField(null=True)
    people_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.noticed_at:%F}"


class RetentionRun(models.Model):
    """到期清理: one run that removed what need no longer be kept. Written once."""

    append_only = True
    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    at = models.DateTimeField()
    removed = models.JSONField(default=dict)  # kind → how many

    objects = GuardedQuerySet["RetentionRun"].as_manager()

    def __str__(self) -> str:
        return f"{self.at:%F %T}"
