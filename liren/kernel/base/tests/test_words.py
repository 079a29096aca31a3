"""Search terms: pairs of characters, phrases, and input that means harm."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.kernel.base.words import query, terms, vector

TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓。Liren Road 12号"


def holds(text: str, asked: str) -> bool:
    """What the database says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector(text), query(asked)])
        return bool(cursor.fetchone()[0])


def test_terms() -> None:
    assert terms("楼道堆放") == ["楼道", "道堆", "堆放"]
    assert terms("Liren路灯 A3") == ["liren", "路灯", "a3"]
    assert terms("路") == ["路"]
    assert terms("，。!?") == []
    assert terms("楼道，堆放") == ["楼道", "堆放"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("楼道", True),
        ("消火栓", True),
        ("楼道堆放纸箱", True),
        ("楼道 消火栓", True),
        ("道楼", False),
        ("楼道消火栓", False),  # a phrase is a phrase
        ("路灯", False),
        ("liren", True),
        ("LIREN", True),
        ("road 12", True),
        ("roa", True),  # words are found by their beginning
        ("oad", False),
        ("楼", True),
        ("", False),
        ("。", False),
    ],
)
def test_search(asked: str, found: bool) -> None:
    assert holds(TEXT, asked) is found


HOSTILE = [
    *("'", "''", "\\", "'楼道", "楼道' | '路灯", "!楼道", "楼道:*", "楼道 & !纸箱", "(", "<->"),
    *("a'b", "%", "楼道'::tsquery; DROP TABLE x; --", "\u202e楼道", "🚨楼道", "楼道\ufeff"),
    *("x" * 5000, "楼" * 5000),
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_is_only_text(text: str) -> None:
    holds(TEXT, text)
    holds(text, "楼道")
    assert "!" not in query(text)


@pytest.mark.django_db
def test_no_operator_can_be_typed() -> None:
    assert holds(TEXT, "!路灯") is False
    assert holds(TEXT, "路灯 | 楼道") is False


# the fixture is the same for all examples: nothing is written
@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_whatever_is_typed_is_a_literal(text: str) -> None:
    for literal in (vector(text), query(text)):
        assert literal.count("'") % 2 == 0
        bare = "".join(literal.split("'")[::2])
        assert set(bare) <= set(" :,&<->*0123456789"), bare


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(text=st.text("楼道堆放纸箱灯路 ab3，", min_size=2, max_size=30), data=st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    part = text[start : start + data.draw(st.integers(2, 8))]
    runs = terms(part)
    if not runs or any(len(run) < 2 for run in runs) or any(run.isascii() for run in runs):
        return  # single characters and words cut in the middle are not promised
    assert holds(text, part)


def test_long_texts_stay_within_what_the_database_takes() -> None:
    long = vector("楼道" * 4000)
    assert len(long) < 1_000_000
    assert all(int(at) < 16384 for one in long.split(" ") for at in one.split(":")[-1].split(","))
