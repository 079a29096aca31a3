from django.db import models

from liren.kernel.access.models import Body
from liren.kernel.policy.models import Pack, spoken

__all__ = ["Body", "BodyKind", "Function"]


class BodyKind(models.Model):
    """机构类别: a kind of body, such as a department or a residents' committee."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    edited = models.BooleanField(default=False)

    def __str__(self) -> str:
        return spoken(self.zh, self.en)


class Function(models.Model):
    """职能: a competence that a case kind may ask for."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    edited = models.BooleanField(default=False)

    def __str__(self) -> str:
        return spoken(self.zh, self.en)
