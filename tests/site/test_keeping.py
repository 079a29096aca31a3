"""When backups are made, how long they and the logs are kept, and who hears when one is late."""

import io
import json
import logging
import logging.config
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axes.models import AccessLog
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from liren.kernel.base.clock import moved_to, now
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import value
from liren.site import checks, health, jobs, logs, sweeping
from liren.site.backup import keeping, making, manifest
from liren.site.backup.manifest import Manifest, Part
from liren.site.terminal import Stop

SIX_MONTHS = 184  # days: the longest six months
KEYS = {"k": b"k" * 32}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for backups; one a day at ten past three."""
    monkeypatch.setenv("LIREN_BACKUP", str(tmp_path / "kept"))
    monkeypatch.setenv("LIREN_BACKUP_AT", "03:10")
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


def kept_in(folder: Path, moment: datetime, name: str = "town", key: str = "k") -> Path:
    """A backup that was made at a moment."""
    one = folder / f"liren-{moment:%Y%m%d-%H%M%S}"
    one.mkdir()
    (one / manifest.DUMP).write_text("dump")
    marks = {"k": manifest.fingerprint(key.encode() * 32)}
    made = Manifest(
        made_at=moment.isoformat(),
        version="1",
        postgres="18",
        database=name,
        example=False,
        migrations=[],
        key="k",
        keys=marks,
        seal=0,
        parts={manifest.DUMP: Part(4, "")},
    )
    (one / manifest.FILE).write_text(made.written(KEYS))
    return one


def at(hour: int, minute: int = 0, day: int = 5) -> datetime:
    """A moment on the city's clock."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("last", "present", "due"),
    [
        (at(3, 12, 4), at(3, 5), False),  # not yet today
        (at(3, 12, 4), at(3, 10), True),
        (at(3, 12, 5), at(23, 0), False),  # today's is there
        (at(3, 12, 3), at(14, 0), True),  # the machine was off at night
        (None, at(14, 0), True),
    ],
)
def test_one_a_day_is_due_and_a_missed_one_is_made_up(
    folder: Path, last: datetime | None, present: datetime, due: bool
) -> None:
    if last:
        kept_in(folder, last)
    with moved_to(present):
        assert keeping.standing().is_due is due


def test_after_a_fault_it_waits_an_hour(folder: Path) -> None:
    with moved_to(at(4)):
        keeping.note_fault(folder, "磁盘已满")
        found = keeping.standing()
        assert (found.has_failed, found.why, found.is_due) == (True, "磁盘已满", False)
    with moved_to(at(5, 1)):
        assert keeping.standing().is_due
        kept_in(folder, at(5, 2))
        assert not keeping.standing().has_failed, "a whole one came after it"


def test_half_a_backup_does_not_count(folder: Path) -> None:
    one = kept_in(folder, at(3, 12))
    (one / manifest.DUMP).write_text("d")
    with moved_to(at(6)):
        assert keeping.standing().last is None
        assert keeping.standing().is_late


def test_only_the_oldest_of_our_own_are_removed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liren.site.database.own_name", lambda: "town")
    ours = [kept_in(folder, at(3, 10, day)) for day in (1, 2, 3, 4)]
    others = [kept_in(folder, at(2, 10, 1), "village"), kept_in(folder, at(1, 10, 1), key="j")]
    gone = keeping.prune(folder, 2, {"k": manifest.fingerprint(KEYS["k"])})
    assert sorted(gone) == ours[:2]
    assert sorted(folder.glob("*")) == sorted([*ours[2:], *others])


@pytest.mark.parametrize("name", ["LIREN_BACKUP_AT", "LIREN_BACKUP_KEEP"])
def test_a_setting_that_cannot_be_read_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "soon")
    with pytest.raises(Stop, match=name):
        keeping.standing()
    assert name in checks.backups(folder).says


def test_a_late_or_failed_backup_is_on_the_list_of_checks(folder: Path) -> None:
    assert not checks.backups(folder).fine
    kept_in(folder, now())
    assert checks.backups(folder).fine
    with moved_to(now() + timedelta(hours=27)):
        assert not checks.backups(folder).fine
        keeping.note_fault(folder, "磁盘已满")
        assert "磁盘已满" in checks.backups(folder).says


def test_the_example_needs_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIREN_BACKUP", "none")
    assert checks.backups(folder).fine
    assert not keeping.standing().is_due


