"""Changing a rule takes two people; the old value stays, and what was known stays known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.standards import actions
from liren.apps.standards.models import Change
from liren.apps.standards.queries import browse
from liren.apps.standards.queries.effect import effect_of
from liren.apps.standards.tests.conftest import Office, fact, xingchen
from liren.apps.standards.tests.test_pages import browser, text_of
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy import packs
from liren.kernel.policy.engine import rules
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
PAPER = "县委办〔2025〕88号 关于调整社区用房标准的通知"


def before(key: str = "premises.per_block") -> Parameter:
    """The present value."""
    return Parameter.objects.get(pack__code="jiashan", key=key, valid_to=None)


def proposed(office: Office, value: Any = 60, **facts: Any) -> Change:
    """A change by the district's office."""
    given = {"valid_from": START, "source": PAPER, "article": "第三条", **facts}
    row = given.pop("before", None) or before()
    pack = Pack.objects.get(in_force=True)
    return actions.propose(office.office, pack, before=row, value=value, **given)


def need(day: date | None = None, known: date | None = None) -> float:
    """The premises that are due to 3,551 households."""
    return float(rules(None, day, known).figure("premises.need", {"households": 3551}).value or 0)


def test_a_change_holds_when_a_second_person_has_agreed(office: Office) -> None:
    row = proposed(office)
    assert need() == pytest.approx(1775.5), "proposed is not yet in force"
    actions.consent(office.finance, row, note="同意")
    assert need() == pytest.approx(2130.6)
    assert need(date(2025, 12, 31)) == pytest.approx(1775.5), "before its day nothing changes"
    made = Change.objects.get().made
    assert made is not None
    assert (made.edited, made.verify, made.source, made.article) == (True, False, PAPER, "第三条")
    assert (made.valid_from, made.known_at) == (START, today())
    verbs = [entry.verb for entry in history(row)]
    assert verbs == ["policy.consent", "policy.propose"]
    assert (row.proposed_by, Change.objects.get().decided_by) == (
        office.office.user, office.finance.user,
    )  # fmt: skip


def test_the_old_value_ends_the_day_before_and_what_was_known_stays_known(office: Office) -> None:
    actions.consent(office.finance, proposed(office))
    found = [one for one in browse.history("premises.per_block", today()) if one.row.edited or (
        one.row.pack.code == "jiashan")]  # fmt: skip
    assert [(one.row.valid_from, one.until, one.holds) for one in found] == [
        (START, None, True), (date(2020, 11, 1), date(2025, 12, 31), False),
    ]  # fmt: skip
    yesterday = today() - timedelta(days=1)
    assert need(today(), known=yesterday) == pytest.approx(1775.5), "last week's statement"


def test_applying_the_pack_again_keeps_what_people_agreed_on(office: Office) -> None:
    actions.consent(office.finance, proposed(office))
    packs.apply("jiashan", leave_out=frozenset({"areas.csv"}))
    assert need() == pytest.approx(2130.6)


def test_the_proposer_never_agrees_and_others_do_not_take_it_back(office: Office) -> None:
    row = proposed(office)
    for act in (actions.consent, actions.refuse):
        with pytest.raises(Refused) as no:
            act(office.office, row, note="好")
        assert no.value.code == "access.own-work"
    with pytest.raises(PermissionDenied):
        actions.withdraw(office.finance, row)
    for who in (office.head, office.desk, office.stranger):
        with pytest.raises(PermissionDenied):
            actions.consent(who, row)
        with pytest.raises(PermissionDenied):
            actions.propose(
                who, Pack.objects.get(in_force=True), before=before(), value=61,
                valid_from=START, source=PAPER,
            )  # fmt: skip
    with pytest.raises(PermissionDenied):  # finance agrees, but does not propose
        actions.propose(
            office.finance, Pack.objects.get(in_force=True), before=before(), value=61,
            valid_from=START, source=PAPER,
        )  # fmt: skip


def test_a_change_is_decided_once(office: Office) -> None:
    row = proposed(office)
    actions.refuse(office.finance, row, note="依据不足，请附正式文件。")
    assert history(row)[0].verb == "policy.refuse"
    for act, who in ((actions.consent, office.finance), (actions.withdraw, office.office)):
        with pytest.raises(Refused) as no:
            act(who, row)
        assert no.value.code == "policy.decided"
    assert need() == pytest.approx(1775.5)
    again = proposed(office)
    actions.withdraw(office.office, again)
    assert history(again)[0].verb == "policy.withdraw"
    assert Change.objects.get(pk=again.pk).state == "withdrawn"


def test_of_one_parameter_one_change_waits(office: Office) -> None:
    proposed(office)
    with pytest.raises(Refused) as no:
        proposed(office, 70)
    assert no.value.code == "policy.change-waits"


