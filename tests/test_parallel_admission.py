"""Many at the same moment: a body votes once, it is approved once, money is confirmed once."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.rules.admission import State
from liren.apps.duties.tests.admitted import approved, heard, somebody, submitted, table, voted
from liren.apps.duties.tests.conftest import Offices, offices
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6
__all__ = ["offices"]


def came(found: list[Any]) -> Counter[str]:
    """What came of each: the code of a refusal, or done."""
    return Counter(one.code if isinstance(one, Refused) else type(one).__name__ for one in found)


def test_a_body_votes_once(offices: Offices) -> None:
    row = heard(offices)
    reviews.open_review(offices.office, row, bodies=table(offices))
    seat = row.seats.order_by("pk")[0]
    choices = ("for", "abstains") * (MANY // 2)
    found = came(at_once([partial(reviews.vote, offices.other, seat, choice=c) for c in choices]))
    assert found == {"Seat": 1, "duties.voted": MANY - 1}


def test_it_is_approved_once(offices: Offices) -> None:
    row = voted(offices)
    scope = {area.code: 100 for area in offices.communities}
    act = partial(reviews.approve, offices.office, row, scope=scope)
    assert came(at_once([act] * MANY)) == {"Application": 1, "flow.wrong-state": MANY - 1}


def test_it_is_sent_in_or_taken_back(offices: Offices) -> None:
    row = submitted(offices)
    acts = [
        partial(hearings.open_hearing, offices.office, row),
        partial(applications.withdraw, offices.clerk, row),
        partial(applications.send_back, offices.office, row, reason="请补充经费测算的依据。"),
    ]
    found = came(at_once(acts))
    row.refresh_from_db()
    # withdrawing also takes back what is being heard; all else excludes the rest
    assert found["Application"] <= 2
    asked = row.hearings.exclude(asked_at=None).exists()
    assert row.state in (State.WITHDRAWN, State.HEARING, State.DRAFT)
    assert not (row.state == State.DRAFT and asked)


def test_voices_of_all_places_come_in_together(offices: Offices) -> None:
    row = hearings.open_hearing(offices.office, submitted(offices))
    acts = [
        partial(hearings.give_opinion, head, row.hearings.get(area=area), stance="agrees")
        for head, area in zip(offices.heads, offices.communities, strict=True)
    ]
    assert came(at_once(acts)) == {"Hearing": 3}


def test_money_is_confirmed_once(offices: Offices) -> None:
    row = approved(offices)
    facts: dict[str, Any] = {"kind": "budget", "paper": "预算批复 9 号"}
    half = [covers.record_cover(offices.clerk, row, fen=225_000, **facts) for _turn in range(2)]
    second = world.actor("finance2", "district_finance", "990101.")
    acts = [
        partial(covers.confirm_cover, who, one)
        for one in half
        for who in (offices.finance, second, somebody("finance", ""))
    ]
    assert came(at_once(acts)) == {"Cover": 2, "duties.cover-confirmed": 4}
    row.refresh_from_db()
    assert row.state == State.FUNDED
