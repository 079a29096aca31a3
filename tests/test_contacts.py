"""Every column whose name speaks of a contact is sealed, or listed as public with a reason."""

import re

import pytest
from django.apps import apps
from django.db import models

from liren.kernel.sealed.fields import HashField, SealedField

CONTACT = re.compile(
    r"phone|mobile|contact|(?<![a-z])tel(?![a-z])|telephone|e?_?mail|id_number|identity|id_card"
    r"|bank|account_number|card|wechat|qq|电话|手机|联系|邮箱|身份证|证件|银行|卡号|微信"
)
PUBLIC = {
    "access.body.phone": "the line of an office, shown to all so that people can call it",
    "places.particulars.phone": "the line of a community's office, shown to all",
    "notices.bulletin.contact": "whom to ask about a public notice; a mobile number is refused",
    "tell.wish.email": "a choice of how often, no address",
    "doors.phonecode.phone_hash": "a keyed hash that is kept for a day",
    "account.emailaddress.email": "allauth's table; nothing writes to it",
}
OURS = "liren."
LIBRARIES = frozenset({"account", "mfa", "usersessions", "axes", "auth", "sessions"})


def every_column() -> list[tuple[str, models.Field]]:  # type: ignore[type-arg]
    """Every column of a table, with its name."""
    return [
        (f"{model._meta.label_lower}.{field.name}", field)
        for model in apps.get_models()
        if model.__module__.startswith(OURS) or model._meta.app_label in LIBRARIES
        if model._meta.managed
        for field in model._meta.concrete_fields
    ]


@pytest.mark.parametrize(("name", "field"), every_column(), ids=lambda one: str(one))
def test_contacts_are_sealed_or_public(name: str, field: models.Field) -> None:  # type: ignore[type-arg]
    said = f"{field.name} {field.verbose_name}".lower()
    if CONTACT.search(said) and not field.is_relation:
        sealed = isinstance(field, SealedField | HashField)
        assert sealed or name in PUBLIC, f"{name}: seal it, or say here why everybody may see it"


def test_nothing_is_listed_that_is_not_there() -> None:
    assert PUBLIC.keys() <= {name for name, _field in every_column()}


def test_a_sealed_column_by_hand_would_be_forgotten_by_the_change_of_keys() -> None:
    """Columns named so were sealed by hand before there were fields for it."""
    assert [name for name, _field in every_column() if name.endswith("_sealed")] == []


@pytest.mark.django_db
def test_nothing_writes_the_addresses_of_the_library() -> None:
    from allauth.account.models import EmailAddress

    from liren.kernel.testing import world

    person = world.user("li")
    person.email = "li@example.org"
    person.save()
    assert not EmailAddress.objects.exists()
