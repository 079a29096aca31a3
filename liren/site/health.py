"""How the platform is doing: for probes, for operators, and for people while the database is away.

`/healthz` says that the process lives, `/readyz` that database and worker do. `/metrics` is for
operators alone. Without its database the platform answers with one page that needs none.
"""

import hmac
import os
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import psycopg
import structlog
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from liren.apps.money.queries.books import is_stale, last_proof
from liren.kernel.audit.chain import standing
from liren.kernel.base.clock import now
from liren.site.backup import keeping
from liren.site.terminal import Stop
from liren.site.worker import Pace

log = structlog.get_logger("liren.health")

View = Callable[[HttpRequest], HttpResponse]
AWAY_PAGE = (Path(__file__).parent / "away.html").read_text(encoding="utf-8")
RETRY_AFTER = "10"
STATIC, UNKNOWN = "static", "unknown"
QUIET = frozenset({STATIC, "site.healthz", "site.readyz", "site.metrics"})  # asked all day long
AWAY = (OperationalError, InterfaceError)

REQUESTS = Counter("liren_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "liren_request_seconds",
    "Time to answer a request",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Measure:
    """Count, time and log every request by the name of its route, never by its address."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, number = time.perf_counter(), os.urandom(8).hex()
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            spent = time.perf_counter() - began
            route, status = _route(request), response.status_code
            SECONDS.labels(route).observe(spent)
            REQUESTS.labels(route, _method(request), status).inc()
            if route not in QUIET or status >= HTTPStatus.BAD_REQUEST:
                facts = {"route": route, "method": _method(request), "status": status}
                log.info("request", **facts, ms=round(spent * 1000, 1), user=_user(request))
        response["X-Request-ID"] = number
        return response


def _route(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return request.resolver_match.view_name or request.resolver_match.route
    return STATIC if request.path_info.startswith(f"/{STATIC}/") else UNKNOWN


def _user(request: HttpRequest) -> int | None:
    """The key of the user, if this request came to know it: asking would cost a query."""
    known = request.__dict__.get("_cached_user")
    return known.pk if known is not None else None


def _method(request: HttpRequest) -> str:
    known = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
    return request.method if request.method in known else "OTHER"


# ── the database is away ────────────────────────────────────────────────────────────────────


class DatabaseAway:
    """Answer with a clear page and 503 while the database cannot be used."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.is_away = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.is_away and not _needs_no_database(request):
            # the pool would wait; a direct look takes a millisecond
            self.is_away = not is_reachable()
            if self.is_away:
                return away(request)
        response = self.get_response(request)
        failed = response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        if failed and not is_reachable():  # it failed below the views, for example in a session
            return self._now_away(request)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Turn a fault of the connection into the page; other faults stay what they are."""
        if not isinstance(fault, AWAY):
            return None
        if is_reachable():  # too busy, or the disk is full: this request only
            log.error("database.refuses", fault=_sqlstate(fault))
            return away(request)
        return self._now_away(request)

    def _now_away(self, request: HttpRequest) -> HttpResponse:
        log.error("database.away")
        self.is_away = True
        return away(request)


def _needs_no_database(request: HttpRequest) -> bool:
    return request.path_info.startswith(("/static/", "/healthz", "/readyz"))


def _sqlstate(fault: Exception) -> str:
    return str(getattr(fault.__cause__, "sqlstate", None) or type(fault.__cause__).__name__)


def is_reachable() -> bool:
    """Whether a new connection to the database can be made, outside the pool."""
    wanted = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    names["port"] = "PORT"
    given = {key: str(wanted[name]) for key, name in names.items() if wanted.get(name)}
    try:
        with psycopg.connect(**given, connect_timeout=2, autocommit=True) as link:  # type: ignore[arg-type]
            link.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def away(request: HttpRequest) -> HttpResponse:
    """The answer that needs no database: a page, or problem+json for programs."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if request.path_info.startswith("/api/"):
        problem = {
            "type": "site.database-away",
            "title": "Service Unavailable",
            "status": status,
            "detail": "数据库暂时无法使用，请稍后重试。 The database is away, please try again.",
        }
        response: HttpResponse = JsonResponse(
            problem, status=status, content_type="application/problem+json"
        )
    else:
        response = HttpResponse(AWAY_PAGE, status=status)
        response["Content-Security-Policy"] = "default-src 'self'"
    response["Retry-After"] = RETRY_AFTER
    patch_cache_control(response, no_store=True)
    return response


# ── probes ──────────────────────────────────────────────────────────────────────────────────


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return _plain("ok")


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Database and worker live: 200, or 503 and a sentence."""
    if not is_reachable():
        return _plain(_("数据库无法连接。"), HTTPStatus.SERVICE_UNAVAILABLE)
    age = worker_age()
    if age is None or age > Pace.given().dead:
        return _plain(_("后台作业没有运行。"), HTTPStatus.SERVICE_UNAVAILABLE)
    return _plain("ok")


def worker_age() -> float | None:
    """Seconds since a worker last said that it lives, on the clock of the database."""
    query = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            (age,) = cursor.fetchone()
    except DatabaseError:
        return None
    return None if age is None else max(0.0, float(age))


def _plain(text: str, status: int = HTTPStatus.OK) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    patch_cache_control(response, no_store=True)
    return response


# ── figures for operators ───────────────────────────────────────────────────────────────────


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of all web processes together, for who may see them."""
    actor = getattr(request, "actor", None)
    if not _bears_token(request) and not (actor and actor.may("site.metrics")):
        raise PermissionDenied("site.metrics")
    text = generate_latest(_requests()) + generate_latest(_queue())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _bears_token(request: HttpRequest) -> bool:
    token = os.environ.get("LIREN_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _requests() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _queue() -> CollectorRegistry:
    """What the database knows, asked at this moment: the same whichever process answers."""
    registry = CollectorRegistry()
    jobs = Gauge("liren_jobs", "Jobs in the queue", ["status"], registry=registry)
    beat = Gauge("liren_worker_age_seconds", "Since the last heartbeat", registry=registry)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM procrastinate_jobs GROUP BY status")
        for status, number in cursor.fetchall():
            jobs.labels(status).set(number)
    age = worker_age()
    beat.set(float("inf") if age is None else age)
    _sealing(registry)
    _books(registry)
    _backups(registry)
    return registry


def _backups(registry: CollectorRegistry) -> None:
    """Of the folder for backups as this machine sees it."""
    age = Gauge("liren_backup_age_seconds", "Since the last whole backup", registry=registry)
    failed = Gauge("liren_backup_failed", "Whether the last attempt failed", registry=registry)
    try:
        found = keeping.standing()
    except Stop:  # a setting that cannot be read: `liren check` says which
        failed.set(1)
        return
    if not found.plan.off:
        age.set(found.age.total_seconds() if found.age else float("inf"))
    failed.set(found.has_failed)


def _sealing(registry: CollectorRegistry) -> None:
    found = standing()
    waits = Gauge("liren_audit_unsealed_seconds", "The oldest unsealed entry", registry=registry)
    waits.set(found.waits.total_seconds())
    sealed = Gauge("liren_audit_sealed_entries", "Entries in the chain", registry=registry)
    sealed.set(found.end.total)
    if found.end.at:
        age = Gauge("liren_audit_seal_age_seconds", "Since the last seal", registry=registry)
        age.set((now() - found.end.at).total_seconds())


def _books(registry: CollectorRegistry) -> None:
    """What the last check of all books found; without one, nothing is said of its age."""
    last = last_proof()
    faults = Gauge("liren_books_faults", "Faults that the last check found", registry=registry)
    faults.set(len(last.faults) if last else 0)
    stale = Gauge("liren_books_stale", "Whether they were not checked in time", registry=registry)
    stale.set(is_stale(last))
    if last:
        age = Gauge("liren_books_check_age_seconds", "Since the last check", registry=registry)
        age.set((now() - last.at).total_seconds())
