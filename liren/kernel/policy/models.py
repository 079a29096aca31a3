from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from liren.kernel.access.guarded import GuardedQuerySet
from liren.kernel.access.ways import Everywhere, Way
from liren.kernel.base.choices import _


def spoken(chinese: str, english: str) -> str:
    """The text of a pack in the language of who reads it."""
    return english if english and (get_language() or "").startswith("en") else chinese


class Pack(models.Model):
    """政策包: dated policy of one jurisdiction; it lies over another, and one is in force."""

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    under = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    in_force = models.BooleanField(default=False)
    applied_at = models.DateTimeField()

    objects = GuardedQuerySet["Pack"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["in_force"], condition=models.Q(in_force=True), name="one_pack_in_force"
            )
        ]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Combine(models.TextChoices):
    """How a value goes together with those of the packs around it."""

    OVERRIDE = "override", _("以最近一级为准")
    FLOOR = "floor", _("不得低于此值")
    CEILING = "ceiling", _("不得高于此值")
    SUM = "sum", _("在上一级基础上增加")


class Rounding(models.TextChoices):
    """What happens to the part of a figure that is smaller than its step."""

    FLOOR = "floor", _("舍去尾数")
    CEIL = "ceil", _("有尾数即进一")
    HALF_UP = "half_up", _("四舍五入")


class Dated(models.Model):
    """Something a pack says from a day on, with the document in which it is written.

    `known_at` is the day from which the pack's people knew it, when it is not the first day
    itself: a rise decided in June for January was not known in March.
    """

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    key = models.CharField(max_length=60)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    known_at = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=300)
    article = models.CharField(max_length=120, blank=True)
    document = models.CharField(max_length=200, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Parameter(Dated):
    """政策参数: a number, a band [low, high], a table, a text or a limit, from a day on."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="parameters")
    value = models.JSONField()
    combine = models.CharField(max_length=10, choices=Combine.choices, default=Combine.OVERRIDE)

    objects = GuardedQuerySet["Parameter"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "key", "valid_from", "known_at"],
                nulls_distinct=False,
                name="one_value_a_day",
            )
        ]
        ordering = ["key", "valid_from"]


class Formula(Dated):
    """计算公式: one line over parameters, inputs and other formulas.

    `group` joins the lower and the upper bound of one band. `rounding` is a mode, or the key of
    a text parameter that holds the mode; `step` is what is rounded to, such as 0.01.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="formulas")
    expression = models.CharField(max_length=400)
    group = models.CharField(max_length=60, blank=True)
    rounding = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=12, blank=True)

    objects = GuardedQuerySet["Formula"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "key", "valid_from", "known_at"],
                nulls_distinct=False,
                name="one_formula_a_day",
            )
        ]
        ordering = ["key", "valid_from"]


class Input(models.Model):
    """输入项: a fact of a place or a person that formulas may name."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="inputs")
    key = models.CharField(max_length=60)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    unit = models.CharField(max_length=30, blank=True)
    edited = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key"], name="one_input")]
        ordering = ["key"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Check(models.Model):
    """数据核对: what a document states, beside what its own figures give."""

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="checks")
    code = models.CharField(max_length=60)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    sentence_zh = models.CharField(max_length=300)
    sentence_en = models.CharField(max_length=400)
    expression = models.CharField(max_length=400, blank=True)
    inputs = models.JSONField(default=dict)
    day = models.DateField()
    expected = models.JSONField()
    stated = models.JSONField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    agrees = models.BooleanField()
    source = models.CharField(max_length=300)
    edited = models.BooleanField(default=False)

    objects = GuardedQuerySet["Check"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="one_check")]
        ordering = ["code"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)

    @property
    def sentence(self) -> str:
        """What does not agree, or that all does."""
        return spoken(self.sentence_zh, self.sentence_en)


class Year(models.Model):
    """日历年度: whether a year's holidays are published, and where."""

    ways: ClassVar[tuple[Way, ...]] = (Everywhere(),)
    area_path: ClassVar[str] = ""

    year = models.PositiveSmallIntegerField(primary_key=True)
    published = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    verify = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)

    objects = GuardedQuerySet["Year"].as_manager()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Day(models.Model):
    """调休日: a weekday off, or a weekend day worked."""

    date = models.DateField(primary_key=True)
    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="days")
    works = models.BooleanField()
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120, blank=True)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return spoken(self.zh, self.en)
