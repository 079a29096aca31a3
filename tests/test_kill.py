"""`kill -9` of web, database and everything under load: what was acknowledged is there, once.

The short version of `bench/kills.py`, which kills at random for as long as one wants.
"""

import os
import time
from pathlib import Path

import pytest

from bench.kills import CLIENTS, Trial, check, kill, made, until, victims
from tests.site.homes import migrated
from tests.site.test_server import Site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="only the embedded server is ours"),
]
SECONDS_BETWEEN = 2.0


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real territory, and people with keys."""
    return made(migrated(tmp_path_factory, "killed"))


def test_what_was_acknowledged_is_there_once(city: Path) -> None:
    trial = Trial(city)
    try:
        until(trial.site.is_ready)
        trial.load.begin()
        trial.load.goes_on(CLIENTS)
        for name in ("web", "database", "all"):
            time.sleep(SECONDS_BETWEEN)
            kill(victims(trial.site, trial.server, name))
            if name == "all":
                trial.site.process.wait(10)
                trial.site = Site(city)
                trial.load.port = trial.site.port
            trial.load.goes_on(CLIENTS)
        trial.load.end()
        check(trial.load, city)
        assert trial.load.pictured, "pictures were among it"
    except AssertionError:
        print(trial.load.seen, trial.site.said())
        raise
    finally:
        trial.stop()
