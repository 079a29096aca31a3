"""The books against a slow and obvious model, and what they refuse."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction  # noqa: TID251 — past our door
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book, proof, reading
from liren.kernel.ledger.models import Account, Line, Posting, Unit

pytestmark = pytest.mark.django_db

Steps = list[tuple[str, int, int, int]]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "hold", "use", "back", "reverse"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(1, 500),
    ),
    max_size=25,
)


class Slow:
    """A book as anyone would keep it: a list of events, added up whenever somebody asks."""

    def __init__(self) -> None:
        self.events: list[dict[str, int]] = []

    def balance(self, name: str) -> int:
        return sum(event.get(name, 0) for event in self.events)

    def post(self, giver: str, taker: str, amount: int) -> bool:
        if giver != "source" and self.balance(giver) < amount:
            return False
        self.events.append({giver: -amount, taker: amount} if giver != taker else {})
        return True

    def reverse(self, number: int) -> bool:
        back = {name: -amount for name, amount in self.events[number].items()}
        if any(name != "source" and self.balance(name) + n < 0 for name, n in back.items()):
            return False
        self.events.append(back)
        return True


class Both:
    """The same steps in the books and in the slow model."""

    def __init__(self) -> None:
        tag = f"{Account.objects.count()}"
        self.slow, self.undone = Slow(), set[int]()
        self.posted: list[Posting] = []
        self.accounts = {
            "source": book.open_account(f"{tag}/source", least=None),
            **{f"{n}": book.open_account(f"{tag}/{n}") for n in range(1, 4)},
        }
        self.names = ["source", "1", "2", "3"]

    def move(self, giver: str, taker: str, amount: int) -> None:
        if giver == taker or taker not in self.accounts or giver not in self.accounts:
            return
        self.did(
            self.slow.post(giver, taker, amount),
            lambda: book.move("m", self.accounts[giver], self.accounts[taker], amount),
        )

    def hold(self, name: str, amount: int) -> None:
        if name == "source":
            return
        there = self.slow.post(name, f"{name}/held", amount)
        account = self.accounts[name]

        def hold() -> Posting:
            held = book.set_aside("h", account, amount, name="held")
            self.accounts[f"{name}/held"] = held
            found = held.lines.order_by("-id").first()
            assert found is not None
            return found.posting

        self.did(there, hold)

    def back(self, name: str, amount: int) -> None:
        held = self.accounts.get(f"{name}/held")
        if held is not None:
            there = self.slow.post(f"{name}/held", name, amount)
            self.did(there, lambda: book.give_back("b", held, amount))

    def reverse(self, number: int) -> None:
        if not self.posted:
            return
        number %= len(self.posted)
        meant = self.posted[number]
        if meant.pk in self.undone or meant.reverses_id:
            return
        there = self.slow.reverse(number)
        self.did(there, lambda: book.reverse(meant, kind="r"))
        if there:
            self.undone.add(meant.pk)

    def did(self, possible: bool, act: Callable[[], Posting]) -> None:
        if possible:
            self.posted.append(act())
            return
        with pytest.raises(Refused) as no:
            act()
        assert no.value.code == "ledger.short"


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_the_books_are_as_the_slow_model(steps: Steps) -> None:
    both = Both()
    for what, one, other, amount in steps:
        giver, taker = both.names[one], both.names[other]
        if what == "move":
            both.move(giver, taker, amount)
        elif what == "hold":
            both.hold(giver, amount)
        elif what == "use":
            both.move(f"{giver}/held", taker, amount)
        elif what == "back":
            both.back(giver, amount)
        else:
            both.reverse(amount)
    for name, account in both.accounts.items():
        account.refresh_from_db()
        assert account.amount == both.slow.balance(name), name
    assert sum(account.amount for account in both.accounts.values()) == 0
    assert proof.check().faults == []


@pytest.fixture
def source() -> Account:
    """Where money comes from."""
    return book.open_account("source", least=None)


@pytest.fixture
def purse(source: Account) -> Account:
    """An account with 100 yuan in it."""
    made = book.open_account("purse")
    book.move("grant", source, made, 100_00, key="first")
    made.refresh_from_db()
    return made


def test_no_more_leaves_than_is_there(purse: Account, source: Account) -> None:
    with pytest.raises(Refused) as no:
        book.move("spend", purse, source, 100_01)
    assert no.value.code == "ledger.short"
    assert "100.01" in str(no.value)
    assert reading.balance("purse") == 100_00


def test_what_is_not_balanced_is_not_posted(purse: Account, source: Account) -> None:
    for moves in ([(purse, 1)], [(purse, 1), (source, -2)], [(purse, 1), (purse, -1)], []):
        with pytest.raises(Refused) as no:
            book.post("odd", moves)
        assert no.value.code == "ledger.unbalanced"


@pytest.mark.parametrize("amount", [0, -5, 10**16])
def test_odd_amounts_are_not_moved(purse: Account, source: Account, amount: int) -> None:
    with pytest.raises(Refused) as no:
        book.move("odd", source, purse, amount)
    assert no.value.code == "ledger.odd-amount"


def test_a_key_is_posted_once(purse: Account, source: Account) -> None:
    again = book.move("grant", source, purse, 100_00, key="first")
    assert again.lines.count() == 2
    assert reading.balance("purse") == 100_00
    assert Posting.objects.count() == 1


def test_units_are_not_mixed(source: Account) -> None:
    points = book.open_account("points", unit=Unit.POINT)
    with pytest.raises(ValueError, match="unit"):
        book.move("odd", source, points, 1)


def test_what_is_set_aside_cannot_be_spent_otherwise(purse: Account, source: Account) -> None:
    held = book.set_aside("hold", purse, 60_00, name="roof")
    assert (reading.balance("purse"), reading.held(purse)) == (40_00, 60_00)
    with pytest.raises(Refused):
        book.move("spend", purse, source, 40_01)
    book.move("use", held, source, 45_50)
    book.give_back("back", held, 14_50)
    assert (reading.balance("purse"), reading.held(purse)) == (54_50, 0)
    with pytest.raises(ValueError, match="not held"):
        book.give_back("back", purse, 1)


def test_a_posting_is_undone_by_its_opposite_and_once(purse: Account) -> None:
    first = Posting.objects.get(key="first")
    undone = book.reverse(first, kind="undo")
    assert [-line.amount for line in first.lines.order_by("account")] == [
        line.amount for line in undone.lines.order_by("account")
    ]
    assert book.reverse(first, kind="undo") == undone  # the second time changes nothing
    assert reading.balance("purse") == 0
    with pytest.raises(Refused) as no:
        book.reverse(undone, kind="undo")
    assert no.value.code == "ledger.reversal"


def test_balances_of_days_that_are_over(purse: Account, source: Account) -> None:
    ago: Callable[[int], date] = lambda days: today() - timedelta(days=days)  # noqa: E731
    book.move("spend", purse, source, 10_00, day=ago(3))
    book.move("spend", purse, source, 5_00, day=ago(1))
    purse.refresh_from_db()
    days = {days: reading.balance_on(purse, ago(days)) for days in range(5)}
    # what came today is not yet there three days ago
    assert days == {0: 85_00, 1: -15_00, 2: -10_00, 3: -10_00, 4: 0}
    assert reading.moved([purse], ago(3), ago(1)) == {purse.pk: (0, 15_00)}
    assert [line.amount for line in reading.statement(purse)] == [100_00, -5_00, -10_00]


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("UPDATE ledger_line SET amount = amount + 1 WHERE amount > 0", "unbalanced"),
        ("UPDATE ledger_account SET amount = amount + 1 WHERE code = 'purse'", "wrong-balance"),
        ("UPDATE ledger_line SET after = after + 1 WHERE amount > 0", "wrong-after"),
        ("UPDATE ledger_line SET day = day - 1 WHERE amount > 0", "wrong-day"),
        ("UPDATE ledger_account SET unit = 'point' WHERE code = 'purse'", "mixed-units"),
        ("DELETE FROM ledger_line", "no-lines"),
    ],
)
def test_the_check_finds_what_was_changed(purse: Account, harm: str, code: str) -> None:
    assert proof.check().faults == []
    with connection.cursor() as cursor:
        cursor.execute(harm)
    assert code in {fault["code"] for fault in proof.check().faults}


def test_the_check_finds_a_reversal_that_is_none(purse: Account, source: Account) -> None:
    first = Posting.objects.get(key="first")
    book.post("undo", [(purse, -1), (source, 1)], reverses=first)
    assert [fault["code"] for fault in proof.check().faults] == ["wrong-reversal"]


def test_the_database_itself_refuses_what_falls_below(purse: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=purse.pk).update(amount=-1)


@pytest.mark.parametrize("table", ["ledger_posting", "ledger_line", "ledger_proof"])
def test_nothing_written_may_change(as_app_role: None, table: str) -> None:
    for sql in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql.format(table))


def test_the_line_says_what_was_there_afterwards(purse: Account, source: Account) -> None:
    book.move("spend", purse, source, 30_00)
    assert list(Line.objects.filter(account=purse).values_list("after", flat=True)) == [
        100_00,
        70_00,
    ]
