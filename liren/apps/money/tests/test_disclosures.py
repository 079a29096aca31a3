"""Accounts are published by two, of a quarter that is over, and never change afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from liren.apps.money.actions import disclosures as acts
from liren.apps.money.models import Disclosure
from liren.apps.money.queries.disclosures import suggested
from liren.apps.money.rules.accounts import Period, period_of
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.disclosure import DisclosureState, ObjectionState
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def last() -> Period:
    """The quarter that was over last."""
    return period_of(today()).before


def drafted(treasury: Treasury, **facts: int) -> Disclosure:
    """A draft of the first community."""
    period = last()
    named = {"year": period.year, "quarter": period.quarter, **facts}
    return acts.draft_accounts(
        treasury.workers[0],
        treasury.communities[0],
        year=named["year"],
        quarter=named["quarter"],
    )


def published(treasury: Treasury) -> Disclosure:
    """What the head made known."""
    return acts.publish_accounts(treasury.heads[0], drafted(treasury))


def code_of(act: Callable[[], object]) -> str:
    """The code with which it is refused."""
    with pytest.raises(Refused) as no:
        act()
    return no.value.code


def test_a_quarter_that_is_not_over_stays_closed(treasury: Treasury) -> None:
    period = period_of(today())
    facts = {"year": period.year, "quarter": period.quarter}
    assert code_of(lambda: drafted(treasury, **facts)) == "money.quarter-not-over"


def test_what_was_published_is_what_the_books_say(treasury: Treasury) -> None:
    purse = treasury.purse(100_00)
    other = book.open_account("outside/test", least=None)
    book.move(Kind.PAY, purse.account, other, 30_00, day=last().last)
    row = published(treasury)
    assert row.accounts["sums"]["spent"] == 30_00
    assert {one["zh"] for one in row.accounts["funds"]} == {str(purse.fund.zh)}


def test_two_persons_are_needed(treasury: Treasury) -> None:
    period = last()
    row = acts.draft_accounts(
        treasury.heads[0], treasury.communities[0], year=period.year, quarter=period.quarter
    )
    assert code_of(lambda: acts.publish_accounts(treasury.heads[0], row)) == "access.own-work"


@pytest.mark.parametrize("who", ["clerk", "resident", "auditor"])
def test_others_do_not_publish(treasury: Treasury, who: str) -> None:
    row = drafted(treasury)
    with pytest.raises(PermissionDenied):
        acts.publish_accounts(getattr(treasury, who), row)


def test_one_draft_at_a_time_and_published_once(treasury: Treasury) -> None:
    row = drafted(treasury)
    assert code_of(lambda: drafted(treasury)) == "money.accounts-waiting"
    acts.publish_accounts(treasury.heads[0], row)
    worker, head = treasury.workers[0], treasury.heads[0]
    for again in (
        lambda: drafted(treasury),
        lambda: acts.publish_accounts(head, row),
        lambda: acts.refresh_accounts(worker, row),
        lambda: acts.drop_accounts(worker, row),
    ):
        assert code_of(again) == "money.accounts-published"


def test_books_that_moved_on_are_looked_at_again(treasury: Treasury) -> None:
    purse = treasury.purse(100_00)
    row = drafted(treasury)
    other = book.open_account("outside/test", least=None)
    book.move(Kind.PAY, purse.account, other, 1_00, day=last().last)
    assert code_of(lambda: acts.publish_accounts(treasury.heads[0], row)) == "money.accounts-moved"
    acts.refresh_accounts(treasury.workers[0], row, note="补记一笔付款。")
    assert acts.publish_accounts(treasury.heads[0], row).state == DisclosureState.PUBLISHED


def test_a_correction_says_what_was_wrong_and_the_old_stays(treasury: Treasury) -> None:
    row = published(treasury)
    assert code_of(lambda: acts.correct_accounts(treasury.workers[0], row, note="")) == (
        "money.no-reason"
    )
    new = acts.correct_accounts(treasury.workers[0], row, note="上次少记一笔租金。")
    assert new.number == 2
    acts.publish_accounts(treasury.heads[0], new)
    row.refresh_from_db()
    assert row.state == DisclosureState.CORRECTED


def test_a_resident_asks_and_all_read_the_answer(treasury: Treasury) -> None:
    row = published(treasury)
    asked = acts.raise_objection(treasury.resident, row, text="维修的三万元是哪家公司做的？")
    assert asked.answer_by > today()
    assert code_of(lambda: acts.answer_objection(treasury.heads[0], asked, answer="")) == (
        "money.no-text"
    )
    told = acts.answer_objection(
        treasury.heads[0], asked, answer="由中标公司施工，合同可到社区查看。"
    )
    assert told.state == ObjectionState.ANSWERED
    again = "再次答复。"
    assert code_of(lambda: acts.answer_objection(treasury.heads[0], asked, answer=again)) == (
        "money.answered"
    )


def test_questions_have_their_limits(treasury: Treasury) -> None:
    draft = drafted(treasury)

    def ask() -> object:
        return acts.raise_objection(treasury.resident, draft, text="这笔钱去哪了？")

    assert code_of(ask) == "money.accounts-not-out"
    acts.publish_accounts(treasury.heads[0], draft)
    for _ in range(3):
        ask()
    assert code_of(ask) == "money.too-many-objections"
    with moved_to(now() + timedelta(days=31)):
        assert code_of(ask) == "money.objection-late"


def test_foreign_residents_do_not_ask(treasury: Treasury) -> None:
    period = last()
    row = acts.draft_accounts(
        treasury.workers[1], treasury.communities[1], year=period.year, quarter=period.quarter
    )
    row = acts.publish_accounts(treasury.heads[1], row)
    with pytest.raises(PermissionDenied):
        acts.raise_objection(treasury.resident, row, text="隔壁社区的账。")


def of_second_community(treasury: Treasury) -> Disclosure:
    """What the second community has published."""
    period, there = last(), treasury.communities[1]
    row = acts.draft_accounts(treasury.workers[1], there, year=period.year, quarter=period.quarter)
    return acts.publish_accounts(treasury.heads[1], row)


def settle(who: Actor, area: Area) -> None:
    """Somebody says that he lives there."""
    home = apps.get_model("notices", "Home")
    home.objects.create(user=who.user, area=area, at=now())


def test_one_asks_where_one_lives(treasury: Treasury) -> None:
    here, there = published(treasury), of_second_community(treasury)
    wide = world.actor("wide", "resident", "990101.")

    def ask(row: Disclosure) -> object:
        return acts.raise_objection(wide, row, text="这笔钱去哪了？")

    assert code_of(lambda: ask(here)) == "money.no-home"
    settle(wide, treasury.communities[0])
    assert ask(here)
    assert code_of(lambda: ask(there)) == "money.not-a-neighbour"


def test_a_role_for_one_community_is_enough_to_ask_there(treasury: Treasury) -> None:
    row = published(treasury)
    settle(treasury.resident, treasury.communities[1])
    assert acts.raise_objection(treasury.resident, row, text="业主问一下维修费。")


def test_words_are_proposed_from_the_figures(treasury: Treasury) -> None:
    here = treasury.communities[0]
    assert suggested(here, last()) == ""
    purse = treasury.purse(100_00)
    other = book.open_account("outside/test", least=None)
    book.move(Kind.PAY, purse.account, other, 30_00, day=last().last)
    assert "30 元" in suggested(here, last())
