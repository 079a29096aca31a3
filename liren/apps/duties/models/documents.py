"""Policy documents: what entries of lists and values of rules stand on."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from liren.apps.duties.rules.lists import DocumentKind
from liren.kernel.access.guarded import GuardedQuerySet
from liren.kernel.access.models import Area
from liren.kernel.access.ways import Everywhere, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.words import WordsField
from liren.kernel.policy.models import Pack
from liren.kernel.sealed.freetext import MaskedCharField, MaskedTextField

READS = frozenset({"duties.documents"})


class Document(models.Model):
    """政策文件: an act, an opinion, a plan or a study, from the day on which it holds.

    Without an area it holds everywhere. Articles and lists point to it; so do the values of
    rules, by its number.
    """

    ways: ClassVar[tuple[Way, ...]] = (Within(), Everywhere(only=READS))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    area_path = models.CharField(max_length=200, db_collation="C", blank=True, editable=False)
    number = MaskedCharField(max_length=60, blank=True)  # 文号
    title = MaskedCharField(max_length=200)
    kind = models.CharField(max_length=10, choices=DocumentKind)
    issuer = MaskedCharField(max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it holds
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )
    text = MaskedTextField(blank=True, max_length=20000)
    source = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)
    verify = models.BooleanField(default=False)
    words = WordsField(editable=False)
    edited = models.BooleanField(default=False)

    objects = GuardedQuerySet["Document"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-issued_on", "id"], name="document_newest"),
            models.Index(fields=["number"], name="document_number"),
            GinIndex(fields=["words"], name="document_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_lasts",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duties.document", args=[self.uid])


class Article(models.Model):
    """条款: a part of a document to which something points."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="articles")
    label = MaskedCharField(max_length=40)  # 第十二条
    text = MaskedTextField(max_length=4000)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["document", "label"], name="one_article_label")
        ]

    def __str__(self) -> str:
        return self.label
