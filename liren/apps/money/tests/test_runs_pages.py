"""The pages of runs, what was granted, schemes and gaps, as people and programs open them."""

from typing import Any

import pytest
from django.test import Client

from liren.apps.money.actions.booking import pay_claim
from liren.apps.money.models import Claim, Run
from liren.apps.money.tests.conftest import STREET, Treasury
from liren.apps.money.tests.test_runs import booked, counted, declared
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.testing import world

YEAR = today().year


@pytest.fixture
def run(treasury: Treasury) -> Run:
    """The year before booked, this year counted with more residents."""
    street = world.area(STREET)
    declared(treasury, street, "residents", 100_000, YEAR - 2)
    declared(treasury, street, "yearly_cost", 3_000_000, YEAR - 1)
    booked(treasury, counted(treasury, YEAR - 1))
    declared(treasury, street, "residents", 110_000, YEAR)
    return counted(treasury)


def opened(client: Client, actor: Actor, url: str, **facts: Any) -> str:
    """A page as somebody sees it."""
    client.force_login(actor.user)
    answer = client.get(url, facts)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_run_shows_what_changed_and_why(client: Client, treasury: Treasury, run: Run) -> None:
    page = opened(client, treasury.office, run.get_absolute_url())
    assert "2,200,000" in page
    assert "+200,000" in page
    assert "常住人口由 100,000 变为 110,000" in page
    assert "算不出" in page
    every = opened(client, treasury.office, "/money/runs/")
    assert "2,200,000" in every
    assert "2,000,000" in every
    unknown = opened(client, treasury.office, run.get_absolute_url(), tab="unknown")
    assert "福彩公益金" in unknown
    assert "2,200,000" not in unknown.split("<tbody>")[-1]


def test_an_entitlement_names_facts_papers_and_sources(
    client: Client, treasury: Treasury, run: Run
) -> None:
    one = run.entitlements.get(area__path=STREET, scheme__code="per_capita")
    page = opened(client, treasury.office, one.get_absolute_url())
    assert "统计年报" in page
    assert "office填报，finance复核" in page
    assert "嘉善县政协" in page
    assert "划除这一条" in page
    lacking = run.entitlements.get(area__path=STREET, scheme__code="lottery")
    page = opened(client, treasury.office, lacking.get_absolute_url())
    assert "去填报" in page
    client.force_login(treasury.chief.user)
    assert client.get(one.get_absolute_url()).status_code == 404  # of a run of the district
    granted = Run.objects.get(year=YEAR - 1).entitlements.get(
        area__path=STREET, scheme__code="per_capita"
    )
    assert "2,000,000" in opened(client, treasury.chief, granted.get_absolute_url())


def test_the_gap_is_cost_less_what_came(client: Client, treasury: Treasury, run: Run) -> None:
    claim = Claim.objects.get()
    pay_claim(claim, 150_000_000, key="p", by=treasury.finance.user, title="拨付")
    street = Area.objects.get(path=STREET)
    page = opened(client, treasury.chief, "/money/gap/")
    assert "1,500,000" in page
    one = opened(client, treasury.chief, f"/money/gap/{street.code}/")
    assert "拨付" in one
    last = opened(client, treasury.chief, f"/money/gap/{street.code}/?year={YEAR - 1}")
    assert "500,000" in last
    for form in ("", "&form=pdf"):
        url = f"/money/gap/export/?area={street.code}{form}"
        assert client.get(url).status_code in (200, 503)


def test_schemes_stand_beside_each_other(client: Client, treasury: Treasury, run: Run) -> None:
    page = opened(client, treasury.office, "/money/schemes/", year=YEAR)
    assert "2,200,000" in page
    assert "以奖代投奖励" in page
    assert "待核实" in page
    assert "核定经费" in opened(client, treasury.heads[0], "/money/granted/")


def test_two_persons_agree_on_pages(client: Client, treasury: Treasury, run: Run) -> None:
    url = f"/money/runs/{run.uid}/consent/"
    for actor in (treasury.office, treasury.finance):
        opened(client, actor, url)
        assert client.post(url, {"note": "属实"}).status_code == 302
    run.refresh_from_db()
    assert run.state == "consented"
    client.force_login(treasury.office.user)
    answer = client.post("/money/runs/count/", {"area": "990101", "year": YEAR})
    assert answer.status_code == 422


def test_programs_read_the_same(client: Client, treasury: Treasury, run: Run) -> None:
    client.force_login(treasury.auditor.user)
    found = client.get(f"/api/v1/money/entitlements?run={run.uid}").json()["items"]
    assert {one["scheme"] for one in found} == {"per_capita", "upkeep", "lottery"}
    assert client.get("/api/v1/money/entitlements").json()["items"][0]["year"] == YEAR - 1
    assert client.get("/api/v1/money/gap").json()[0]["level"] == "subdistrict"
    schemes = client.get("/api/v1/money/schemes").json()
    assert {"jiashan", "district000", "weihai", "panlong"} <= {one["pack"] for one in schemes}
    file = client.get(f"/money/runs/{run.uid}/export/")
    assert file.status_code == 200
