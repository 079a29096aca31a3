from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from liren.apps.bodies.rules.institutions import Tie
from liren.apps.bodies.rules.kinds import Family, Filled
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Around, Way, Within
from liren.kernel.policy.models import Pack, spoken
from liren.kernel.sealed.freetext import MaskedCharField

__all__ = [
    "Adoption",
    "Body",
    "BodyKind",
    "Count",
    "Function",
    "Institution",
    "Relation",
    "Requirement",
]


class BodyKind(models.Model):
    """机构类别: a kind of body, such as a department or a residents' committee."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    family = models.CharField(max_length=20, choices=Family, default=Family.SOCIETY)
    does = models.JSONField(default=list)
    filled = models.CharField(max_length=12, choices=Filled, default=Filled.MEMBERS)
    levels = models.JSONField(default=list)
    by = models.CharField(max_length=12, default="district")  # whose people found it
    one = models.BooleanField(default=False)
    cases = models.BooleanField(default=True)
    counted_zh = models.CharField(max_length=30, blank=True)
    counted_en = models.CharField(max_length=60, blank=True)
    like = models.CharField(max_length=30, blank=True)
    under = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=300, blank=True)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)

    @property
    def counted(self) -> str:
        """What is counted of it, such as members of the Party; nothing when nothing is."""
        return spoken(self.counted_zh, self.counted_en)

    @property
    def stands_for(self) -> str:
        """The kind that it is in the models: a villagers' committee is a committee."""
        return self.like or self.code


class Function(models.Model):
    """职能: a competence that a case kind may ask for."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    edited = models.BooleanField(default=False)

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Requirement(models.Model):
    """应设机构: what every place of a level needs; of two packs the nearer one wins."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(
        BodyKind, on_delete=models.PROTECT, to_field="code", db_column="kind", related_name="+"
    )
    level = models.CharField(max_length=12)
    least = models.PositiveSmallIntegerField(default=1)
    members = models.PositiveSmallIntegerField(default=0)  # counted in each, at least
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "kind", "level", "valid_from"], name="one_requirement_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.level} {self.least}"


class Institution(models.Model):
    """制度模式: an institutional model of communities, as a pack describes it."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    spec = models.JSONField()
    place = models.PositiveSmallIntegerField(default=0)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Adoption(models.Model):
    """实行模式: from a day on a model holds, in the whole jurisdiction or in some areas first."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    areas = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "model", "valid_from"], name="one_adoption_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.valid_from:%Y-%m-%d}"


class Relation(Guarded):
    """机构关系: what one body does to another, from a day on, beside or instead of the model."""

    # lies where the one lies on whose page it was written; both see it
    ways: ClassVar[tuple[Way, ...]] = (Within(), Around(frozenset({"bodies.view"})))

    giver = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    tie = models.CharField(max_length=12, choices=Tie)
    basis = MaskedCharField(max_length=200)
    instead = models.BooleanField(default=False)  # of what the model says to the same receiver
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["giver", "receiver", "tie"],
                condition=Q(valid_to=None),
                name="one_open_relation",
            ),
            models.CheckConstraint(name="relation_joins_two", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="relation_lasts",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["area_path"], name="relation_area")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}: {self.get_tie_display()}"


class Count(models.Model):
    """人数: how many belong to a body on a day, such as the members of a Party branch."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    members = models.PositiveIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "day"], name="one_count_a_day"),
        ]
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.day:%Y-%m-%d}: {self.members}"
