"""Gifts in kind: counted by a second person, handed out to nobody by name, and no money."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client

from liren.apps.money.actions import goods as actions
from liren.apps.money.actions import works
from liren.apps.money.models import Gift, GiftItem, Handout
from liren.apps.money.queries import goods as queries
from liren.apps.money.queries.goods import GiftsSought
from liren.apps.money.rules.goods import Thing
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.apps.money.tests.test_donations import a_foundation, browser, refused
from liren.apps.money.tests.test_works import DECIDED
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.ledger.models import Posting
from liren.kernel.testing import world

RICE = Thing("大米", 40, "袋", 280_000, "invoice", "发票 0881 号")
OIL = Thing("食用油", 10, "桶", 60_000, "market", "永辉超市标价")
FACTS: dict[str, Any] = {"donor": "沈国平", "donor_kind": "person", "paper": "交 001"}
OUT: dict[str, Any] = {"to": "households", "households": 20, "paper": "签收单 3 号"}


def given(treasury: Treasury, *things: Thing, **facts: Any) -> Gift:
    """The worker of the first community writes a gift down."""
    said = {**FACTS, "day": today(), **facts, "things": things or (RICE, OIL)}
    return actions.add_gift(treasury.workers[0], treasury.communities[0], **said)


def taken(treasury: Treasury, *things: Thing, **facts: Any) -> Gift:
    """And the head counts it."""
    return actions.confirm_gift(treasury.heads[0], given(treasury, *things, **facts))


def counts(row: Gift, *numbers: int) -> dict[str, int]:
    """How many of each thing."""
    items = row.items.order_by("pk")
    return {str(one.uid): n for one, n in zip(items, numbers, strict=False)}


def out(treasury: Treasury, row: Gift, *numbers: int, **facts: Any) -> Gift:
    """The worker hands out so many of each."""
    said = {**OUT, "day": today(), **facts}
    return actions.hand_out(treasury.workers[0], row, counts=counts(row, *numbers), **said)


def left(row: Gift) -> list[int]:
    """What is left of each thing."""
    return list(row.items.order_by("pk").values_list("left", flat=True))


def test_money_add_gift_is_handed_out_only_after_money_confirm_gift_by_another(
    treasury: Treasury,
) -> None:
    row = given(treasury, purpose="给独居老人", donor_phone="13800008301")
    assert left(row) == [0, 0]
    refused("flow.wrong-state", out, treasury, row, 1)
    world.grant(row.by, "community_head", row.area_path)
    own = world.actor(row.by.username)
    refused("access.own-work", actions.confirm_gift, own, row)
    row = actions.confirm_gift(treasury.heads[0], row)
    assert (row.state, left(row)) == ("confirmed", [40, 10])
    told = str([one.facts for one in history(row)])
    assert "13800008301" not in told
    assert "沈国平" not in told
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"donor": " "}, "money.no-donor"),
        ({"paper": ""}, "money.no-paper"),
        ({"things": ()}, "money.no-things"),
        ({"things": (Thing(" ", 1, "袋", 1, "donor", "口述"),)}, "money.thing-unnamed"),
        ({"things": (Thing("米", 0, "袋", 1, "donor", "口述"),)}, "money.thing-count"),
        ({"things": (Thing("米", 1, "袋", 0, "donor", "口述"),)}, "money.no-amount"),
        ({"things": (Thing("米", 1, "袋", 1, "guess", "口述"),)}, "money.no-valuation"),
        ({"things": (Thing("米", 1, "袋", 1, "donor", " "),)}, "money.no-valuation"),
        ({"day": today().replace(year=today().year + 1)}, "money.day-ahead"),
    ],
)
def test_what_is_odd_is_not_written_down(
    treasury: Treasury, facts: dict[str, Any], code: str
) -> None:
    said = {"things": (RICE,), "day": today(), **FACTS, **facts}
    refused(code, actions.add_gift, treasury.workers[0], treasury.communities[0], **said)
    assert not Gift.objects.exists()


def test_money_hand_out_never_more_than_is_left(treasury: Treasury) -> None:
    row = out(treasury, taken(treasury), 30, 10)
    assert left(row) == [10, 0]
    refused("money.thing-short", out, treasury, row, 11)
    refused("money.thing-short", out, treasury, row, 5, 1)
    assert left(row) == [10, 0]
    assert Handout.objects.count() == 2
    with pytest.raises(IntegrityError):
        GiftItem.objects.update(left=41)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"households": None}, "money.no-recipient"),
        ({"to": "group"}, "money.no-recipient"),
        ({"to": "body"}, "money.no-recipient"),
        ({"to": "work"}, "money.no-recipient"),
        ({"to": "donor"}, "money.no-recipient"),
        ({"to": "group", "group": "张三、李四"}, "money.names-listed"),
        ({"paper": " "}, "money.no-paper"),
        ({"day": today().replace(year=today().year - 1)}, "money.handout-day"),
    ],
)
def test_it_is_said_to_whom_and_never_by_a_list(
    treasury: Treasury, facts: dict[str, Any], code: str
) -> None:
    refused(code, out, treasury, taken(treasury), 1, **facts)
    assert not Handout.objects.exists()


def test_nothing_handed_out_is_nothing(treasury: Treasury) -> None:
    refused("money.no-things", out, treasury, taken(treasury))
    refused("money.no-things", out, treasury, taken(treasury), 0, 0)


def test_it_stays_where_it_was_given(treasury: Treasury) -> None:
    row = taken(treasury)
    near = world.body("第一居委会", "community", treasury.communities[0].path)
    far = world.body("第二居委会", "community", treasury.communities[1].path)
    refused("money.handout-elsewhere", out, treasury, row, 1, to="body", body=far)
    row = out(treasury, row, 1, to="body", body=near)
    own = works.decide_work(treasury.workers[0], treasury.communities[0], **DECIDED)
    out(treasury, row, 1, to="work", work=own)
    assert {one.to for one in queries.handouts_of(row)} == {"第一居委会", "3幢加装门禁"}


def test_money_undo_hand_out_by_another_puts_it_back(treasury: Treasury) -> None:
    row = out(treasury, taken(treasury), 30)
    one = Handout.objects.get()
    undo = actions.undo_hand_out
    worker, head = treasury.workers[0], treasury.heads[0]
    refused("money.own-handout", undo, worker, row, handout=one.uid, reason="多写一个零")
    refused("money.no-reason", undo, head, row, handout=one.uid, reason=" ")
    other = out(treasury, taken(treasury), 1)
    refused("money.handout-undone", undo, head, other, handout=one.uid, reason="错")
    row = undo(head, row, handout=one.uid, reason="多写一个零")
    assert left(row) == [40, 10]
    refused("money.handout-undone", undo, head, row, handout=one.uid, reason="再来")
    public = Client().get("/money/thanks/?kind=goods").content.decode()
    assert "30 袋" not in public


def test_money_return_gift_by_a_third_person(treasury: Treasury) -> None:
    row = taken(treasury)
    back = actions.return_gift
    refused("access.own-work", back, treasury.heads[0], row, reason="过期")
    url = f"/money/gifts/{row.uid}/return/"
    assert "核收的人不能办理退还" in browser(treasury.heads[0]).get(url).content.decode()
    refused("money.no-reason", back, treasury.chief, row, reason=" ")
    part = out(treasury, taken(treasury), 30, 10)
    part = back(treasury.chief, part, reason="余下的临近保质期")
    assert (part.state, left(part)) == ("confirmed", [0, 0])
    refused("money.nothing-left", back, treasury.chief, part, reason="再退")
    row = back(treasury.chief, row, reason="捐赠人要求")
    assert (row.state, left(row)) == ("returned", [0, 0])
    fresh = actions.return_gift(treasury.heads[0], given(treasury), reason="没有送来")
    assert (fresh.state, fresh.items.count()) == ("returned", 2)


def test_money_tell_giver_says_where_it_went(treasury: Treasury) -> None:
    row = taken(treasury, purpose="给独居老人")
    client = browser(treasury.workers[0])
    letter = client.get(f"/money/gifts/{row.uid}/letter/").content.decode()
    assert "还没有发放" in letter
    out(treasury, row, 30, group="独居老人")
    letter = client.get(f"/money/gifts/{row.uid}/letter/").content.decode()
    assert "独居老人" in letter
    assert "20 户" in letter
    assert "大米 30 袋" in letter
    assert list(queries.gifts_sought(GiftsSought("untold"))) == [row]
    assert actions.tell_giver(treasury.workers[0], row).told_at is not None
    assert not queries.gifts_sought(GiftsSought("untold")).exists()


def test_in_public_the_worth_stands_beside_the_money_and_nobody_by_name(
    treasury: Treasury,
) -> None:
    out(treasury, taken(treasury, purpose="给独居老人"), 30)
    taken(treasury, RICE, donor="沈小妹", unnamed=True)
    given(treasury, RICE, donor="还没核收公司", donor_kind="firm")
    money = Client().get("/money/thanks/").content.decode()
    assert "另有 2 批实物，估值 ¥6,200" in money
    assert "感谢 0 笔捐赠" in money
    shown = Client().get("/money/thanks/?kind=goods").content.decode()
    for seen in ("沈**", "爱心人士", "20 户", "余 10 袋", "购货发票或凭证"):
        assert seen in shown
    for hidden in ("沈国平", "沈小妹", "还没核收公司", "签收单 3 号"):
        assert hidden not in shown


def test_a_neighbour_sees_and_takes_nothing(treasury: Treasury) -> None:
    row = given(treasury)
    for actor in (treasury.heads[1], treasury.resident, treasury.auditor):
        with pytest.raises(PermissionDenied):
            actions.confirm_gift(actor, row)
    assert browser(treasury.heads[1]).get(f"/money/gifts/{row.uid}/").status_code == 404
    assert browser(treasury.auditor).get("/money/gifts/?q=大米").status_code == 200


def test_from_abroad_only_after_the_check(treasury: Treasury) -> None:
    row = given(treasury, donor_kind="foreign")
    refused("money.foreign-unchecked", actions.confirm_gift, treasury.heads[0], row)
    assert actions.confirm_gift(treasury.heads[0], row, check="备案 3 号").law_paper == "备案 3 号"


def test_a_foundation_keeps_things_too(treasury: Treasury) -> None:
    body = a_foundation()
    said = {**FACTS, "day": today(), "things": (RICE,)}
    district = world.area(DISTRICT)
    add = actions.add_gift
    refused("money.donation-place", add, treasury.office, district, **said)
    row = add(treasury.office, district, held_by=body, **said)
    other = world.actor("vice", "district_office", DISTRICT)
    assert left(actions.confirm_gift(other, row)) == [40]


def test_the_form_takes_several_things_and_says_what_is_missing(treasury: Treasury) -> None:
    client = browser(treasury.workers[0])
    code = treasury.communities[0].code
    sent = {**FACTS, "to": f"area:{code}", "day": today().isoformat(), "name0": "大米",
            "quantity0": "40", "unit0": "袋", "value_fen0": "2800", "valued_by0": "invoice",
            "value_note0": "发票 1 号"}  # fmt: skip
    odd = client.post("/money/gifts/add/", {**sent, "name1": "油"})
    assert odd.status_code == 422
    assert "quantity1" in odd.context["form"].errors
    assert client.post("/money/gifts/add/", sent).status_code == 302
    row = Gift.objects.get()
    assert [(one.name, one.quantity, one.value_fen) for one in row.items.all()] == [
        ("大米", 40, 280_000)
    ]
    actions.confirm_gift(treasury.heads[0], row)
    item = row.items.get()
    url = f"/money/gifts/{row.uid}/hand-out/"
    went = {"to": "households", "households": "5", "day": today().isoformat(), "paper": "签 1"}
    assert client.post(url, {**went, f"n{item.pk}": "41"}).status_code == 422
    assert client.post(url, {**went, f"n{item.pk}": "5"}).status_code == 302
    assert left(row) == [35]
    page = client.get(f"/money/gifts/{row.uid}/").content.decode()
    assert "5 户" in page


def test_page_and_api_give_the_same_no(treasury: Treasury) -> None:
    from tests.town import token_of

    row = taken(treasury)
    token_of(treasury.workers[0].user, "money.hand_out", "money.gifts", secret="lr_h")
    client = Client(headers={"Authorization": "Bearer lr_h"})
    url = f"/api/v1/money/gifts/{row.uid}"
    thing = client.get(url).json()["things"][0]["id"]
    sent = {"things": [{"thing": thing, "quantity": 41}], "to": "households", "households": 2,
            "day": today().isoformat(), "paper": "签 1"}  # fmt: skip
    answer = client.post(f"{url}/hand-out", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (409, "money.thing-short")
    sent["things"] = [{"thing": thing, "quantity": 40}]
    assert client.post(f"{url}/hand-out", sent, content_type="application/json").status_code == 200
    assert left(row) == [0, 10]
