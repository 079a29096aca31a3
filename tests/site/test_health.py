"""Probes, figures, and the page for when the database is away."""

import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from liren.site import health

ANY = RequestFactory()


@pytest.mark.django_db
class TestProbes:
    def test_a_live_process_says_so(self) -> None:
        response = Client().get(reverse("site.healthz"))
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert response["Cache-Control"] == "no-store"

    def test_without_a_worker_it_is_not_ready(self) -> None:
        response = Client().get(reverse("site.readyz"))
        assert response.status_code == 503
        assert "后台作业" in response.content.decode()

    def test_with_database_and_worker_it_is_ready(self) -> None:
        beat("now()")
        assert Client().get(reverse("site.readyz")).status_code == 200

    def test_a_worker_that_is_silent_is_dead(self) -> None:
        beat("now() - interval '1 minute'")
        assert Client().get(reverse("site.readyz")).status_code == 503

    def test_without_database_it_is_not_ready(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(health, "is_reachable", lambda: False)
        response = Client().get(reverse("site.readyz"))
        assert response.status_code == 503
        assert "数据库" in response.content.decode()


def beat(moment: str) -> None:
    """Let a worker have spoken last at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({moment})")


@pytest.mark.django_db
class TestMetrics:
    def test_strangers_do_not_see_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert Client().get(reverse("site.metrics")).status_code == 403
        monkeypatch.setenv("LIREN_METRICS_TOKEN", "")
        headers = {"Authorization": "Bearer "}
        assert Client(headers=headers).get(reverse("site.metrics")).status_code == 403

    def test_a_wrong_token_is_no_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LIREN_METRICS_TOKEN", "right")
        client = Client(headers={"Authorization": "Bearer 错"})
        assert client.get(reverse("site.metrics")).status_code == 403

    def test_requests_are_counted_by_route(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LIREN_METRICS_TOKEN", "right")
        client = Client(headers={"Authorization": "Bearer right"})
        before = counted(client)
        client.get(reverse("site.healthz"))
        assert counted(client) == before + 1

    def test_no_address_is_a_label(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LIREN_METRICS_TOKEN", "right")
        client = Client(headers={"Authorization": "Bearer right"})
        client.get("/13812345678/")
        assert b"13812345678" not in client.get(reverse("site.metrics")).content


def counted(client: Client) -> float:
    """How many live probes were answered."""
    wanted = 'liren_requests_total{method="GET",route="site.healthz",status="200"} '
    for line in client.get(reverse("site.metrics")).content.decode().splitlines():
        if line.startswith(wanted):
            return float(line.removeprefix(wanted))
    return 0


# ── the database is away ────────────────────────────────────────────────────────────────────

View = Callable[[HttpRequest], HttpResponse]


def broken(_request: HttpRequest) -> HttpResponse:
    """What Django makes of a fault below the views."""
    return HttpResponse("broken", status=500)


def fine(_request: HttpRequest) -> HttpResponse:
    """All is well."""
    return HttpResponse("fine")


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection can be made."""
    monkeypatch.setattr(health, "is_reachable", lambda: False)


@pytest.mark.usefixtures("unreachable")
@pytest.mark.parametrize("fault", [OperationalError(), InterfaceError()])
def test_people_see_a_page_in_both_languages(fault: Exception) -> None:
    response = health.DatabaseAway(fine).process_exception(ANY.get("/cases/"), fault)
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "系统暂时不能使用" in response.content.decode()
    assert "Temporarily unavailable" in response.content.decode()


@pytest.mark.usefixtures("unreachable")
def test_programs_get_problem_json() -> None:
    response = health.DatabaseAway(broken)(ANY.get("/api/v1/cases"))
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("unreachable")
def test_a_fault_below_the_views_gives_the_same_page() -> None:
    assert health.DatabaseAway(broken)(ANY.get("/")).status_code == 503


def test_other_faults_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "is_reachable", lambda: True)
    middleware = health.DatabaseAway(broken)
    assert middleware(ANY.get("/")).status_code == 500
    assert middleware.process_exception(ANY.get("/"), ValueError()) is None


def test_the_page_goes_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "is_reachable", lambda: False)
    middleware = health.DatabaseAway(fine)
    middleware.process_exception(ANY.get("/"), OperationalError())
    assert middleware(ANY.get("/")).status_code == 503
    assert middleware(ANY.get("/static/web/base.css")).status_code == 200
    monkeypatch.setattr(health, "is_reachable", lambda: True)
    assert middleware(ANY.get("/")).status_code == 200


@pytest.mark.django_db
def test_the_direct_look_sees_the_database() -> None:
    assert health.is_reachable()


def test_the_page_uses_style_sheets_that_exist() -> None:
    found = re.findall(r'href="/static/([^"]+)"', health.AWAY_PAGE)
    assert found
    assert all(finders.find(name) for name in found)
