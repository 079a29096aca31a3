"""Persons: each stands once in the city, seen from where he lives and where his hukou stands."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from liren.apps.people.rules import LAST, NATIONS, mask_number, normal_number
from liren.apps.people.rules.codes import Marital, Paper, Sex, Work
from liren.apps.people.rules.persons import LONGEST_NAME, State
from liren.apps.places.models import Dwelling
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.ways import Named, Way, Within
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_phone
from liren.kernel.base.pinyin import keys
from liren.kernel.sealed.fields import HashField, SealedField, Sealing
from liren.kernel.sealed.freetext import MaskedCharField


class Person(Guarded, Sealing):
    """人员: somebody who lives or is registered here.

    `area` is where the person lives, or, who does not live in the city, where his hukou stands;
    `hukou_path` is where his hukou stands. Both, `home` and `household` follow from the stays
    and are kept by the acts that change these.
    """

    ways: ClassVar[tuple[Way, ...]] = (
        Within(),
        Within("hukou_path"),
        Named("self", "user_id"),
    )

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = MaskedCharField(max_length=LONGEST_NAME, db_collation="C")
    pinyin = models.CharField(max_length=200, editable=False, db_collation="C")
    initials = models.CharField(max_length=LONGEST_NAME, editable=False, db_collation="C")
    paper = models.CharField(max_length=10, choices=Paper, default=Paper.RESIDENT)
    id_number = SealedField("person.id", bound_to="uid", mask=mask_number, normal=normal_number)
    id_hash = HashField(of="id_number", unique=True)
    id_last = HashField(of="id_number", last=LAST, within="area_path")
    phone = SealedField("person.phone", bound_to="uid", mask=mask_phone)
    phone_hash = HashField(of="phone", db_index=True)
    phone_last = HashField(of="phone", last=LAST, within="area_path")
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born = models.DateField(null=True, blank=True)
    nation = models.CharField(max_length=2, choices=list(NATIONS.items()), blank=True)
    marital = models.CharField(max_length=2, choices=Marital, blank=True)
    work = models.CharField(max_length=2, choices=Work, blank=True)
    employer = MaskedCharField(max_length=80, blank=True)
    hukou_code = models.CharField(max_length=6, blank=True)  # the county of a hukou elsewhere
    hukou_path = models.CharField(max_length=200, blank=True, db_collation="C", editable=False)
    home = models.ForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.PRESENT)
    died_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_on = models.DateField(null=True, blank=True)  # when the facts were last found right
    version = models.PositiveIntegerField(default=1)  # what an off-line change is compared with
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "pinyin", "id"], name="person_area"),
            models.Index(
                fields=["hukou_path", "pinyin", "id"],
                name="person_hukou",
                condition=~Q(hukou_path=""),
            ),
            models.Index(fields=["initials", "id", "area_path"], name="person_initials"),
            models.Index(fields=["pinyin", "area_path", "initials"], name="person_pinyin"),
            models.Index(fields=["name", "area_path"], name="person_name"),
            models.Index(fields=["area_path", "born"], name="person_born"),
            models.Index(fields=["id_last"], name="person_id_last"),
            models.Index(fields=["phone_last"], name="person_phone_last"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_dies_once",
                condition=(Q(state="dead") & Q(died_on__isnull=False))
                | (~Q(state="dead") & Q(died_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="person_merged",
                condition=(Q(state="merged") & Q(merged_into__isnull=False))
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sound of the name, and the hashes that depend on the area, beside them."""
        self.sound()
        if (named := kwargs.get("update_fields")) is not None:
            more = {"pinyin", "initials"} if "name" in named else set()
            if "area_path" in named:
                more |= {"id_last", "phone_last"}
            kwargs["update_fields"] = {*named, *more}
        super().save(*args, **kwargs)

    def sound(self) -> None:
        """Write down how the name sounds."""
        self.pinyin, self.initials = keys(self.name, person=True)

    def get_absolute_url(self) -> str:
        return reverse("people.view", args=[self.uid])
