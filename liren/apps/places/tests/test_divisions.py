"""The national list: read, read again, changed, hostile, broken off, taken over."""

import csv
import gzip
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from liren.apps.places import actions
from liren.apps.places.models import Area, Division
from liren.apps.places.queries import (
    adopted,
    areas_like,
    division_of,
    divisions_in,
    divisions_like,
    levels_below,
    way_of,
)
from liren.apps.places.rules.divisions import Fault, full, short
from liren.kernel.access.actor import Actor
from liren.kernel.access.who import system
from liren.kernel.audit.models import Entry
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

REAL = Path(settings.BASE_DIR).parent / "shared/data/divisions"
SMALL = {
    "provinces": [["code", "name"], ["33", "浙江省"], ["34", "安徽省"]],
    "cities": [["code", "name"], ["3304", "嘉兴市"], ["3415", "六安市"], ["3320", "直管市"]],
    "areas": [["code", "name"], ["330421", "嘉善县"], ["341502", "金安区"], ["332000", "直管市"]],
    "streets": [
        ["code", "name", "areaCode"],
        ["330421001", "罗星街道", "330421"],
        ["330421002", "魏塘街道", "330421"],
        ["332000001", "直管街道", "332000"],
    ],
    "villages": [
        ["code", "name", "streetCode"],
        ["330421001001", "南门社区", "330421001"],
        ["330421001002", "单家村委会", "330421001"],
        ["330421002001", "曾家社区", "330421002"],
    ],
}


def write(folder: Path, lists: dict[str, list[list[str]]]) -> Path:
    """The lists as files; villages are packed."""
    folder.mkdir(exist_ok=True)
    for name, rows in lists.items():
        text = "".join(",".join(row) + "\n" for row in rows)
        if name == "villages":
            with gzip.open(folder / "villages.csv.gz", "wt", encoding="utf-8") as file:
                file.write(text)
        else:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path, db: None) -> Path:
    return write(tmp_path / "list", SMALL)


def test_a_list_is_read_with_sounds_and_parents(small: Path) -> None:
    report = actions.import_divisions(system(), small)
    assert (report.added, report.merged, report.faults) == (13, 1, Counter())
    south = Division.objects.get(code="330421001001")
    assert (south.name, south.level, south.initials) == ("南门社区", "community", "nmsq")
    assert south.parent_code == "330421001000"
    assert [one.name for one in way_of(south)] == ["浙江省", "嘉兴市", "嘉善县", "罗星街道"]
    assert [one.name for one in divisions_in("")] == ["浙江省", "安徽省"]
    assert division_of("330421") == Division.objects.get(name="嘉善县")
    assert division_of("999999") is None
    assert levels_below(Division.objects.get(name="嘉善县"))["community"] == 3


def test_reading_it_again_changes_nothing(small: Path) -> None:
    actions.import_divisions(system(), small)
    report = actions.import_divisions(system(), small)
    assert (report.added, report.renamed, report.vanished, report.reopened) == (0, 0, 0, 0)
    assert Division.objects.count() == 13
    assert Entry.objects.filter(verb="places.divisions").count() == 2


def test_a_new_name_is_kept_beside_the_old_one(small: Path) -> None:
    actions.import_divisions(system(), small)
    rows = [list(row) for row in SMALL["villages"]]
    rows[1][1] = "瓶山社区"
    report = actions.import_divisions(system(), write(small, {"villages": rows}))
    assert report.names == [("330421001001", "南门社区", "瓶山社区")]
    row = Division.objects.get(code="330421001001")
    assert row.initials == "pssq"
    assert row.former[0][0] == "南门社区"
    assert [one.name for one in divisions_like("瓶山", 5)] == ["瓶山社区"]
    assert divisions_like("南门", 5) == []


def test_what_vanished_is_named_and_ended_only_when_told(small: Path) -> None:
    actions.import_divisions(system(), small)
    shorter = {**SMALL, "streets": SMALL["streets"][:2] + SMALL["streets"][3:]}
    shorter["villages"] = SMALL["villages"][:2]
    write(small, shorter)
    report = actions.import_divisions(system(), small)
    gone = [("330421001002", "单家村委会"), ("330421002000", "魏塘街道")]
    assert report.gone == [*gone, ("330421002001", "曾家社区")]
    assert not Division.objects.exclude(valid_to=None).exists(), "nothing was ended"
    report = actions.import_divisions(system(), small, close=date(2026, 12, 31))
    assert report.closed == 3
    assert Division.objects.filter(valid_to=date(2026, 12, 31)).count() == 3
    assert divisions_like("魏塘", 5) == []
    report = actions.import_divisions(system(), write(small, SMALL))
    assert (report.reopened, report.added, report.vanished) == (3, 0, 0)


def test_one_file_of_one_county_says_nothing_about_others(small: Path) -> None:
    actions.import_divisions(system(), small)
    rows = [SMALL["villages"][0], *SMALL["villages"][1:3]]
    write(small, {"villages": rows})
    report = actions.import_divisions(system(), small / "villages.csv.gz")
    assert report.vanished == 0, "the other street is not on this file"


def test_bad_lines_are_reported_and_the_others_taken(small: Path) -> None:
    bad = [
        ["330421001", "too short for a village but a street: twice", "330421001"],
        ["33042100100X", "不是数字", ""],
        ["330421001009", "  ", ""],
        ["330421009001", "上级不存在的社区", ""],
        ["330421001001", "重复社区", ""],
        ["3304210010091", "十三位", ""],
        ["330421001010", "长" * 61, ""],
        ["１２", "全角数字", ""],
    ]
    write(small, {"villages": [*SMALL["villages"], *bad]})
    (small / "villages.csv.gz").write_bytes(
        gzip.compress(gzip.decompress((small / "villages.csv.gz").read_bytes()) + b"33\n")
    )
    report = actions.import_divisions(system(), small)
    assert report.added == 13
    expected = {Fault.TWICE: 2, Fault.CODE: 3, Fault.NAME: 2, Fault.PARENT: 1, Fault.COLUMNS: 1}
    assert dict(report.faults) == expected
    assert (report.bad[1].file, report.bad[1].line) == ("villages.csv.gz", 6)


