"""What the border of a grid was before it was drawn anew."""

from django.db import models

from liren.apps.places.models.areas import Area


class FormerBorder(models.Model):
    """旧界线: the name and border of a grid until the day before they changed."""

    append_only = True

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    geometry = models.JSONField(null=True)
    valid_to = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["area", "valid_to"], name="former_border")]
        ordering = ["valid_to", "pk"]

    def __str__(self) -> str:
        return self.name
