"""Donations: written down by one, confirmed by another, kept for what the donor said."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.money.actions import donations as actions
from liren.apps.money.models import Donation, Earmark
from liren.apps.money.queries import donations as queries
from liren.apps.money.queries.donations import DonationsSought
from liren.apps.money.queries.earmarked import allowance, check_spendable, there
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger.models import Posting
from liren.kernel.ledger.proof import check
from liren.kernel.testing import world

FACTS: dict[str, Any] = {"donor": "沈国平", "donor_kind": "person", "paper": "收 001"}


def given(treasury: Treasury, fen: int = 500_000, **facts: Any) -> Donation:
    """The worker of the first community writes a donation down."""
    said = {**FACTS, "day": today(), **facts}
    return actions.add_donation(treasury.workers[0], treasury.communities[0], fen=fen, **said)


def confirmed(treasury: Treasury, fen: int = 500_000, **facts: Any) -> Donation:
    """And the head confirms it."""
    check_ = {"check": facts.pop("check")} if "check" in facts else {}
    return actions.confirm_donation(treasury.heads[0], given(treasury, fen, **facts), **check_)


def a_foundation() -> Body:
    """The foundation of the district."""
    return world.body("和安社区发展基金会", "community_foundation", DISTRICT)


def refused(code: str, do: Any, *args: Any, **facts: Any) -> None:
    """It is refused with a code."""
    with pytest.raises(Refused) as no:
        do(*args, **facts)
    assert no.value.code == code


def browser(actor: Actor) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_money_add_donation_counts_only_when_money_confirm_donation_was_said_by_another(
    treasury: Treasury,
) -> None:
    row = given(treasury, purpose="给老人食堂添桌椅", donor_phone="13800008301")
    assert there(row.purse) == 0
    refused("access.own-work", actions.confirm_donation, as_head(treasury, row), row)
    row = actions.confirm_donation(treasury.heads[0], row)
    assert (row.state, there(row.purse)) == ("confirmed", 500_000)
    assert "13800008301" not in str(history(row)[1].facts)
    assert "沈国平" not in str(history(row)[1].facts)
    refused("flow.wrong-state", actions.confirm_donation, treasury.heads[0], row)
    assert check().faults == []


def as_head(treasury: Treasury, row: Donation) -> Actor:
    """The worker who wrote it down, made head as well."""
    world.grant(row.by, "community_head", row.area_path)
    return world.actor(row.by.username)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"donor": " "}, "money.no-donor"),
        ({"paper": ""}, "money.no-paper"),
        ({"fen": 0}, "money.no-amount"),
        ({"day": today().replace(year=today().year + 1)}, "money.day-ahead"),
    ],
)
def test_what_is_odd_is_not_written_down(
    treasury: Treasury, facts: dict[str, Any], code: str
) -> None:
    said = {"fen": 100, "day": today(), **FACTS, **facts}
    place = treasury.communities[0]
    refused(code, actions.add_donation, treasury.workers[0], place, **said)
    assert not Donation.objects.exists()


def test_a_neighbour_sees_and_confirms_nothing(treasury: Treasury) -> None:
    row = given(treasury)
    for actor in (treasury.heads[1], treasury.resident, treasury.auditor):
        with pytest.raises(PermissionDenied):
            actions.confirm_donation(actor, row)
    assert list(queries.seen(treasury.heads[1], DonationsSought())) == []
    assert list(queries.seen(treasury.auditor, DonationsSought())) == [row]


def test_one_purpose_is_one_earmark_and_none_is_for_anything(treasury: Treasury) -> None:
    one, two = (given(treasury, purpose="给老人食堂添桌椅") for _n in range(2))
    free = given(treasury)
    assert one.purse == two.purse
    assert free.purse.earmark is None
    assert Earmark.objects.count() == 1
    said = allowance(one.purse)
    assert said is not None
    assert said.purpose == "给老人食堂添桌椅"
    Earmark.objects.update(ended_on=today())
    refused("money.earmark-over", check_spendable, Donation.objects.get(pk=one.pk).purse)
    assert given(treasury, purpose="给老人食堂添桌椅").purse != one.purse


def test_from_abroad_only_after_the_check(treasury: Treasury) -> None:
    row = given(treasury, donor_kind="foreign")
    refused("money.foreign-unchecked", actions.confirm_donation, treasury.heads[0], row)
    done = actions.confirm_donation(treasury.heads[0], row, check="备案 3 号")
    assert done.law_paper == "备案 3 号"


def test_money_return_donation_gives_back_what_is_left(treasury: Treasury) -> None:
    row = confirmed(treasury)
    back = actions.return_donation
    refused("money.no-reason", back, treasury.chief, row, reason=" ")
    refused("money.donation-used", back, treasury.chief, row, reason="多付", fen=500_001)
    row = back(treasury.chief, row, reason="多付", fen=200_000)
    assert (row.state, row.returned_fen, there(row.purse)) == ("confirmed", 200_000, 300_000)
    row = back(treasury.chief, row, reason="捐赠人要求")
    assert (row.state, row.returned_fen, there(row.purse)) == ("returned", 500_000, 0)
    assert check().faults == []


def test_who_confirmed_it_does_not_give_it_back(treasury: Treasury) -> None:
    row = confirmed(treasury)
    back = actions.return_donation
    refused("access.own-work", back, treasury.heads[0], row, reason="多付")
    client = browser(treasury.heads[0])
    url = f"/money/donations/{row.uid}/return/"
    assert "确认到账的人不能办理退回" in client.get(url).content.decode()
    assert url not in client.get(f"/money/donations/{row.uid}/").content.decode()
    assert back(treasury.chief, row, reason="多付").state == "returned"


def test_the_books_name_the_number_of_a_gift_and_never_who_gave(treasury: Treasury) -> None:
    row = confirmed(treasury, purpose="资助沈小妹上学")
    row = actions.turn_over(
        treasury.chief, row, purpose="资助陆小明上学", consent="同意函", fen=100
    )
    row = actions.return_donation(treasury.chief, row, reason="多付", fen=100)
    titles = list(Posting.objects.values_list("title", flat=True))
    assert len(titles) == 3
    assert all(row.number in one for one in titles)
    assert not [one for one in titles if any(name in one for name in ("沈", "陆"))]
    assert list(queries.seen(treasury.chief, DonationsSought(q=row.number))) == [row]


def test_what_was_not_confirmed_only_falls_away(treasury: Treasury) -> None:
    row = actions.return_donation(treasury.heads[0], given(treasury), reason="没有到账")
    assert (row.state, row.returned_fen) == ("returned", 0)


def test_money_turn_over_needs_consent(treasury: Treasury) -> None:
    row = confirmed(treasury, purpose="修亭子")
    turn = actions.turn_over
    head = treasury.heads[0]
    refused("money.same-purpose", turn, head, row, purpose="修亭子", consent="同意函")
    refused("money.no-consent", turn, head, row, purpose="种树", consent=" ")
    row = turn(head, row, purpose="种树", consent="同意函", fen=100_000)
    assert (row.turned_fen, there(row.purse)) == (100_000, 400_000)
    trees = Earmark.objects.get(purpose="种树")
    assert trees.purses.get().account.amount == 100_000
    refused("money.donation-used", turn, head, row, purpose="种花", consent="同意函", fen=400_001)
    assert check().faults == []


def test_money_tell_donors_says_what_became_of_it(treasury: Treasury) -> None:
    row = confirmed(treasury, purpose="修亭子")
    refused("flow.wrong-state", actions.tell_donors, treasury.workers[0], given(treasury))
    letter = browser(treasury.workers[0]).get(f"/money/donations/{row.uid}/letter/")
    assert "还没有使用" in letter.content.decode()
    assert actions.tell_donors(treasury.workers[0], row).told_at is not None
    assert list(queries.seen(treasury.workers[0], DonationsSought("untold"))) == []


def test_in_public_names_stand_as_agreed(treasury: Treasury) -> None:
    confirmed(treasury, purpose="修亭子")
    confirmed(treasury, donor="沈小妹", unnamed=True)
    confirmed(treasury, donor="和安建材公司", donor_kind="firm")
    given(treasury, donor="还没确认公司", donor_kind="firm")
    shown = Client().get("/money/thanks/").content.decode()
    assert "沈**" in shown
    assert "爱心人士" in shown
    assert "和安建材公司" in shown
    for hidden in ("沈国平", "沈小妹", "还没确认公司"):
        assert hidden not in shown


def test_a_foundation_keeps_its_own_money(treasury: Treasury) -> None:
    body = a_foundation()
    district = world.area(DISTRICT)
    said = {**FACTS, "day": today(), "fen": 900_000}
    row = actions.add_donation(treasury.office, district, held_by=body, **said)
    assert row.purse.fund.code == "foundation"
    actions.confirm_donation(treasury.finance, row)
    assert there(row.purse) == 900_000
    refused("money.donation-place", actions.add_donation, treasury.office, district, **said)


def test_page_and_api_give_the_same_no(treasury: Treasury) -> None:
    from tests.town import token_of

    row = given(treasury, donor_kind="foreign")
    page = browser(treasury.heads[0]).post(f"/money/donations/{row.uid}/confirm/", {"check": " "})
    assert page.status_code == 422
    token_of(treasury.heads[0].user, "money.confirm_donation", "money.donations", secret="lr_h")
    answer = Client(headers={"Authorization": "Bearer lr_h"}).post(
        f"/api/v1/money/donations/{row.uid}/confirm", {}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "money.foreign-unchecked")


def test_taking_the_list_out_is_on_record(treasury: Treasury) -> None:
    confirmed(treasury)
    answer = browser(treasury.heads[0]).get("/money/donations/export.xlsx")
    assert answer.status_code == 200
    assert history(treasury.heads[0].user)[0].verb == "money.export_donations"
