"""Many at once: a quarter is drafted once, published once, a question is answered once."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from liren.apps.money.actions import disclosures as acts
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.models import Disclosure, Fund, Objection
from liren.apps.money.queries.disclosures import now_frozen
from liren.apps.money.rules.accounts import Period, period_of
from liren.apps.money.rules.disclosure import DisclosureState
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.ledger import book
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
COMMUNITY = "990101.001.001."
MANY, WIDTH = 24, 8


@pytest.fixture
def people() -> list[Actor]:
    """A worker and two heads, with the rules in force."""
    world.rules()
    heads = [world.actor(f"head{n}", "community_head", COMMUNITY) for n in "12"]
    return [world.actor("worker", "community_worker", COMMUNITY), *heads]


def last() -> Period:
    """The quarter that was over last."""
    return period_of(today()).before


def kinds(found: list[Any]) -> Counter[str]:
    """What came of it, by kind; faults of another kind show their names."""
    return Counter(type(one).__name__ for one in found)


def draft(who: Actor) -> Disclosure:
    """The last quarter."""
    period = last()
    area = world.area(COMMUNITY)
    return acts.draft_accounts(who, area, year=period.year, quarter=period.quarter)


def test_many_drafts_are_one(people: list[Actor]) -> None:
    found = at_once([partial(draft, people[n % 3]) for n in range(MANY)], width=WIDTH)
    assert kinds(found) == {"Disclosure": 1, "Refused": MANY - 1}


def test_a_quarter_is_published_once(people: list[Actor]) -> None:
    row = draft(people[0])
    works = [partial(acts.publish_accounts, people[1 + n % 2], row) for n in range(MANY)]
    assert kinds(at_once(works, width=WIDTH)) == {"Disclosure": 1, "Refused": MANY - 1}
    assert Disclosure.objects.get().state == DisclosureState.PUBLISHED


def test_dropped_or_published_but_not_both(people: list[Actor]) -> None:
    row = draft(people[0])
    works: list[Any] = [
        partial(acts.publish_accounts, people[1], row),
        partial(acts.drop_accounts, people[0], row),
    ]
    found = at_once(works)
    assert kinds(found)["Disclosure"] == 1
    assert Disclosure.objects.count() <= 1


def test_what_is_published_is_what_the_books_said_at_one_moment(people: list[Actor]) -> None:
    purse = purse_of(world.area(COMMUNITY), Fund.objects.get(code="rent"), last().year)
    source = book.open_account("outside/test", least=None)
    row = draft(people[0])

    def post(n: int) -> object:
        return book.move("receive", source, purse.account, 100 + n, day=last().last)

    works: list[Any] = [partial(post, n) for n in range(8)]
    works.insert(4, partial(acts.publish_accounts, people[1], row))
    at_once(works)
    row.refresh_from_db()
    assert row.accounts["sums"]["received"] == 0
    assert now_frozen(row.area, last())["sums"]["received"] == sum(range(100, 108))


def test_a_question_is_answered_once(people: list[Actor]) -> None:
    row = acts.publish_accounts(people[1], draft(people[0]))
    resident = world.actor("resident", "resident", COMMUNITY)
    ask = partial(acts.raise_objection, resident, row, text="这笔钱用在哪里？")
    found = at_once([ask for _n in range(MANY)], width=WIDTH)
    assert Objection.objects.count() == 3, kinds(found)
    asked = Objection.objects.order_by("pk")[0]
    works = [
        partial(acts.answer_objection, people[1 + n % 2], asked, answer=f"答复{n}在此。")
        for n in range(MANY)
    ]
    assert kinds(at_once(works, width=WIDTH)) == {"Objection": 1, "Refused": MANY - 1}
