"""Answers for htmx and for everyone else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from liren.kernel.base.errors import Refused
from liren.kernel.web import charts, respond
from liren.kernel.web.context import lang_of, shell_of
from liren.kernel.web.headers import Headers, default_policy, written
from liren.kernel.web.menu import nearest, under
from liren.kernel.web.missing import MissingIs404
from liren.kernel.web.views import back_to, size

HTMX = {"HX-Request": "true"}
FORM = "web/design/faulty.html"


class Said(BaseStorage):
    """Messages that live as long as the request."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: Any, response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


def request(path: str = "/", **headers: str) -> HttpRequest:
    """A request as views see it after the middlewares."""
    made = RequestFactory().get(path, headers=headers)
    HtmxMiddleware(lambda _request: HttpResponse())(made)
    made._messages = Said(made)  # type: ignore[attr-defined]
    return made


def test_a_redirect_for_htmx_is_a_header() -> None:
    assert respond.go(request(), "/x/").status_code == 302
    answer = respond.go(request(**HTMX), "/x/")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/x/")


def test_going_back_in_the_history_gets_the_whole_page() -> None:
    assert respond.wants_part(request(**HTMX))
    assert not respond.wants_part(request())
    assert not respond.wants_part(request(**HTMX, **{"HX-History-Restore-Request": "true"}))


def test_pages_are_kept_by_no_cache() -> None:
    answer = respond.private(HttpResponse())
    assert "no-store" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]


def test_a_missing_row_is_a_404() -> None:
    missing = MissingIs404(lambda _request: HttpResponse())
    with pytest.raises(Http404):
        missing.process_exception(request(), ObjectDoesNotExist())
    assert missing.process_exception(request(), ValueError()) is None


def test_a_refusal_nobody_caught_says_its_sentence() -> None:
    no = Refused("cases.thin-outcome", "请写明处置结果。", source="办法第三条")
    missing = MissingIs404(lambda _request: HttpResponse())
    part = missing.process_exception(request(**HTMX), no)
    assert part is not None
    assert (part.status_code, part.headers["HX-Reswap"]) == (409, "none")
    assert "请写明处置结果。" in part.content.decode()


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("none", "img-src 'self' data:;"),
        ("tianditu:abc", "img-src 'self' data: https://*.tianditu.gov.cn;"),
        ("geojson:https://map.example/base.json", "connect-src 'self' https://map.example;"),
        ("geojson:/base.json", "connect-src 'self';"),
    ],
)
def test_only_the_map_s_host_is_let_in(base: str, host: str) -> None:
    policy = written(default_policy(base))
    assert host in policy
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy


def test_every_answer_carries_the_policy() -> None:
    answer = Headers(lambda _request: HttpResponse())(request())
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "payment=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("wish", "goes"),
    [
        ("/cases/?q=1", "/cases/?q=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("", "/"),
    ],
)
def test_the_size_form_leads_back_only_to_us(wish: str, goes: str) -> None:
    posted = RequestFactory().post("/size/", {"size": "large", "next": wish})
    assert back_to(posted) == goes
    assert size(posted).cookies["liren_size"].value == "large"


def test_large_letters_are_remembered() -> None:
    asked = request()
    asked.COOKIES["liren_size"] = "large"
    assert shell_of_size(asked, shell_of) == "large"


def shell_of_size(asked: HttpRequest, make: Callable[[HttpRequest], Any]) -> str:
    """The size in the shell, without the site's menu."""
    from django.test import override_settings

    with override_settings(LIREN_MENU=""):
        return str(make(asked).size)


def test_language_codes_are_those_of_html() -> None:
    assert (lang_of("zh-hans"), lang_of("en")) == ("zh-Hans", "en")


def test_one_link_is_current() -> None:
    assert nearest(["/", "/cases/", "/cases/report/"], "/cases/report/") == "/cases/report/"
    assert nearest(["/", "/cases/", "/cases/report/"], "/cases/7/") == "/cases/"
    two = ["/cases/?tab=mine", "/cases/?tab=all", "/cases/map/"]
    assert nearest(two, "/cases/?tab=mine&q=1") == "/cases/?tab=mine"
    assert nearest(two, "/cases/?tab=new") == "/cases/?tab=all"
    assert nearest(two, "/cases/7/") == "/cases/?tab=all"
    assert nearest([*two, "/cases/?tab=all&by_me=on"], "/cases/7/") == "/cases/?tab=all"
    assert nearest(two, "/cases/map/?tab=mine") == "/cases/map/"
    assert nearest(["/", "/cases/"], "/kinds/") == ""
    assert not under("/anything/", "/")


def test_charts_stay_inside_their_frame() -> None:
    points = [{"label": str(n), "bar": n, "line": 9 - n} for n in range(10)]
    drawn = charts.over_days(points)
    assert all(0 <= bar.y <= charts.FLOOR for bar in drawn.bars)
    assert all(abs(bar.y + bar.height - charts.FLOOR) < 0.2 for bar in drawn.bars)
    assert drawn.path.count("C") == 9
    assert charts.over_days([]).path == ""
    assert charts.over_days([{"label": "1", "bar": 0, "line": 0}]).bars[0].height == 0
    assert [r["share"] for r in charts.shares([{"value": 5}, {"value": 10}])] == [50.0, 100.0]
    assert charts.shares([{"value": 0}])[0]["share"] == 0
