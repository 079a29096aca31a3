"""The pages of figures, facts, rules and changes."""

import pytest
from django.conf import settings
from django.test import Client

from liren.apps.standards.tests.conftest import Office, fact, xingchen
from liren.kernel.access.actor import Actor

pytestmark = pytest.mark.django_db


def browser(who: Actor) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def text_of(who: Actor, url: str) -> str:
    """A page that opens."""
    answer = browser(who).get(url, follow=True)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_a_community_sees_its_figures_and_how_they_came_about(office: Office) -> None:
    xingchen(office)
    code = office.community.code
    text = text_of(office.worker, f"/figures/{code}/")
    for word in ("9–17", "1,775.5", "1,637.5", "多出 551 户", "无法计算：缺少"):
        assert word in text
    opened = text_of(office.worker, f"/figures/{code}/open/premises.need/")
    for word in ("1,775.5", "半年统计表", "嘉善县", "待核实", "每百户社区工作服务用房面积"):
        assert word in opened


@pytest.mark.parametrize(
    "url",
    [
        "/figures/", "/figures/waiting/", "/figures/{}/facts/",
        "/figures/{}/facts/?key=households",
        "/figures/{}/declare/", "/figures/{}/import/", "/figures/{}/places/",
        "/figures/{}/places/?left_day=2015-01-01", "/figures/{}/trial/", "/trial/",
        "/figures/{}/?yearly_pay=84000&average_wage=90000", "/figures/990101000000/",
        "/figures/990101000000/?theme=staff&sort=-staff.gap&gaps=yes",
        "/figures/990101000000/?whole=yes", "/rules/", "/rules/?q=用房", "/rules/?pack=weihai",
        "/rules/places/", "/rules/places/?left=jiashan&right=weihai", "/rules/checks/",
        "/rules/changes/", "/rules/staff.base/", "/rules/premises.need/",
        "/rules/staff.base/propose/", "/rules/staff.base/check/?value=5,12&valid_from=2027-01-01",
        "/figures/{}/trial/?p.premises.per_block=60",
        "/figures/990101000000/trial/?i.households=2500",
    ],
)  # fmt: skip
def test_every_page_opens(office: Office, url: str) -> None:
    xingchen(office)
    fact(office, office.other, "households", 1800)
    text_of(office.office, url.format(office.community.code))
