"""A number typed into a text leaves the row at once, and comes back only as a whole text."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.ids import uuid7
from liren.kernel.sealed.freetext import has_numbers, whole
from liren.kernel.sealed.tests.person import Neighbour

TEXT = "请打１３８-0013-8000或13900139000，身份证110101199003071233，卡6222021234567890128。"
MASKED = "请打138****8000或139****9000，身份证110101********33，卡****0128。"


def row(person: Neighbour) -> str:
    """The whole row as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n::text FROM sealed_neighbour n WHERE id = %s", [person.pk])
        return str(cursor.fetchone()[0])


def saved(person: Any) -> Any:
    """What saving writes, without a database."""
    for field in person._meta.concrete_fields:
        field.pre_save(person, add=True)
    return person


def test_the_row_holds_masks_and_the_text_comes_back_as_it_was_typed(table: None) -> None:
    person = Neighbour(name="a", title="电话13800138000", text=TEXT)
    person.save()
    assert (person.title, person.text) == ("电话138****8000", MASKED)
    for number in ("138-0013-8000", "13900139000", "110101199003071233", "6222021234567890128"):
        assert number not in row(person)
    kept = Neighbour.objects.get()
    assert (kept.title, kept.text, has_numbers(kept, "text")) == (
        "电话138****8000",
        MASKED,
        True,
    )
    assert (whole(kept, "title"), whole(kept, "text")) == ("电话13800138000", TEXT)
    kept.save()
    assert whole(Neighbour.objects.get(), "text") == TEXT


def test_a_text_without_numbers_costs_nothing(table: None) -> None:
    person = Neighbour.objects.create(name="a", text="楼道里堆放了纸箱，138****8000")
    assert (bool(person.numbers), whole(person, "text")) == (
        False,
        "楼道里堆放了纸箱，138****8000",
    )
    assert not has_numbers(person, "text")


def test_a_changed_text_forgets_what_it_no_longer_shows(table: None) -> None:
    person = Neighbour.objects.create(name="a", title="打13800138000", text="13900139000")
    person.text = "没有了"
    person.save()
    kept = Neighbour.objects.get()
    assert (whole(kept, "text"), whole(kept, "title")) == ("没有了", "打13800138000")
    kept.text = "又是13700137000"
    kept.title = ""
    kept.save()
    kept = Neighbour.objects.get()
    assert (whole(kept, "text"), whole(kept, "title")) == ("又是13700137000", "")
    assert "13800138000" not in kept.numbers.open()


def test_a_broken_seal_shows_the_mask(table: None) -> None:
    one, other = (Neighbour.objects.create(name=n, text=f"{n}13800138000") for n in "ab")
    with connection.cursor() as cursor:
        statement = "UPDATE sealed_neighbour SET numbers = (SELECT numbers FROM sealed_neighbour"
        cursor.execute(f"{statement} WHERE id = %s) WHERE id = %s", [one.pk, other.pk])
    moved = Neighbour.objects.get(pk=other.pk)
    assert (moved.text, has_numbers(moved, "text"), str(moved.numbers)) == (
        "b138****8000",
        False,
        "****",
    )


NUMBERS = ["13800138000", "+86 138-0013-8000", "一三八零零一三八零零零", "110101199003071233"]
OTHERS = [
    "6222 0212 3456 7890 128",
    "138****8000",
    "，",
    "。 ",
    "楼道",
    "\n",
    " ",
    "*",
    "7",
    "1234 ",
]
TYPED = st.lists(st.sampled_from([*NUMBERS, *OTHERS]), max_size=12)


@given(TYPED, TYPED)
def test_every_text_comes_back(title: list[str], text: list[str]) -> None:
    """Whatever was typed: nothing is left in the row, and nothing is lost."""
    one, two = "".join(title), "".join(text)
    person = saved(Neighbour(uid=uuid7(), title=one, text=two))
    assert whole(person, "title") == one
    assert whole(person, "text") == two
    again = saved(person)
    assert (whole(again, "title"), whole(again, "text")) == (one, two)


@pytest.mark.parametrize("text", ["", None])
def test_nothing_is_nothing(text: str | None) -> None:
    assert saved(Neighbour(text=text)).text == text
