"""A sealed field shows its mask, opens when asked, is found by its hash, and cannot be moved."""

import copy
import json
import pickle
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction  # noqa: TID251 — after a refusal
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.seal import Broken, unseal
from liren.kernel.sealed.fields import found, found_by_last
from liren.kernel.sealed.tests.person import Neighbour
from liren.kernel.sealed.value import Kind, Sealed

PHONE, OTHER = "13800138000", "13900139000"
MASK = "138****8000"


def raw(person: Neighbour, column: str = "phone") -> Any:
    """The column as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM sealed_neighbour WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def put(person: Neighbour, column: str, value: str) -> None:
    """Change a column behind the product's back."""
    with connection.cursor() as cursor:
        statement = f"UPDATE sealed_neighbour SET {column} = %s WHERE id = %s"
        cursor.execute(statement, [value, person.pk])


def shown(value: object) -> list[str]:
    """Everything that prints without asking."""
    page = engines["django"].from_string("{{ value }} {{ value|upper }}").render({"value": value})
    texts = [str(value), repr(value), f"{value}", f"{value:>20}", f"{value!r}", page]
    return [*texts, "%s" % value, "".join([str(value)]), json.dumps({"a": value}, default=str)]  # noqa: UP031


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=5))
def test_a_value_never_shows_itself(text: str) -> None:
    value = Sealed.new(Kind("any"), text)
    assert value.open() == text.strip()
    assert set(map(len, (str(value), f"{value}"))) <= {0, 4}


def test_a_row_gives_its_mask_before_and_after_it_is_saved(table: None) -> None:
    person = Neighbour(name="沈丽", phone=PHONE)
    for one in (person.phone, None):
        if one is None:
            person.save()
            one = Neighbour.objects.get().phone
        assert not any(PHONE in text for text in shown(one))
        assert all(MASK in text for text in shown(one))
        assert one.open() == PHONE
        assert one == PHONE
        assert one != OTHER
    assert PHONE not in raw(person)
    assert unseal(raw(person), "test-phone", str(person.uid)) == PHONE
    assert PHONE not in serialize("json", Neighbour.objects.all(), use_natural_primary_keys=False)


def test_an_empty_value_is_nothing(table: None) -> None:
    person = Neighbour.objects.create(name="沈丽")
    kept = Neighbour.objects.get()
    assert (bool(kept.phone), str(kept.phone), kept.phone.open()) == (False, "", "")
    assert (raw(person), raw(person, "phone_hash")) == ("", None)
    Neighbour.objects.create(name="another")


def test_it_is_found_by_the_whole_and_by_its_end_within_one_grid(table: None) -> None:
    here = Neighbour.objects.create(name="a", phone=PHONE, area_path="33.01.")
    there = Neighbour.objects.create(name="b", phone="13700008000", area_path="33.02.")
    look = Neighbour.objects.filter
    assert look(found(Neighbour, "phone", f" {PHONE} ")).get() == here
    assert not look(found(Neighbour, "phone", "")).exists()
    assert look(found_by_last(Neighbour, "phone", "8000", ["33.01."])).get() == here
    assert look(found_by_last(Neighbour, "phone", "8000", ["33.02."])).get() == there
    assert raw(here, "phone_last") != raw(there, "phone_last")
    here.area_path = "33.02."
    here.save()
    assert not look(found_by_last(Neighbour, "phone", "8000", ["33.01."])).exists()
    with pytest.raises(LookupError):
        found(Neighbour, "note", "x")


def test_many_at_once_and_single_fields_keep_their_hashes(table: None) -> None:
    people = [Neighbour(name=str(n), phone=f"1380013{n:04d}") for n in range(30)]
    Neighbour.objects.bulk_create(people)
    for person in people:
        assert Neighbour.objects.get(found(Neighbour, "phone", person.phone.open())) == person
    first = people[0]
    first.phone = OTHER
    first.save(update_fields=["phone"])
    assert Neighbour.objects.get(found(Neighbour, "phone", OTHER)) == first
    assert not Neighbour.objects.filter(found(Neighbour, "phone", "13800130000")).exists()
    for person in people[1:]:
        person.note = person.name
    Neighbour.objects.bulk_update(people[1:], ["note"])
    assert Neighbour.objects.get(pk=people[7].pk).note.open() == "7"
    with pytest.raises(IntegrityError), transaction.atomic():
        Neighbour.objects.create(name="x", phone=OTHER)


def test_a_clear_text_does_not_reach_the_database_by_a_side_door(table: None) -> None:
    with pytest.raises(TypeError):
        Neighbour.objects.update(phone=PHONE)
    with pytest.raises(TypeError):
        list(Neighbour.objects.filter(phone=PHONE))
    with pytest.raises(TypeError):
        Neighbour.objects.update(phone=Sealed.new(Kind("test-phone"), PHONE))


def test_a_value_moved_to_another_row_or_field_is_broken(table: None) -> None:
    one = Neighbour.objects.create(name="a", phone=PHONE, note="text")
    other = Neighbour.objects.create(name="b", phone=OTHER)
    put(other, "phone", raw(one))
    put(one, "note", raw(one))
    for value in (Neighbour.objects.get(pk=other.pk).phone, Neighbour.objects.get(pk=one.pk).note):
        assert value.is_broken
        assert str(value) == "****"
        assert value != PHONE
        with pytest.raises(Broken):
            value.open()


def test_copied_in_python_it_is_sealed_for_its_new_row(table: None) -> None:
    one = Neighbour.objects.create(name="a", note="text", phone=PHONE)
    kept = Neighbour.objects.get(pk=one.pk)
    other = Neighbour(name="b", note=kept.phone)
    other.save()
    assert Neighbour.objects.get(pk=other.pk).note.open() == PHONE
    assert copy.deepcopy(kept).phone == PHONE
    later = Neighbour.objects.defer("phone").get(pk=one.pk)
    assert later.phone == PHONE


def test_it_goes_into_no_cache_and_no_queue() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Sealed.new(Kind("any"), PHONE))
    with pytest.raises(TypeError):
        hash(Sealed.new(Kind("any"), PHONE))
