"""What is owed: who sees it, who pays, who confirms, what is cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.money.actions import claims as actions
from liren.apps.money.actions.booking import raise_claim
from liren.apps.money.jobs import claims as jobs
from liren.apps.money.models import Claim, Purse, Remittance
from liren.apps.money.queries import claims as queries
from liren.apps.money.rules.claims import Age, age_of, common_path, spread
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import proof
from liren.kernel.ledger.models import Posting
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world


def owed(
    treasury: Treasury, fen: int = 100_000, *, at: int = 0, ago: int = 40, **facts: Any
) -> Claim:
    """A claim of a community on the department, due so many days ago."""
    said = {
        "kind": "fee", "fund": treasury.fund("department"), "title": "入户登记费用",
        "basis": "990101-Z2026-00001", "fen": fen, "year": today().year,
        "due_on": today() - timedelta(days=ago), "by": treasury.clerk.user,
        "key": f"test:{at}:{ago}:{fen}", **facts,
    }  # fmt: skip
    return raise_claim(treasury.communities[at], treasury.department, **said)


def paid(treasury: Treasury, *claims: Claim, **facts: Any) -> Remittance:
    """A payment that the department writes down."""
    said = {"paper": "拨款通知 12 号", "day": today(), **facts}
    return actions.remit(treasury.clerk, treasury.department, claims=claims, **said)


@pytest.mark.parametrize(
    ("days", "age"),
    [
        *((-5, Age.COMING), (0, Age.COMING), (1, Age.MONTH), (30, Age.MONTH), (31, Age.QUARTER)),
        *((90, Age.QUARTER), (91, Age.YEAR), (365, Age.YEAR), (366, Age.OLD)),
    ],
)
def test_ages(days: int, age: Age) -> None:
    assert age_of(days) == age


def test_an_amount_goes_over_claims_in_their_order() -> None:
    assert spread(150, [(3, 100), (1, 100), (2, 5)]) == {3: 100, 1: 50}
    assert spread(5, [(3, 100)]) == {3: 5}


def test_what_several_places_share_is_the_area_around_them() -> None:
    assert common_path(["1.2.3.", "1.2.4."]) == "1.2."
    assert common_path(["1.2.3."]) == "1.2.3."


def test_the_oldest_is_paid_first_and_the_other_side_confirms(treasury: Treasury) -> None:
    new, old = owed(treasury, ago=10), owed(treasury, ago=80)
    made = paid(treasury, new, old, fen=120_000)
    assert {one.claim_id: one.fen for one in made.parts.all()} == {old.pk: 100_000, new.pk: 20_000}
    assert made.area == treasury.communities[0]
    assert queries.payable(treasury.department) == [(new, 80_000)]
    actions.confirm_remittance(treasury.heads[0], made)
    assert [Claim.objects.get(pk=one.pk).state for one in (old, new)] == ["paid", "part"]
    purse = Purse.objects.select_related("account").get()
    assert (purse.account.amount, purse.fund.code) == (120_000, "department")
    assert proof.check().faults == []


def test_who_pays_does_not_confirm(treasury: Treasury) -> None:
    made = paid(treasury, owed(treasury))
    with pytest.raises(PermissionDenied):
        actions.confirm_remittance(treasury.clerk, made)


def owed_by_the_bureau(treasury: Treasury, at: int = 0) -> Claim:
    """What the bureau of finance owes itself."""
    mine = owed(treasury, ago=3, at=at)
    Claim.objects.filter(pk=mine.pk).update(debtor=treasury.bureau)
    mine.refresh_from_db()
    return mine


def paid_by_the_bureau(treasury: Treasury, *rows: Claim) -> tuple[Actor, Remittance]:
    """Somebody of the bureau writes down that it paid."""
    teller = world.actor("teller", "district_finance", "990101.", for_body=treasury.bureau)
    facts: dict[str, Any] = {"paper": "国库支付单 4 号", "day": today()}
    return teller, actions.remit(teller, treasury.bureau, claims=rows, **facts)


def test_who_wrote_it_down_does_not_confirm(treasury: Treasury) -> None:
    teller, own = paid_by_the_bureau(treasury, owed_by_the_bureau(treasury))
    with pytest.raises(Refused, match="自己经手"):
        actions.confirm_remittance(teller, own)
    with pytest.raises(Refused, match="自己经手"):
        actions.refuse_remittance(teller, own, reason="金额写错了")


def test_a_colleague_of_who_pays_does_not_confirm(treasury: Treasury) -> None:
    _teller, own = paid_by_the_bureau(treasury, owed_by_the_bureau(treasury))
    colleague = world.actor("colleague", "district_finance", "990101.", for_body=treasury.bureau)
    # who holds the role for the district works in its bureau, whether it is named or not
    for somebody in (colleague, treasury.finance):
        with pytest.raises(Refused) as said:
            actions.confirm_remittance(somebody, own)
        assert said.value.code == "money.own-body"
        client = Client()
        client.force_login(somebody.user)
        page = client.get(own.get_absolute_url()).content.decode()
        assert "confirm/" not in page
        assert "付款单位自己的人不能确认" in page
    jobs.tell_remittance(own.pk, "money.remit")
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"chief", "head0"}
    made = actions.confirm_remittance(treasury.heads[0], own)
    assert (made.state, made.within_body) == ("confirmed", False)


def test_where_nobody_else_can_another_person_of_the_body_confirms(treasury: Treasury) -> None:
    # claims of two subdistricts: only the district, which pays, looks over both
    rows = owed_by_the_bureau(treasury), owed_by_the_bureau(treasury, at=2)
    teller, own = paid_by_the_bureau(treasury, *rows)
    client = Client()
    client.force_login(treasury.second.user)
    assert "没有别的单位能确认" in client.get(own.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="自己经手"):
        actions.confirm_remittance(teller, own)
    made = actions.confirm_remittance(treasury.second, own)
    assert (made.state, made.within_body) == ("confirmed", True)
    assert "没有别的单位能确认" in client.get(own.get_absolute_url()).content.decode()


def test_for_another_body_finance_confirms(treasury: Treasury) -> None:
    made = actions.confirm_remittance(treasury.finance, paid(treasury, owed(treasury)))
    assert not made.within_body


def test_nobody_pays_for_another_body(treasury: Treasury) -> None:
    row = owed(treasury)
    for somebody in (treasury.finance, treasury.office, treasury.heads[0]):
        with pytest.raises(PermissionDenied):
            actions.remit(
                somebody, treasury.department, claims=[row], paper="凭据 1 号", day=today()
            )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"fen": 0}, "money.odd-amount"),
        ({"fen": 100_001}, "money.odd-amount"),
        ({"paper": " "}, "money.no-paper"),
        ({"day": today() + timedelta(days=1)}, "money.day-to-come"),
        ({"day": today() - timedelta(days=3000)}, "money.day-long-ago"),
    ],
)
def test_a_payment_says_how_much_by_what_and_when(
    treasury: Treasury, facts: dict[str, Any], code: str
) -> None:
    row = owed(treasury)
    with pytest.raises(Refused) as said:
        paid(treasury, row, **facts)
    assert said.value.code == code


def test_what_did_not_come_is_owed_as_before(treasury: Treasury) -> None:
    row = owed(treasury)
    made = paid(treasury, row)
    with pytest.raises(Refused) as twice:
        paid(treasury, row)
    assert twice.value.code == "money.nothing-owed"
    actions.refuse_remittance(treasury.finance, made, reason="账户里没有这笔钱")
    assert queries.payable(treasury.department) == [(row, 100_000)]
    with pytest.raises(Refused) as again:
        actions.confirm_remittance(treasury.second, made)
    assert again.value.code == "money.decided"


def test_a_claim_falls_away_for_a_reason_and_by_another(treasury: Treasury) -> None:
    row = actions.raise_by_hand(
        treasury.desk, treasury.communities[0], debtor=treasury.department, kind="other",
        fund=treasury.fund("other"), title="场地租用费", basis="会议纪要 5 号", fen=50_000,
        due_on=today(),
    )  # fmt: skip
    made = paid(treasury, row)
    with pytest.raises(Refused) as waits:
        actions.cancel_claim(treasury.finance, row, reason="登记重复")
    assert waits.value.code == "money.payment-waits"
    actions.refuse_remittance(treasury.finance, made, reason="没有到账")
    with pytest.raises(PermissionDenied):
        actions.cancel_claim(treasury.desk, row, reason="登记重复")
    row = actions.cancel_claim(treasury.finance, row, reason="登记重复")
    assert (row.state, row.account.amount) == ("cancelled", 0)
    # the reason may name people: it stands on the claim and not in the books
    assert not Posting.objects.filter(title__contains="登记重复").exists()
    assert proof.check().faults == []


def test_what_tasks_raise_is_not_written_by_hand(treasury: Treasury) -> None:
    with pytest.raises(Refused) as said:
        actions.raise_by_hand(
            treasury.desk, treasury.communities[0], debtor=treasury.department, kind="fee",
            fund=treasury.fund("other"), title="费用", basis="会议纪要 5 号", fen=1,
            due_on=today(),
        )  # fmt: skip
    assert said.value.code == "money.not-by-hand"


def test_each_sees_what_is_owed_to_or_by_him(treasury: Treasury) -> None:
    first, second = owed(treasury), owed(treasury, at=1)
    seen = {
        name: set(Claim.objects.allowed(who, queries.READ).values_list("pk", flat=True))
        for name, who in {
            "head": treasury.heads[0],
            "desk": treasury.desk,
            "clerk": treasury.clerk,
            "auditor": treasury.auditor,
            "resident": treasury.resident,
        }.items()
    }
    both = {first.pk, second.pk}
    assert seen == {
        "head": {first.pk}, "desk": both, "clerk": both, "auditor": both, "resident": set(),
    }  # fmt: skip


def test_pages(treasury: Treasury) -> None:
    row = owed(treasury, ago=280)
    made = paid(treasury, row, fen=10_000)
    pages = [
        *("/money/claims/", "/money/claims/?tab=overdue&q=入户", "/money/arrears/"),
        *("/money/remittances/?tab=all", f"/money/debtors/{treasury.department.code}/"),
        *(row.get_absolute_url(), made.get_absolute_url(), "/money/claims/export.xlsx"),
    ]
    for who in (treasury.clerk, treasury.finance, treasury.heads[0], treasury.auditor):
        client = Client()
        client.force_login(who.user)
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    client = Client()
    client.force_login(treasury.clerk.user)
    page = client.get(f"/money/remit/?claim={row.uid}")
    assert "checked" in page.content.decode()
    facts = {"claims": [str(row.uid)], "fen": "", "paper": "回单 9 号", "day": f"{today():%F}"}
    sent = client.post("/money/remit/", {**facts, "key": "k1"})
    assert sent.status_code == 302
    client.post("/money/remit/", {**facts, "key": "k1"})  # pressed twice: written once
    assert Remittance.objects.count() == 2
    client.force_login(treasury.heads[0].user)
    assert client.post(f"{sent['Location']}confirm/", {"key": "k2"}).status_code == 302
    assert Claim.objects.get().account.amount == 10_000


def test_both_sides_are_reminded_once_in_the_days_of_the_rule(treasury: Treasury) -> None:
    owed(treasury, 70_000, ago=3)
    owed(treasury, 30_000, ago=-5, at=1)
    owed(treasury, 10_000, ago=-60)
    jobs.remind()
    said = {one.user: one for one in Notice.objects.select_related("user")}
    assert set(said) == {treasury.clerk.user, treasury.heads[0].user}
    assert (said[treasury.clerk.user].facts["n"], said[treasury.clerk.user].facts["sum"]) == (
        "2",
        "1,000",
    )
    assert said[treasury.heads[0].user].facts["sum"] == "700"
    jobs.remind()
    assert Notice.objects.count() == 2
    with moved_to(now() + timedelta(days=7)):
        jobs.remind()
    assert Notice.objects.count() == 5  # by then the second is overdue as well


def test_who_wrote_a_payment_down_hears_what_became_of_it(treasury: Treasury) -> None:
    made = paid(treasury, owed(treasury))
    jobs.tell_remittance(made.pk, "money.remit")
    waits = set(Notice.objects.values_list("user__username", flat=True))
    assert waits == {"finance", "second", "chief", "head0"}
    actions.refuse_remittance(treasury.finance, made, reason="账户里没有这笔钱")
    jobs.tell_remittance(made.pk, "money.refuse_remittance")
    assert Notice.objects.get(user=treasury.clerk.user).facts["reason"] == "账户里没有这笔钱"