GOOD = "code,name\n33,浙江省\n"
HOSTILE = {
    "gbk": GOOD.encode("gbk"),
    "nul": b"code,name\n33,\x00\n",
    "utf16": GOOD.encode("utf-16"),
    "no columns": b"a,b\n33,x\n",
    "empty": b"",
    "huge line": b"code,name\n33," + b"x" * 3_000_000 + b"\n",
    "open quote": b'code,name\n33,"open\n34,x\n',
    "cut gzip": gzip.compress(GOOD.encode() * 99)[:40],
    "no gzip": b"\x1f\x8b not really",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(
    db: None, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(Refused) as no:
        actions.import_divisions(system(), file)
    assert no.value.code in ("places.unreadable", "places.no-columns")
    assert "x.csv" in str(no.value)
    assert Division.objects.count() == 0


def test_a_byte_order_mark_and_windows_lines_are_no_fault(db: None, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("\ufeffcode,name\r\n33,浙江省\r\n".encode())
    assert actions.import_divisions(system(), file).added == 1


def test_an_empty_folder_says_what_it_lacks(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refused) as no:
        actions.import_divisions(system(), tmp_path)
    assert no.value.code == "places.no-list"


def test_a_fault_late_in_the_file_takes_back_all_before_it(db: None, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    lines = "".join(f"{code},省{code}\n" for code in range(11, 99))
    file.write_bytes(f"code,name\n{lines}".encode() + "99,坏".encode("gbk"))
    with pytest.raises(Refused):
        actions.import_divisions(system(), file)
    assert Division.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_kill_in_the_middle_leaves_nothing_half_written(tmp_path: Path) -> None:
    villages = [[f"330421{n:06d}", f"村{n}"] for n in range(1_000, 300_000) if n % 1000]
    streets = [[f"330421{n:03d}", f"街{n}"] for n in range(1, 300)]
    lists = {**SMALL, "streets": [["code", "name"], *streets]}
    lists["villages"] = [["code", "name"], *villages]
    folder = write(tmp_path / "list", lists)
    command = [sys.executable, "-m", "liren", "divisions", "import", str(folder)]
    child = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ})
    time.sleep(4)
    assert child.poll() is None, "killed while it reads"
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert Division.objects.count() == 0


def test_a_county_is_taken_over_with_all_below_it(small: Path) -> None:
    actions.import_divisions(system(), small)
    clerk = world.actor("admin", "system_administrator", "990101.")
    county = Division.objects.get(name="嘉善县")
    actions.adopt(clerk, county)
    rows = dict(Area.objects.filter(path__startswith="33.").values_list("path", "name"))
    assert rows["33.04.21.001.001."] == "南门社区"
    assert set(rows) >= {"33.", "33.04.", "33.04.21.", "33.04.21.001.", "33.04.21.002.001."}
    assert Area.objects.filter(path__startswith="34.").count() == 0, "only what was asked for"
    assert adopted(["330421000000", "341502000000"]) == {"330421000000"}
    before = Area.objects.count()
    actions.adopt(clerk, county)
    assert Area.objects.count() == before
    assert areas_like(clerk, "nm", 5) == [], "an office elsewhere does not see it"
    assert Entry.objects.filter(verb="places.adopt", outcome="done").count() == 2


def test_who_may_not_take_over(small: Path, worker: Actor, office: Actor) -> None:
    from django.core.exceptions import PermissionDenied

    actions.import_divisions(system(), small)
    county = Division.objects.get(name="嘉善县")
    with pytest.raises(PermissionDenied):
        actions.adopt(worker, county)
    with pytest.raises(Refused) as no:
        actions.adopt(office, Division.objects.get(name="浙江省"))
    assert no.value.code == "places.too-wide"


def test_codes_in_full_and_in_short() -> None:
    assert full("330421") == "330421000000"
    assert short("330421000000", "district") == "330421"


def real_counts() -> Counter[str]:
    """What the files say, counted without the importer."""
    found: Counter[str] = Counter()
    for level, name in (("province", "provinces"), ("city", "cities"), ("district", "areas")):
        with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[level] = sum(1 for _row in csv.reader(file)) - 1
    return found


@pytest.mark.skipif(not (REAL / "villages.csv.gz").exists(), reason="the real list is not here")
def test_the_real_list(db: None) -> None:
    """All 620,573 communities and villages; bench/divisions.py says how long it takes."""
    start = time.process_time()  # of this process: what else the machine does is no matter
    report = actions.import_divisions(system(), REAL)
    assert time.process_time() - start < 45
    assert (report.read, report.merged, report.faults) == (665_276, 5, Counter())
    levels = Counter(Division.objects.values_list("level", flat=True))
    assert levels["province"] == real_counts()["province"] == 31
    assert levels["city"] == real_counts()["city"] == 342
    assert levels["district"] == real_counts()["district"] - 3
    assert (levels["subdistrict"], levels["community"]) == (41_351, 620_572)
    for q, name in (
        ("nm", ""),
        ("南门", "南门"),
        ("330421", "嘉善县"),
        ("n", ""),
        ("社区", "社区"),
    ):
        found = divisions_like(q, 30)
        assert found, q
        assert len(found) == 30 or q == "330421"
        assert name in found[0].name