@pytest.mark.parametrize(
    ("value", "facts", "code"),
    [
        (50, {}, "policy.same-value"),
        ("很多", {}, "policy.other-shape"),
        (60, {"source": "文"}, "policy.no-source"),
        (60, {"valid_from": date(2020, 11, 1)}, "policy.same-day"),
    ],
)
def test_what_cannot_hold_is_refused(
    office: Office, value: Any, facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as no:
        proposed(office, value, **facts)
    assert no.value.code == code
    assert not Change.objects.exists()


def test_a_band_keeps_its_order_and_formulas_still_compute(office: Office) -> None:
    with pytest.raises(Refused) as no:
        proposed(office, [12, 6], before=before("staff.base"))
    assert no.value.code == "policy.band-order"
    with pytest.raises(Refused) as no:
        proposed(office, "sideways", before=before("staff.extra_rounding"))
    assert no.value.code == "policy.formula-breaks"


def test_a_change_is_checked_again_when_it_is_agreed_to(office: Office) -> None:
    row = proposed(office)
    old = before()
    Parameter.objects.create(
        pack=old.pack, key=old.key, zh=old.zh, en=old.en, valid_from=START, value=55,
        source="别处的文件",
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        actions.consent(office.finance, row)
    assert no.value.code == "policy.same-day"


def test_the_effect_is_known_before(office: Office) -> None:
    xingchen(office)
    fact(office, office.other, "households", 1400)
    shifts = {one.subject.key: one for one in effect_of(proposed(office), world.area("990101."))}
    due = shifts["premises.need"]
    assert (due.before, due.after, due.touched) == (
        Decimal("2525.5"), Decimal("2970.6"), 2,
    )  # fmt: skip
    assert shifts["premises.used_gap"].lacking == 1
    assert "staff.quota_low" not in shifts


def test_pages_lead_from_the_rule_to_the_second_name(office: Office) -> None:
    xingchen(office)
    client = browser(office.office)
    assert "提出新值" in text_of(office.office, "/rules/premises.per_block/")
    assert "提出新值" not in text_of(office.finance, "/rules/premises.per_block/")
    check = client.get(
        "/rules/premises.per_block/check/"
        "?value=60&valid_from=2026-01-01&source=县委办〔2025〕88号&pack=jiashan",
        headers={"HX-Request": "true"},
    ).content.decode()
    for word in ("没有问题", "1,775.5", "2,130.6"):
        assert word in check
    no = client.get("/rules/premises.per_block/check/?value=x&valid_from=2026-01-01")
    assert "不是数字" in no.content.decode()
    form = {"value": "60", "valid_from": "2026-01-01", "source": PAPER, "pack": "jiashan"}
    assert (
        client.post("/rules/premises.per_block/propose/", {**form, "value": "x"}).status_code
        == 422
    )
    assert client.post("/rules/premises.per_block/propose/", form).status_code == 302
    change = Change.objects.get()
    url = change.get_absolute_url()
    assert "自己提出的变更由别人会签" in text_of(office.office, url)
    assert "同意，按此施行" in text_of(office.finance, url)
    assert browser(office.finance).post(f"{url}refuse/", {"note": ""}).status_code == 422
    assert browser(office.finance).post(f"{url}consent/", {}).status_code == 302
    page = text_of(office.desk, "/rules/premises.per_block/")
    assert "ban提出，cai同意" in page
    assert "2,130.6" in text_of(office.worker, f"/figures/{office.community.code}/")


def test_page_and_api_say_the_same_no(office: Office) -> None:
    api = browser(office.office)
    given = {"value": 60, "valid_from": "2026-01-01", "source": PAPER}
    made = api.post(
        "/api/v1/parameters/premises.per_block/propose", given, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    uid = made.json()["id"]
    own = api.post(f"/api/v1/changes/{uid}/consent", {}, content_type="application/json")
    assert (own.status_code, own.json()["type"]) == (409, "access.own-work")
    page = browser(office.office).post(f"/rules/changes/{uid}/consent/", {})
    assert page.status_code == 422
    assert "自己经手" in page.content.decode()
    done = browser(office.finance).post(
        f"/api/v1/changes/{uid}/consent", {"note": "同意"}, content_type="application/json"
    )
    assert (done.status_code, done.json()["state"]) == (200, "applied")
    versions = api.get("/api/v1/parameters/premises.per_block").json()
    assert (versions[0]["proposed_by"], versions[0]["consented_by"]) == ("ban", "cai")
    here = [one for one in versions if one["pack"] == "jiashan"]
    assert [one["valid_to"] for one in here] == [None, "2025-12-31"]
    again = api.post(f"/api/v1/changes/{uid}/withdraw", {}, content_type="application/json")
    assert (again.status_code, again.json()["type"]) == (409, "policy.decided")
