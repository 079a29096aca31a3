"""Tests run as owner in a fresh database, on a PostgreSQL of their own unless DATABASE_URL is set.

The server lives in the system's folder for temporary files and is shared by all runs of one
account; each run has a database of its own, copied from a template that is rebuilt when a
migration changes.
"""

import contextlib
import fcntl
import gc
import hashlib
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import django
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.signals import setting_changed
from django.test.client import ClientHandler
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).parent
NAME = f"test_{os.getpid()}"
# before the settings are read, which happens when pytest has loaded this file
os.environ.update(
    DJANGO_SETTINGS_MODULE="liren.site.settings",
    LIREN_HOME=str(
        Path(tempfile.gettempdir())
        / f"liren-test-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
    ),
    LIREN_DB_ROLE="owner",
    LIREN_DATABASE=NAME,
    LIREN_LOG="json",
    LIREN_BACKUP="none",  # a worker in a test makes none by the clock
)
for variable in ("DATABASE_URL", "DATABASE_APP_URL"):
    if given := os.environ.pop(variable, ""):  # make exports what is not set as empty
        os.environ[variable] = make_conninfo(given, dbname=NAME)

from liren.site import database  # noqa: E402 — reads the variables above
from liren.site.folders import place  # noqa: E402
from liren.site.postgres import Cluster  # noqa: E402
from tests import pristine  # noqa: E402

# a test run may lose its data in a power cut; everything else is as in service
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PACK = "jiashan"
CHAIN = (
    *("_middleware_chain", "_view_middleware"),
    *("_template_response_middleware", "_exception_middleware"),
)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


gc.set_threshold(50_000, 20, 50)
# now, with the variables above, and before any conftest below imports a model
django.setup()
settings.STATIC_ROOT.mkdir(exist_ok=True)
# the same hash as in service, but not the half second that each is meant to take
ScryptPasswordHasher.work_factor = 2**4


# ── database ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """One database for the whole run, instead of the one that Django would make."""
    server = Cluster(place(), HASTY).lease() if database.is_embedded() else _no_server()
    with server, django_db_blocker.unblock():
        _sweep()
        template = f"template_{_fingerprint()}"
        with _alone():
            if _exists(template):
                database.create(NAME, template)
            else:
                _build()
                _keep_as(template)
        pristine.stay(pristine.Pristine())
        yield
        from django.db import connections

        connections.close_all()
        database.drop(NAME)


@pytest.fixture(scope="module", autouse=True)
def _policy_afresh() -> None:
    """What the last file set up is rolled back, so what was read of it must go too."""
    from liren.kernel.policy.values import changed

    changed()


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware() -> None:
    """All browsers of a run share it: WhiteNoise looks at every file whenever it is made."""
    load, kept = ClientHandler.load_middleware, dict[str, object]()

    def once(self: ClientHandler) -> None:
        if not kept:
            load(self)
            kept.update({name: getattr(self, name) for name in CHAIN})
        vars(self).update(kept)

    ClientHandler.load_middleware = once  # type: ignore[method-assign,assignment]
    setting_changed.connect(lambda **_: kept.clear(), weak=False)


@pytest.fixture
def as_app_role(db: None) -> Iterator[None]:
    """The rest of the test has only the rights of web and worker."""
    from django.db import connection

    role = connection.ops.quote_name(database.app_role())
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    yield
    if not connection.in_atomic_block:  # otherwise the rollback takes it back
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process of a run makes the tables, which takes a minute; the others copy them."""
    with Path(tempfile.gettempdir(), f"liren-tests-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _no_server() -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


def _build() -> None:
    from django.core.management import call_command
    from django.db import connections

    from liren.kernel.policy import packs

    database.ensure_database()
    call_command("migrate", interactive=False, verbosity=0)
    database.grant_app()
    # every test stands in a city whose rules are known; only the territory is its own
    packs.apply(PACK, leave_out=frozenset({"areas.csv"}))
    connections.close_all()


def _keep_as(template: str) -> None:
    for old in _databases("template\\_%"):
        _drop_quietly(old)
    with contextlib.suppress(psycopg.Error):  # another run was first
        database.create(template, NAME)


def _sweep() -> None:
    """Remove databases of runs that were killed."""
    for old in _databases("test\\_%"):
        if not Path("/proc", old.split("_")[1]).exists():
            _drop_quietly(old)


def _drop_quietly(name: str) -> None:
    with contextlib.suppress(psycopg.Error):
        database.drop(name)


def _exists(name: str) -> bool:
    return name in _databases(name)


def _databases(like: str) -> list[str]:
    with database.owner_connection("postgres") as link:
        query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
        return [str(name) for (name,) in link.execute(query, [like]).fetchall()]


def _fingerprint() -> str:
    """Changes with everything from which an empty database is made."""
    from django.apps import apps

    mark = hashlib.sha256((ROOT / "liren/site/database.py").read_bytes())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            mark.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    for file in sorted((ROOT / "liren/packs").glob("*/*.yaml")):
        mark.update(file.name.encode() + file.read_bytes())
    return mark.hexdigest()[:12]


# ── browser ─────────────────────────────────────────────────────────────────────────────────


def chromium() -> str | None:
    """The browser for the journeys: `LIREN_CHROMIUM`, or the system's."""
    named = os.environ.get("LIREN_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUMS)), None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A process of its own must not read the settings before it has loaded this file."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Each file stays in one process, with what it set up."""
    from tests import sharing

    return sharing.made(config, log)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so nothing has to look through it for waste."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys need a browser."""
    if chromium() is None:
        says = "no Chromium: run `make browser` once, or set LIREN_CHROMIUM"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=says))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything has to run, a skipped journey is a failure."""
    report = yield
    strict = os.environ.get("CI") == "true" and item.get_closest_marker("browser")
    if strict and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped although CI=true: {report.longrepr}"
    return report
