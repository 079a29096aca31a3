"""The national list of divisions: read from files into one table, and taken over into areas."""

import csv
import gzip
import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import IO

from django.db import connection

from liren.apps.places.models import Area, Division
from liren.apps.places.rules.areas import segment
from liren.apps.places.rules.divisions import (
    LONGEST_LINE,
    MOST_LINES,
    MOST_SHOWN,
    ROWS,
    Judge,
    Line,
    Report,
    check_adoptable,
)
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.base.pinyin import keys
from liren.kernel.base.words import vector
from liren.kernel.policy.values import changed

Tell = Callable[[int, int], None]  # lines read, and about how many there are
EVERY = 5000  # lines between two words about the progress
BYTES_PER_LINE = {False: 62, True: 8}  # plain and packed, to guess how many are to come

STAGE = """
SET LOCAL maintenance_work_mem = '128MB';
SET LOCAL gin_pending_list_limit = '64MB';
DROP TABLE IF EXISTS pg_temp.staged;
CREATE TEMPORARY TABLE staged (
  code varchar(12) COLLATE "C" PRIMARY KEY, name varchar(80), level varchar(12),
  parent_code varchar(12) COLLATE "C", urban_rural varchar(3),
  pinyin varchar(300), initials varchar(80), words tsvector
) ON COMMIT DROP
"""
COPY = (
    "COPY staged (code, name, level, parent_code, urban_rural, pinyin, initials, words) FROM STDIN"
)
ADD = """
INSERT INTO places_division
  (code, name, level, parent_code, urban_rural, pinyin, initials, words, former)
SELECT s.code, s.name, s.level, s.parent_code, s.urban_rural, s.pinyin, s.initials, s.words, '[]'
FROM staged s LEFT JOIN places_division d ON d.code = s.code WHERE d.code IS NULL ORDER BY s.code
"""
RENAME = """
WITH before AS (
  SELECT d.code, d.name FROM places_division d JOIN staged s ON s.code = d.code
  WHERE d.name <> s.name FOR UPDATE OF d
)
UPDATE places_division d SET name = s.name, pinyin = s.pinyin, initials = s.initials,
  words = s.words, former = d.former || jsonb_build_array(jsonb_build_array(b.name, %s::text))
FROM staged s JOIN before b ON b.code = s.code WHERE d.code = s.code
RETURNING d.code, b.name, d.name
"""
REFINE = """
UPDATE places_division d SET urban_rural = s.urban_rural FROM staged s
WHERE d.code = s.code AND s.urban_rural <> '' AND d.urban_rural <> s.urban_rural
"""
REOPEN = """
UPDATE places_division d SET valid_to = NULL FROM staged s
WHERE d.code = s.code AND d.valid_to IS NOT NULL
"""
# missing where the file lists the neighbours, and all that lies in what is missing
VANISHED = """
WITH RECURSIVE gone AS (
  SELECT d.code, d.name FROM places_division d
  WHERE d.valid_to IS NULL
    AND d.parent_code IN (SELECT DISTINCT parent_code FROM staged)
    AND d.level IN (SELECT DISTINCT level FROM staged)
    AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.code = d.code)
  UNION
  SELECT d.code, d.name FROM places_division d JOIN gone g ON d.parent_code = g.code
  WHERE d.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.code = d.code)
)
SELECT code, name FROM gone ORDER BY code
"""
CLOSE = "UPDATE places_division SET valid_to = %s WHERE code = ANY(%s)"


def import_divisions(
    actor: Actor, source: Path, *, close: date | None = None, tell: Tell | None = None
) -> Report:
    """Bring the table up to a list: all of it or, when anything breaks off, nothing.

    What is no longer on the list is named, and dated out only when `close` says on which day.
    """
    files = files_of(source)
    report = Report()

    def work() -> Report:
        nonlocal report
        report = Report()
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE places_division IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(STAGE)
            _copy(cursor, files, report, tell)
            cursor.execute("ANALYZE staged")
            _merge(cursor, report, close)
        facts = {"file": source.name, "read": report.read, "added": report.added}
        facts |= {"renamed": report.renamed, "vanished": report.vanished, "closed": report.closed}
        entry(actor.user, "places.divisions", Division(code="0"), facts).save(force_insert=True)
        return report

    return together(work)


def files_of(source: Path) -> list[Path]:
    """The lists of a folder from the outside inwards, or the one file."""
    if source.is_file():
        return [source]
    named = (source / f"{row}{end}" for row in ROWS for end in (".csv", ".csv.gz"))
    found = [file for file in named if file.is_file()]
    if not found:
        raise Refused(
            "places.no-list",
            _("%(path)s 里没有 provinces、cities、areas、streets、villages 清单（csv 或 gz）。")
            % {"path": source},
        )
    return found


