"""What happens is logged, and nothing personal with it."""

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from liren.site.logs import LOGGING

PHONE, IDENTITY, NAME = "13812345678", "330421199001011234", "张三丰"


@login_not_required
def fails(request: HttpRequest) -> HttpResponse:
    """A view that fails with everything it was given."""
    logging.getLogger("liren.tests").warning("got %s", dict(request.POST))
    logging.getLogger("some.library").error(f"cannot read {PHONE}")
    raise ValueError(f"{NAME} {dict(request.GET)} {dict(request.POST)} {request.body!r}")


@login_not_required
def answers(request: HttpRequest, word: str) -> HttpResponse:
    """A view that does not."""
    structlog.get_logger("liren.tests").info("seen", note=f"call {PHONE}")
    return HttpResponse("ok")


urlpatterns = [
    path("fails/", fails, name="tests.fails"),
    path("answers/<str:word>/", answers, name="tests.answers"),
]

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What goes to standard error, with the handlers of the settings."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logging.config.dictConfig(LOGGING)
    yield written
    monkeypatch.undo()
    logging.config.dictConfig(LOGGING)


@pytest.fixture
def lines(stream: io.StringIO) -> Lines:
    """The lines written so far: each is JSON."""
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize(
    "address",
    [
        f"/fails/?phone={PHONE}&name={NAME}",
        f"/answers/{PHONE}/?id={IDENTITY}",
        f"/nowhere/{PHONE}/{NAME}/",
        f"/fails?phone={PHONE}",
    ],
)
@pytest.mark.parametrize("form", [{}, {"phone": PHONE, "name": NAME, "id": IDENTITY}])
def test_no_personal_fact_reaches_the_log(
    stream: io.StringIO, lines: Lines, address: str, form: dict[str, str]
) -> None:
    client = Client(raise_request_exception=False)
    if form:
        client.post(address, form)
    else:
        client.get(address)
    assert any(line["event"] == "request" for line in lines())
    for secret in (PHONE, IDENTITY, NAME):
        assert secret not in stream.getvalue()
        assert json.dumps(secret) not in stream.getvalue()


def test_a_request_is_one_line(lines: Lines) -> None:
    response = Client().get("/answers/well/")
    seen, line = lines()
    assert seen["note"] == "call ***"
    assert line["request"] == seen["request"] == response["X-Request-ID"]
    assert (line["route"], line["method"], line["status"]) == ("tests.answers", "GET", 200)
    assert isinstance(line["ms"], float)
    assert line["user"] is None
    keys = {"event", "request", "route", "method", "status", "ms", "user", "level", "logger", "at"}
    assert set(line) == keys


def test_a_fault_is_known_by_type_and_place(lines: Lines) -> None:
    Client(raise_request_exception=False).get("/fails/")
    (fault,) = [line for line in lines() if "fault" in line]
    assert fault["fault"] == "ValueError"
    passed = fault["passed"]
    assert isinstance(passed, list)
    assert passed[-1].endswith(" fails")


def test_the_job_of_a_failed_line_is_named_without_its_arguments(lines: Lines) -> None:
    extra = {"action": "job_error", "job": {"task_name": "cases.count", "id": 7, "args": PHONE}}
    logging.getLogger("procrastinate.worker").error("Job count(%s)", PHONE, extra=extra)
    (line,) = lines()
    assert (line["event"], line["task"], line["job"]) == ("job_error", "cases.count", 7)
