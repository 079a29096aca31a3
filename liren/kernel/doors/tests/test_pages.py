"""Roles, rules and calendar as pages."""

from datetime import date
from typing import Any

import pytest

from liren.kernel.audit.log import history
from liren.kernel.doors import names
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.policy.models import Day, Year


def page(role: str, url: str) -> Any:
    return browser(person(role, role)).get(url)


def test_access_roles_shows_every_verb_of_every_role() -> None:
    text = page("grid_worker", "/roles/").content.decode()
    for word in ("网格员", "安全管理员", "派遣", "cases.dispatch", "事件", "账户与权限"):
        assert word in text


def test_one_role_is_told_in_words_and_verbs_are_found() -> None:
    client = browser(person("grid", "grid_worker"))
    text = client.get("/roles/?role=audit_administrator").content.decode()
    assert "查看审计记录" in text
    assert "派遣" not in text
    found = client.get("/roles/?q=结案").content.decode()
    assert "cases.close" in found
    assert "cases.sign" not in found
    assert "没有找到" in client.get("/roles/?q=zzz").content.decode()


@pytest.mark.parametrize("url", ["/roles/", "/rules/", "/calendar/2026/", "/accounts/", "/audit/"])
def test_residents_do_not_see_the_pages_of_the_office(url: str) -> None:
    assert page("resident", url).status_code == 403


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (True, "是"),
        ("4 working_hours", "4 个工作小时"),
        ("2 working_days", "2 个工作日"),
        (["08:30-12:00", "14:00-17:30"], "08:30-12:00、14:00-17:30"),
        (None, "—"),
        ("cases.case:7", "事件 7"),
        ({"a": 1}, "a：1"),
    ],
)
def test_values_are_said_in_words(raw: object, said: str) -> None:
    assert names.value(raw) == said


def test_the_calendar_marks_days_by_shape_and_word() -> None:
    text = page("grid_worker", "/calendar/2026/").content.decode()
    assert "已公布" in text
    assert text.count("<small>休</small>") == Day.objects.filter(year=2026, works=False).count()
    assert text.count("<small>班</small>") == Day.objects.filter(year=2026, works=True).count()
    assert "登记调休日" not in text


def test_a_year_that_nobody_published_says_so() -> None:
    assert "尚未公布" in page("grid_worker", "/calendar/2031/").content.decode()
    assert not Year.objects.filter(year=2031).exists()


@pytest.mark.parametrize("year", ["1999", "2101", "99999999999999999999"])
def test_other_years_do_not_exist(year: str) -> None:
    assert page("grid_worker", f"/calendar/{year}/").status_code == 404


def test_policy_set_day_clear_day_and_publish_year_on_the_page() -> None:
    client = browser(person("office", "district_office"))
    given = {"day": "2031-05-01", "works": "0", "name": "劳动节"}
    assert client.post("/calendar/2031/set/", given).status_code == 302
    assert Day.objects.get(date=date(2031, 5, 1)).works is False
    client.post("/calendar/2031/publish/", {"source": "国办发明电〔2030〕1号"})
    assert Year.objects.get(year=2031).published
    url = "/calendar/2031/days/2031-05-01/clear/"
    assert "劳动节" in client.get(url).content.decode()
    assert Day.objects.filter(date=date(2031, 5, 1)).exists()  # asking removes nothing
    assert client.post(url).status_code == 302
    done = ["policy.clear_day", "policy.publish_year", "policy.set_day"]
    assert [one.verb for one in history(Year.objects.get(year=2031))] == done
    assert not Day.objects.filter(date=date(2031, 5, 1)).exists()
    assert client.post(url).status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": "2031-05-04", "works": "0", "name": "x"}, "本来就是这样"),
        ({"day": "2030-05-01", "works": "0", "name": "x"}, "不在所选年度"),
        ({"day": "9999-12-31", "works": "0", "name": "x"}, "2100"),
        ({"day": "2031-05-01", "works": "0", "name": ""}, "这个字段是必填项"),
    ],
)
def test_a_day_that_cannot_be_set_is_a_sentence(given: dict[str, str], said: str) -> None:
    answer = browser(person("office", "district_office")).post("/calendar/2031/set/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("url", ["set/", "publish/", "days/2026-01-01/clear/"])
def test_others_do_not_edit_the_calendar(url: str) -> None:
    given = {"day": "2026-03-03", "works": "0", "name": "x", "source": "x"}
    answer = browser(person("grid", "grid_worker")).post(f"/calendar/2026/{url}", given)
    assert answer.status_code == 403
    assert not Day.objects.filter(date=date(2026, 3, 3)).exists()