def _copy(cursor: object, files: list[Path], report: Report, tell: Tell | None) -> None:
    known = Division.objects.exclude(level="community").values_list("code", flat=True)
    judge = Judge(known, report)
    about = sum(file.stat().st_size // BYTES_PER_LINE[file.suffix == ".gz"] for file in files)
    with cursor.copy(COPY) as copy:  # type: ignore[attr-defined]
        for file in files:
            for line in judge.lines(file.name, rows_of(file)):
                copy.write_row(_row(line))
                if tell and len(judge.seen) % EVERY == 0:
                    tell(report.read, max(about, report.read))
    if tell:
        tell(report.read, report.read)


def _row(line: Line) -> tuple[str, ...]:
    sound, initials = keys(line.name)
    plain = (line.code, line.name, line.level, line.parent, line.urban_rural)
    return (*plain, sound[:300], initials[:80], vector(line.name))


def rows_of(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file with their numbers; what is no list is refused in a sentence."""
    try:
        with _opened(file) as text:
            reader = csv.reader(_bounded(file, text), strict=True)
            for row in itertools.islice(reader, MOST_LINES):
                yield reader.line_num, row
            if next(reader, None) is not None:
                raise _refused(file, _("行数超过两百万"))
    except UnicodeDecodeError as fault:
        raise _refused(file, _("不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8")) from fault
    except (OSError, EOFError, zlib.error) as fault:
        raise _refused(file, _("打不开或已损坏，请重新下载")) from fault
    except csv.Error as fault:
        raise _refused(file, _("不是规整的 CSV（引号没有配对，或混有二进制内容）")) from fault


def _opened(file: Path) -> IO[str]:
    with file.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _bounded(file: Path, text: IO[str]) -> Iterable[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise _refused(file, _("有一行长得不像区划清单"))
        if "\x00" in line:
            raise _refused(file, _("混有二进制内容"))
        yield line


def _refused(file: Path, what: object) -> Refused:
    sentence = _("文件 %(file)s 读不了：%(what)s。什么也没有导入。")
    return Refused("places.unreadable", sentence % {"file": file.name, "what": what})


def _merge(cursor: object, report: Report, close: date | None) -> None:
    run = cursor.execute  # type: ignore[attr-defined]
    run(RENAME, [today().isoformat()])
    names = sorted(cursor.fetchall())  # type: ignore[attr-defined]
    report.renamed, report.names = len(names), names[:MOST_SHOWN]
    run(REFINE)
    run(REOPEN)
    report.reopened = cursor.rowcount  # type: ignore[attr-defined]
    run(VANISHED)
    gone = cursor.fetchall()  # type: ignore[attr-defined]
    report.vanished, report.gone = len(gone), gone[:MOST_SHOWN]
    if close and gone:
        run(CLOSE, [close, [code for code, _name in gone]])
        report.closed = len(gone)
    run(ADD)
    report.added = cursor.rowcount  # type: ignore[attr-defined]


@action("places.adopt")
def adopt(actor: Actor, division: Division) -> Division:
    """Take a division with all below it, and the way to it, into the territory.

    What is there already stays as it is: a name or a place in the tree changes only by a dated
    act of its own.
    """
    check_adoptable(division.level)
    rows = [*_way_to(division), division, *_below(division)]
    made = {area.code: area for area in Area.objects.filter(code__in=[row.code for row in rows])}
    for _level, group in itertools.groupby(rows, key=lambda row: row.level):
        new = [_area(row, made.get(row.parent_code)) for row in group if row.code not in made]
        for area in Area.objects.bulk_create(new):
            made[area.code] = area
    changed()
    return division


def _way_to(division: Division) -> list[Division]:
    found: list[Division] = []
    code = division.parent_code
    while code:
        found.insert(0, Division.objects.get(code=code))
        code = found[0].parent_code
    return found


def _below(division: Division) -> list[Division]:
    found: list[Division] = []
    codes = [division.code]
    while codes:
        rows = Division.objects.filter(parent_code__in=codes, valid_to=None).order_by("code")
        layer = list(rows.defer("words"))
        found += layer
        codes = [row.code for row in layer]
    return found


def _area(row: Division, outer: Area | None) -> Area:
    around = (outer.code, outer.level, outer.path) if outer else ("", "", "")
    return Area(
        code=row.code,
        name=row.name,
        level=row.level,
        parent=outer,
        path=f"{around[2]}{segment(row.code, row.level, *around[:2])}.",
        pinyin=row.pinyin,
        initials=row.initials,
    )
