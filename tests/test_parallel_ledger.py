"""Fifty who write into the same books at the same moment."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book, proof
from liren.kernel.ledger.models import Account, Posting
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 50


def fresh(account: Account) -> int:
    """What is in it now."""
    account.refresh_from_db()
    return account.amount


def test_fifty_writers_lose_nothing_and_never_stand_across() -> None:
    source = book.open_account("source", least=None)
    purses = [book.open_account(f"purse-{n}") for n in range(4)]
    for purse in purses:
        book.move("grant", source, purse, 1_000_00)

    def write(seed: int) -> Callable[[], Counter[str]]:
        chance = random.Random(seed)  # noqa: S311 — a repeatable choice

        def some() -> Counter[str]:
            counted = Counter[str]()
            for _ in range(6):  # pairs in any order: locks in one order keep them apart
                giver, taker = chance.sample(purses, 2)
                try:
                    book.move("move", giver, taker, chance.randint(1, 400_00))
                    counted["posted"] += 1
                except Refused as no:
                    counted[no.code] += 1
            return counted

        return some

    found = at_once([write(seed) for seed in range(WRITERS)])
    assert not [one for one in found if isinstance(one, Exception)]
    counted = sum((one for one in found if isinstance(one, Counter)), Counter[str]())
    assert counted.total() == WRITERS * 6
    assert set(counted) <= {"posted", "ledger.short"}
    assert Posting.objects.count() == counted["posted"] + len(purses)
    assert sum(map(fresh, purses)) == 4_000_00
    assert proof.check().faults == []


def test_the_last_yuan_is_spent_once() -> None:
    source, purse = book.open_account("source", least=None), book.open_account("purse")
    book.move("grant", source, purse, 1_00)
    found = at_once([lambda: book.move("spend", purse, source, 1_00)] * WRITERS)
    refused = [one.code for one in found if isinstance(one, Refused)]
    assert refused == ["ledger.short"] * (WRITERS - 1)
    assert fresh(purse) == 0


def test_one_key_is_posted_by_one() -> None:
    source, purse = book.open_account("source", least=None), book.open_account("purse")
    found = at_once([lambda: book.move("grant", source, purse, 7_00, key="once")] * WRITERS)
    assert {one.pk for one in found if isinstance(one, Posting)} == {Posting.objects.get().pk}
    assert fresh(purse) == 7_00


def test_an_account_is_opened_once() -> None:
    found = at_once([lambda: book.open_account("purse")] * WRITERS)
    assert {one.pk for one in found if isinstance(one, Account)} == {Account.objects.get().pk}
