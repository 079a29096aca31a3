"""The national list of divisions: what a line must say, and what is said of one that does not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

LEVELS = {2: "province", 4: "city", 6: "district", 9: "subdistrict", 12: "community"}
AROUND = {4: 2, 6: 4, 9: 6, 12: 9}
ROWS = ("provinces", "cities", "areas", "streets", "villages")  # files, from the outside inwards
CLASSES = frozenset({"111", "112", "121", "122", "123", "210", "220"})
LONGEST_NAME, LONGEST_LINE = 60, 4000
MOST_LINES, MOST_SHOWN = 2_000_000, 200
ADOPTABLE = frozenset({"city", "district", "subdistrict", "community"})


class Fault(TextChoices):
    """What is wrong with a line."""

    CODE = "code", _("代码不是 2、4、6、9 或 12 位数字")
    NAME = "name", _("名称为空或太长")
    TWICE = "twice", _("代码重复")
    PARENT = "parent", _("上级不存在")
    COLUMNS = "columns", _("列数不够")


@dataclass(frozen=True)
class Bad:
    """A line that is not taken."""

    file: str
    line: int
    code: str
    fault: Fault


@dataclass(frozen=True)
class Line:
    """A line that is taken; codes have twelve digits."""

    code: str
    name: str
    level: str
    parent: str
    urban_rural: str


@dataclass
class Report:
    """What became of a file: counts, and the first lines of each kind that need a look."""

    read: int = 0
    merged: int = 0  # a city without districts stands twice, with the same twelve digits
    added: int = 0
    renamed: int = 0
    reopened: int = 0
    closed: int = 0
    vanished: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    bad: list[Bad] = field(default_factory=list)
    names: list[tuple[str, str, str]] = field(default_factory=list)  # code, before, after
    gone: list[tuple[str, str]] = field(default_factory=list)  # code, name

    def note(self, bad: Bad) -> None:
        """Count a bad line, and keep it while there is room."""
        self.faults[bad.fault] += 1
        if len(self.bad) < MOST_SHOWN:
            self.bad.append(bad)


def full(code: str) -> str:
    """A code of any level with its twelve digits."""
    return code.ljust(12, "0")


def short(code: str, level: str) -> str:
    """The digits of a level: 330421000000 of a district is 330421."""
    return code[: next(n for n, one in LEVELS.items() if one == level)]


def check_columns(file: str, names: Iterable[str]) -> None:
    """A list has at least the columns code and name."""
    if not {"code", "name"} <= set(names):
        raise Refused(
            "places.no-columns",
            _("文件 %(file)s 的第一行没有 code 和 name 两列，不是区划清单。什么也没有导入。")
            % {"file": file},
        )


def check_adoptable(level: str) -> None:
    """A whole province is too much for one city's platform."""
    if level not in ADOPTABLE:
        raise Refused("places.too-wide", _("一次最多接管一个市。请打开这个省，选其中的市或区县。"))


class Judge:
    """Tells good lines from bad ones; remembers which codes it has seen."""

    def __init__(self, known: Iterable[str], report: Report) -> None:
        self.seen: set[str] = set()
        self.known = set(known)  # codes that stand already, as possible parents
        self.report = report

    def lines(self, file: str, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Line]:
        """The good lines of a file; the first row names the columns."""
        _first, head = next(iter(rows), (0, []))
        names = [name.strip() for name in head]
        check_columns(file, names)
        code_at, name_at = names.index("code"), names.index("name")
        class_at = names.index("type") if "type" in names else -1
        last = max(code_at, name_at)
        for number, row in rows:
            self.report.read += 1
            if len(row) <= last:
                self.report.note(Bad(file, number, row[0][:20] if row else "", Fault.COLUMNS))
                continue
            code, name = row[code_at].strip(), row[name_at].strip()
            fault = self.fault(code, name)
            if fault:
                self.report.note(Bad(file, number, code[:20], fault))
                continue
            outer = AROUND.get(len(code))
            if outer and full(code) == full(code[:outer]):
                self.report.merged += 1
                continue
            self.seen.add(full(code))
            kind = row[class_at].strip() if -1 < class_at < len(row) else ""
            yield Line(
                full(code),
                name,
                LEVELS[len(code)],
                full(code[:outer]) if outer else "",
                kind if kind in CLASSES else "",
            )

    def fault(self, code: str, name: str) -> Fault | None:
        """What is wrong with a line, or None."""
        if len(code) not in LEVELS or not code.isascii() or not code.isdigit():
            return Fault.CODE
        if not 0 < len(name) <= LONGEST_NAME or not re.search(r"\w", name):
            return Fault.NAME
        whole, outer = full(code), full(code[: AROUND.get(len(code), 0)])
        if whole in self.seen and whole != outer:
            return Fault.TWICE
        if len(code) in AROUND and outer not in self.seen and outer not in self.known:
            return Fault.PARENT
        return None
