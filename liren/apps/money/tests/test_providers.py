"""Providers with an account of their own: sealed offers, records of work, nothing of others."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liren.apps.money.actions import providers, purchases
from liren.apps.money.models import Category, Offer, Purchase, ServiceLog
from liren.apps.money.queries import tenders
from liren.apps.money.queries.purchases import SERVES
from liren.apps.money.rules.purchases import PurchaseState
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.town import drawing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
P = PurchaseState
PROMISE = "四名持证社工，每周上门"


def refused(do: Callable[[], Any]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as no:
        do()
    return no.value.code


def society(name: str, path: str = DISTRICT) -> Actor:
    """Somebody who acts for a society that performs services."""
    body = world.body(name, "social_organisation", path)
    return world.actor(f"p-{name}", "provider", for_body=body)


def asking(treasury: Treasury, manner: str = "quotes") -> Purchase:
    """A purchase that asks for offers until tomorrow."""
    head, purse = treasury.heads[0], treasury.purse(50_000_00)
    row = purchases.need_service(
        treasury.workers[0], treasury.communities[0], title="独居老人探访", need="每周一次",
        category=Category.objects.get(code="purchase"), limit_fen=40_000_00,
    )  # fmt: skip
    row = purchases.budget_purchase(treasury.chief, row, purse=purse)
    return purchases.open_purchase(
        head, row, manner=manner, offers_until=None if manner == "entrust" else today() + DAY,
        reason="续做", basis="政府采购法",
    )  # fmt: skip


def three(treasury: Treasury, row: Purchase) -> list[Actor]:
    """Three offers: two sent by the providers, one on paper written down by the community."""
    sun, near = society("阳光社工"), society("邻里服务")
    providers.send_offer(sun, row, fen=36_000_00, text=PROMISE)
    providers.send_offer(near, row, fen=38_000_00, text="两名社工")
    purchases.add_offer(treasury.workers[0], row, name="纸质报价社", fen=39_000_00, text="信封")
    return [sun, near]


def page(client: Client, actor: Actor, url: str, code: int = 200) -> str:
    """What a page says to somebody."""
    client.force_login(actor.user)
    answer = client.get(url)
    assert answer.status_code == code, answer.content.decode()[:500]
    return answer.content.decode()


def test_nobody_reads_an_offer_before_the_end(client: Client, treasury: Treasury) -> None:
    row = asking(treasury)
    sun, near = three(treasury, row)
    for offer in Offer.objects.filter(purchase=row):
        assert (offer.fen, offer.text, offer.points) == (None, "", None)
        assert "36000" not in str(offer.__dict__["sealed"].stored())
    assert not tenders.offers_of(row)
    readers = [treasury.heads[0], treasury.workers[0], treasury.chief, treasury.finance]
    for reader in readers:
        text = page(client, reader, row.get_absolute_url())
        assert "报价密封中" in text
        assert not any(word in text for word in ("阳光社工", "36,000", "38,000", PROMISE))
        found = client.get(f"/api/v1/money/purchases/{row.uid}/offers")
        assert found.json() == []
    for one in (sun, near):
        text = page(client, one, reverse("money.tender", args=[row.uid]))
        assert "已密封" in text
        assert not any(word in text for word in ("36,000", "38,000", PROMISE, "邻里服务社"))
    facts = str(
        list(Entry.objects.filter(verb__in=["money.send_offer", "money.add_offer"]).values())
    )
    assert "3600000" not in facts
    assert PROMISE not in facts
    assert refused(lambda: providers.open_offers(treasury.heads[0], row)) == "money.offers-open"


def test_opened_together_compared_and_chosen(client: Client, treasury: Treasury) -> None:
    row = asking(treasury)
    sun, near = three(treasury, row)
    head = treasury.heads[0]
    with moved_to(now() + 2 * DAY):
        late = refused(lambda: providers.send_offer(sun, row, fen=1, text="再低"))
        assert late == "money.offers-over"
        row = providers.open_offers(head, row)
        assert refused(lambda: providers.open_offers(head, row)) == "money.nothing-sealed"
        offers = tenders.offers_of(row)
        assert [one.fen for one in offers] == [36_000_00, 38_000_00, 39_000_00]
        assert not any(one.sealed for one in offers)
        row = purchases.choose_offer(head, row, offer=offers[0])
        assert row.provider == sun.grants[0].body
        assert "未中选" in page(client, near, reverse("money.tender", args=[row.uid]))
        assert "阳光社工" not in page(client, near, reverse("money.tender", args=[row.uid]))
        assert "中选" in page(client, sun, reverse("money.tender", args=[row.uid]))
        page(client, near, row.get_absolute_url(), 404)


def test_sent_again_replaces_and_is_taken_back(treasury: Treasury) -> None:
    row, sun = asking(treasury), society("阳光社工")
    providers.send_offer(sun, row, fen=36_000_00, text=PROMISE)
    providers.send_offer(sun, row, fen=35_000_00, text=PROMISE)
    assert row.offers.count() == 1
    providers.withdraw_offer(sun, row)
    assert not row.offers.exists()
    assert refused(lambda: providers.withdraw_offer(sun, row)) == "money.no-offer"


def longer(head: Actor, row: Purchase, until: date, reason: str = "不足三家") -> Purchase:
    """More time for everybody."""
    return providers.extend_offers(head, row, offers_until=until, reason=reason)


def test_too_few_stay_sealed_and_everybody_gets_more_time(treasury: Treasury) -> None:
    row, sun, head = asking(treasury), society("阳光社工"), treasury.heads[0]
    providers.send_offer(sun, row, fen=36_000_00, text=PROMISE)
    with moved_to(now() + 2 * DAY):
        assert refused(lambda: providers.open_offers(head, row)) == "money.few-offers"
        day = today() + 5 * DAY
        assert refused(lambda: longer(head, row, day, "")) == "money.no-reason"
        assert refused(lambda: longer(head, row, today() - DAY)) == "money.until-past"
        later = longer(head, row, day)
        assert later.offers_until == day
        providers.send_offer(society("邻里服务"), later, fen=1_00, text="晚到也算")
        assert later.offers.filter(fen=None).count() == 2


def test_only_where_one_serves_and_only_what_is_competed_for(
    client: Client, treasury: Treasury
) -> None:
    row = asking(treasury)
    stranger = society("外区社工", "990102.")
    other = society("隔壁街道", "990101.002.")
    for one in (stranger, other):
        assert not Purchase.objects.allowed(one, "money.tenders").exists()
        with pytest.raises(PermissionDenied):
            providers.send_offer(one, row, fen=1_00, text="便宜")
        page(client, one, reverse("money.tender", args=[row.uid]), 404)
        page(client, one, row.get_absolute_url(), 404)
    given = asking(treasury, "entrust")
    sun = society("阳光社工")
    assert not permits(sun, "money.send_offer", given)
    assert set(Purchase.objects.allowed(sun, "money.tenders")) == {row}


def code_of(client: Client, actor: Actor, url: str) -> int:
    """How an address answers somebody."""
    client.force_login(actor.user)
    return client.get(url).status_code


def served(treasury: Treasury) -> tuple[Purchase, Actor, Actor]:
    """Under contract for ninety visits; who performs it, and another provider."""
    row = asking(treasury)
    sun, near = three(treasury, row)
    head = treasury.heads[0]
    Purchase.objects.filter(pk=row.pk).update(offers_until=today() - DAY)
    row = providers.open_offers(head, row)
    row = purchases.choose_offer(head, row, offer=row.offers.get(fen=36_000_00))
    row = purchases.sign_contract(
        head, row, contract="购 1", fen=36_000_00, start_on=today() - 30 * DAY,
        end_on=today() + 90 * DAY, quantity=90, unit="次",
    )  # fmt: skip
    return row, sun, near


def test_work_is_on_record_with_quantities_and_papers(client: Client, treasury: Treasury) -> None:
    row, sun, near = served(treasury)
    client.force_login(sun.user)
    url = reverse("money.log_service", args=[row.uid])
    facts = {"day": today().isoformat(), "quantity": "40", "text": "探访 40 户"}
    file = SimpleUploadedFile("签到.png", drawing("#a47"))
    assert client.post(url, {**facts, "file": file}).status_code == 302
    assert client.post(url, {**facts, "quantity": "5", "text": "补 5 户"}).status_code == 302
    text = page(client, sun, row.get_absolute_url())
    assert "已完成 45 / 90 次" in text
    first = ServiceLog.objects.get(quantity=40)
    paper = reverse("money.service_paper", args=[row.uid, first.papers.get().uid, "whole"])
    assert code_of(client, sun, paper) == 200
    assert code_of(client, treasury.heads[0], paper) == 200
    assert code_of(client, near, paper) == 404
    row = Purchase.objects.get(pk=row.pk)
    providers.strike_log(treasury.workers[0], row, log=first, reason="照片里有无关的人")
    assert code_of(client, sun, paper) == 404
    assert tenders.done_of(row) == 5
    assert (
        refused(lambda: providers.strike_log(sun, row, log=first, reason="再划一次"))
        == "money.log-closed"
    )
    tomorrow = today() + DAY
    assert (
        refused(lambda: providers.log_service(sun, row, day=tomorrow, text="明天"))
        == "money.log-day"
    )
    with pytest.raises(PermissionDenied):
        providers.log_service(near, row, day=today(), text="冒名")


def test_who_performs_sees_acceptance_payment_and_rating(
    client: Client, treasury: Treasury
) -> None:
    row, sun, near = served(treasury)
    row = purchases.report_service(sun, row, outcome="90 次全部完成")
    row = purchases.accept_service(treasury.heads[0], row, fen=36_000_00, finding="合格")
    Purchase.objects.filter(pk=row.pk).update(state=P.PAID)
    row.refresh_from_db()
    purchases.rate_purchase(treasury.workers[0], row, rating=4, text="老人满意")
    text = page(client, sun, row.get_absolute_url())
    assert "合格" in text
    assert "老人满意" in text
    assert "登记报价" not in text  # what came before the contract is not theirs
    assert "评价 4.0 分（1 项）" in page(client, sun, reverse("money.services") + "?tab=ended")
    assert not Purchase.objects.allowed(near, SERVES).exists()


def test_a_provider_starts_on_what_it_performs(client: Client, treasury: Treasury) -> None:
    client.force_login(society("阳光社工").user)
    answer = client.get("/")
    assert answer.headers["Location"] == reverse("money.services")
    page(client, society("邻里服务"), reverse("money.tenders"))
