"""Two at the same moment: confirm a donation, grant a project, collect while it is closed."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from liren.apps.money.actions import donations, projects, works
from liren.apps.money.actions import goods as things
from liren.apps.money.actions.works import Given
from liren.apps.money.models import Handout
from liren.apps.money.queries.earmarked import there
from liren.apps.money.queries.projects import sources
from liren.apps.money.tests import test_donations as gifts
from liren.apps.money.tests import test_goods as goods
from liren.apps.money.tests import test_projects as asked
from liren.apps.money.tests import test_works as own
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.base.clock import today
from liren.kernel.ledger.proof import check
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def outcomes(acts: list[Any]) -> Counter[str]:
    """What came of each, by kind."""
    return Counter(type(one).__name__ for one in at_once(acts))


def test_two_confirmations_are_one(treasury: Treasury) -> None:
    row = gifts.given(treasury)
    both = (treasury.heads[0], treasury.chief)
    found = outcomes([partial(donations.confirm_donation, who, row) for who in both])
    assert found == {"Donation": 1, "Refused": 1}
    assert there(row.purse) == 500_000


def test_two_returns_give_back_once(treasury: Treasury) -> None:
    row = gifts.confirmed(treasury)
    both = (treasury.office, treasury.chief)
    acts = [partial(donations.return_donation, who, row, reason="多付") for who in both]
    assert outcomes(acts) == {"Donation": 1, "Refused": 1}
    assert (there(row.purse), check().faults) == (0, [])


def test_two_grants_are_one_and_two_projects_share_what_is_there(treasury: Treasury) -> None:
    body = gifts.a_foundation()
    asked.gift(treasury, body, 500_000)
    one, two = (asked.proposed(treasury, body) for _n in range(2))
    source = sources(body)[0]
    grant = projects.grant_project
    facts: dict[str, Any] = {"source": source, "fen": 300_000}
    found = outcomes(
        [partial(grant, who, one, **facts) for who in (treasury.office, treasury.second)]
    )
    assert found == {"Project": 1, "Refused": 1}
    assert outcomes([partial(grant, treasury.office, two, **facts)]) == {"Refused": 1}
    source.account.refresh_from_db()
    assert (source.account.amount, check().faults) == (200_000, [])


def test_what_is_collected_while_it_is_cancelled_waits_or_is_refused(
    treasury: Treasury,
) -> None:
    row = own.collected(treasury)
    more = partial(
        works.collect, treasury.workers[0], row, lines=[Given("3幢301", 700)], day=today()
    )
    outcomes([more, partial(works.cancel_work, treasury.heads[0], row, reason="不办了")])
    row.refresh_from_db()
    assert row.purse is not None
    waits, gone = own.keys(row), row.state == "cancelled"
    assert (bool(waits), there(row.purse)) == ((False, 0) if gone else (True, 30_001))
    assert check().faults == []


def test_two_confirm_the_same_lines_and_one_counts(treasury: Treasury) -> None:
    row = own.waiting(treasury)
    lines, both = own.keys(row), (treasury.heads[0], treasury.chief)
    acts = [partial(works.confirm_contributions, who, row, lines=lines) for who in both]
    assert outcomes(acts) == {"Work": 1, "Refused": 1}
    assert row.purse is not None
    assert (there(row.purse), check().faults) == (30_001, [])


def test_one_confirms_what_another_strikes_and_one_of_them_counts(treasury: Treasury) -> None:
    row = own.waiting(treasury)
    lines = own.keys(row)
    found = outcomes(
        [
            partial(works.confirm_contributions, treasury.heads[0], row, lines=lines),
            partial(works.strike_contributions, treasury.chief, row, lines=lines, reason="没有"),
        ]
    )
    assert found == {"Work": 1, "Refused": 1}
    assert row.purse is not None
    assert there(row.purse) in (0, 30_001)
    assert check().faults == []


def test_many_hand_out_at_once_and_nothing_is_there_twice(treasury: Treasury) -> None:
    row = goods.taken(treasury)
    acts = [partial(goods.out, treasury, row, 9) for _n in range(8)]
    assert outcomes(acts) == {"Gift": 4, "Refused": 4}
    assert goods.left(row) == [4, 10]
    assert sum(Handout.objects.values_list("quantity", flat=True)) == 36


def test_two_undo_the_same_handout_and_it_is_there_once(treasury: Treasury) -> None:
    row = goods.out(treasury, goods.taken(treasury), 30)
    facts: dict[str, Any] = {"handout": Handout.objects.get().uid, "reason": "写错"}
    both = (treasury.heads[0], treasury.chief)
    acts = [partial(things.undo_hand_out, who, row, **facts) for who in both]
    assert outcomes(acts) == {"Gift": 1, "Refused": 1}
    assert goods.left(row) == [40, 10]


def test_two_closings_divide_once(treasury: Treasury) -> None:
    row = own.done(treasury, spent=20_000)
    both = (treasury.heads[0], treasury.chief)
    found = outcomes([partial(works.close_work, who, row) for who in both])
    assert found == {"Work": 1, "Refused": 1}
    back = sum(row.contributions.values_list("refunded_fen", flat=True))
    assert (back, check().faults) == (10_001, [])
