"""A model of the kind for which sealed fields are made, without a migration of its own."""

from typing import Any, ClassVar

from django.db import models

from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_phone
from liren.kernel.sealed.fields import HashField, SealedField, Sealing
from liren.kernel.sealed.freetext import FreeCharField, FreeTextField, NumbersField


class Neighbour(Sealing):
    """居民: a person of the tests."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    name = models.CharField(max_length=20)
    area_path = models.CharField(max_length=60, default="33.01.")
    phone = SealedField("test-phone", mask=mask_phone, bound_to="uid")
    phone_hash = HashField(of="phone", unique=True)
    phone_last = HashField(of="phone", last=4, within="area_path")
    note = SealedField("test-note")
    title = FreeCharField(max_length=60, blank=True)
    text = FreeTextField(blank=True)
    numbers = NumbersField("test-numbers", bound_to="uid")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "sealed"
        managed = False

    def __str__(self) -> str:
        return self.name
