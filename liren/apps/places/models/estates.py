"""Estates with their buildings, stairwells and dwellings, and what is known of a community."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from liren.apps.places.models.areas import Area
from liren.apps.places.rules import CommunityKind, EstateKind, Management, UrbanRural, Use
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.models import Body
from liren.kernel.access.ways import Held, Way, Within
from liren.kernel.base.choices import _
from liren.kernel.base.ids import uuid7
from liren.kernel.base.pinyin import keys
from liren.kernel.sealed.freetext import MaskedCharField


class Estate(Guarded):
    """小区: houses with one name and one way of being looked after."""

    ways: ClassVar[tuple[Way, ...]] = (Within(), Held("manager_id"))

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    pinyin = models.CharField(max_length=300, blank=True, editable=False, db_collation="C")
    initials = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    kind = models.CharField(max_length=12, choices=EstateKind, default=EstateKind.COMMERCIAL)
    management = models.CharField(max_length=12, choices=Management)
    manager = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=200, blank=True)
    lng = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    built_year = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    end_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="estate_area"),
            models.Index(fields=["initials"], name="estate_initials"),
            models.Index(fields=["pinyin"], name="estate_pinyin"),
        ]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sound of the name beside it."""
        self.sound()
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "pinyin", "initials"}
        super().save(*args, **kwargs)

    def sound(self) -> None:
        """Write down how the name sounds."""
        self.pinyin, self.initials = keys(self.name)

    def get_absolute_url(self) -> str:
        return reverse("places.estate", args=[self.uid])


class Building(Guarded):
    """楼栋: a numbered house of an estate; it may lie in a grid of its own."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="buildings")
    number = models.CharField(max_length=20)
    place = models.PositiveIntegerField(default=0, editable=False)  # among its neighbours
    floors = models.PositiveSmallIntegerField()
    basements = models.PositiveSmallIntegerField(default=0)
    lifts = models.PositiveSmallIntegerField(default=0)
    built_year = models.PositiveSmallIntegerField(null=True, blank=True)
    lng = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    # how many dwellings stand in it, kept by the acts that make and end them
    flats = models.PositiveIntegerField(default=0, editable=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    end_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="building_area")]
        constraints = [
            models.UniqueConstraint(
                name="one_building", fields=["estate", "number"], condition=Q(valid_to=None)
            )
        ]

    def __str__(self) -> str:
        return str(_("%(number)s 栋")) % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("places.building", args=[self.uid])


class Stairwell(models.Model):
    """单元: an entrance of a building with the dwellings that it leads to."""

    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="stairwells")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_stairwell", fields=["building", "number"])
        ]

    def __str__(self) -> str:
        return str(_("%(number)s 单元")) % {"number": self.number}


class Dwelling(Guarded):
    """户室: a flat, a shop, an office: what has a door and a number in a building."""

    ways: ClassVar[tuple[Way, ...]] = (Within(),)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="dwellings")
    stairwell = models.ForeignKey(
        Stairwell, on_delete=models.PROTECT, null=True, blank=True, related_name="dwellings"
    )
    floor = models.SmallIntegerField()
    column = models.PositiveSmallIntegerField(default=0)  # from the left, in the picture
    number = models.CharField(max_length=12)
    use = models.CharField(max_length=12, choices=Use, default=Use.RESIDENTIAL)
    area_m2 = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    house_code = models.CharField(max_length=40, blank=True)  # of the local address standard
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    end_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="dwelling_area")]
        constraints = [
            models.UniqueConstraint(
                name="one_dwelling",
                fields=["building", "stairwell", "number"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("places.dwelling", args=[self.uid])


class Particulars(models.Model):
    """基本情况: what is known of an area beside its code: kind, seat, telephone."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=10, choices=CommunityKind, blank=True)
    converted_on = models.DateField(null=True, blank=True)
    urban_rural = models.CharField(max_length=3, choices=UrbanRural, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)  # of the office, shown to all
    note = MaskedCharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return str(self.area)