@pytest.mark.django_db
def test_machines_are_told_too(folder: Path) -> None:
    from prometheus_client import generate_latest

    keeping.note_fault(folder, "磁盘已满")
    text = generate_latest(health._queue()).decode()
    assert "liren_backup_failed 1.0" in text
    assert "liren_backup_age_seconds +Inf" in text


def test_the_worker_makes_it_in_a_process_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    class Done:
        returncode = 0

    def run(command: list[str], **how: object) -> Done:
        started.append(command)
        environment = how["env"]
        assert isinstance(environment, dict)
        assert environment["LIREN_PARENT"] == str(os.getpid()), "it ends with the worker"
        return Done()

    monkeypatch.setattr("subprocess.run", run)
    jobs.back_up()
    kept_in(folder, now())
    jobs.back_up()
    assert [command[-2:] for command in started] == [["backup", "make"]]


def test_files_in_an_object_store_stay_there_and_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = InMemoryStorage()
    store.save("a/b/whole.jpg", ContentFile(b"picture"))
    monkeypatch.setattr(making, "shelf", lambda: store)
    one, listed = making.Making(tmp_path, None), io.StringIO()
    one.take("a/b/whole.jpg", "its checksum", listed)
    one.take("a/b/gone.jpg", "another", listed)
    assert listed.getvalue() == '["a/b/whole.jpg", 7, "its checksum"]\n'
    assert (one.missing, one.files, one.bytes) == (["a/b/gone.jpg"], 1, 0)
    assert list(tmp_path.iterdir()) == [], "nothing is copied"


# ── logs ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of log files, and no other."""
    monkeypatch.setenv("LIREN_LOGS", str(tmp_path))
    monkeypatch.setattr("liren.site.database.is_embedded", lambda: False)
    return tmp_path


def log_of(folder: Path, days: int) -> Path:
    """The log file of a day some days ago."""
    file = folder / f"{logs.LOG_NAME}{now() - timedelta(days=days):%Y%m%d}.jsonl"
    file.write_text('{"event":"request"}\n')
    return file


@pytest.mark.django_db
def test_no_log_younger_than_six_months_is_swept(shelf: Path) -> None:
    young = [log_of(shelf, days) for days in (0, 1, 30, 183, SIX_MONTHS)]
    old = log_of(shelf, 400)
    (shelf / "liren-notes.jsonl").write_text("not ours")
    AccessLog.objects.create(username="young")
    late = AccessLog.objects.create(username="old")
    AccessLog.objects.filter(pk=late.pk).update(attempt_time=now() - timedelta(days=400))
    jobs.sweep_logs()
    left = {path.name.removesuffix(".gz") for path in shelf.iterdir()}
    assert left == {path.name for path in young} | {"liren-notes.jsonl"}
    assert old.name not in left
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["young"]


def test_older_files_are_made_small_and_lose_nothing(shelf: Path) -> None:
    import gzip

    file = log_of(shelf, 5)
    assert sweeping.sweep_files(SIX_MONTHS) == 0
    small = file.with_name(f"{file.name}.gz")
    assert not file.exists()
    assert gzip.decompress(small.read_bytes()) == b'{"event":"request"}\n'
    assert small.stat().st_mode & 0o077 == 0
    assert sweeping.sweep_files(SIX_MONTHS) == 0
    assert small.exists()


@pytest.mark.django_db
def test_the_law_is_the_least_and_every_swept_thing_keeps_it() -> None:
    """A place may keep logs longer, never shorter; notices and deliveries lie longer still."""
    rule = Parameter.objects.filter(key="logs.keep_days").order_by("valid_from").last()
    assert rule is not None
    assert rule.combine == "floor"
    assert "网络安全法" in rule.source
    assert value("logs.keep_days") >= SIX_MONTHS
    assert value("tell.keep_days") >= SIX_MONTHS


def test_all_processes_write_whole_lines_into_one_file(tmp_path: Path) -> None:
    folder = str(tmp_path / "logs")
    found = {**logs.LOGGING, "handlers": logs.handlers(folder)}
    found["root"] = {"handlers": ["file"], "level": "INFO"}
    children = []
    for number in range(4):
        child = os.fork()
        if not child:
            logging.config.dictConfig(found)
            for line in range(50):
                logging.getLogger("liren.x").info("line %s" + "…" * 500, number * 50 + line)
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    (file,) = Path(folder).iterdir()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(lines) == 200
    assert file.stat().st_mode & 0o077 == 0
    logging.config.dictConfig(logs.LOGGING)
