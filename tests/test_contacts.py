"""Every column whose name speaks of a contact is sealed, or listed as public with a reason."""

import re

import pytest
from django.apps import apps
from django.db import models

from liren.kernel.sealed.fields import HashField, SealedField
from liren.kernel.sealed.freetext import Free, Masked

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
    "money.spending.payee_bank": "the name of a bank; the account itself is sealed",
    "money.spending.bank_paper": "the number of a receipt of the bank, masked like all texts",
}
OURS = "liren."
OWN_APPS = tuple(f"{app.label}." for app in apps.get_app_configs() if app.name.startswith(OURS))
# sentences that people type about other people and their matters
SENTENCE = re.compile(r"(^|_)(reason|note|basis|outcome|why)$")
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


def test_contacts_are_sealed_or_public() -> None:
    open_ones = [
        name
        for name, field in every_column()
        if CONTACT.search(f"{field.name} {field.verbose_name}".lower())
        and not (field.is_relation or isinstance(field, SealedField | HashField))
    ]
    assert set(open_ones) - PUBLIC.keys() == set(), "seal it, or say why everybody may see it"


def test_typed_sentences_hold_no_number() -> None:
    typed = [
        (name, field)
        for name, field in every_column()
        if isinstance(field, models.CharField | models.TextField) and not field.choices
        if name.startswith(OWN_APPS) and SENTENCE.search(field.name)
    ]
    assert len(typed) > 10
    clear = [name for name, field in typed if not isinstance(field, Free | Masked)]
    assert clear == [], "a number typed here would stay in clear"


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
