"""Write liren/packs/national/calendar.yaml from the development package chinesecalendar."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from chinese_calendar.constants import Holiday, holidays, workdays

if TYPE_CHECKING:
    from datetime import date

YEARS = range(2020, 2027)
TARGET = Path(__file__).parents[1] / "liren/packs/national/calendar.yaml"
NAMES = {
    "Tomb-sweeping Day": ("清明节", "Tomb-Sweeping Day"),
    "Dragon Boat Festival": ("端午节", "Dragon Boat Festival"),
    "Mid-autumn Festival": ("中秋节", "Mid-Autumn Festival"),
}
# The package names no notice. Only the number of 2026 was seen on a page; the others are from
# memory and stay marked "verify".
NOTICES = {
    2020: "国办发明电〔2019〕16号（春节延长：国办发明电〔2020〕1号）",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
SEEN = {2026}
HEAD = """\
# Days off and make-up working days, written by scripts/pack_calendar.py.
# A year that is not listed is not yet published: it is computed with weekends and marked so.
years:
"""


def name_of(english: str) -> tuple[str, str]:
    """Give the Chinese and the English name of a holiday."""
    return NAMES.get(english, (Holiday(english).chinese, english))


def days(table: dict[date, str], year: int, make_up: bool) -> list[str]:
    """Give the lines of one year's days."""
    lines = []
    for day in sorted(d for d in table if d.year == year):
        zh, en = name_of(table[day])
        zh, en = (f"{zh}调休上班", f"Make-up day for {en}") if make_up else (zh, en)
        lines.append(f'      - {{date: {day}, zh: {zh}, en: "{en}"}}')
    return lines


def check_source() -> None:
    """Refuse to write when the package does not cover the years asked for."""
    covered: dict[int, int] = defaultdict(int)
    for day in holidays:
        covered[day.year] += 1
    missing = [year for year in YEARS if covered[year] < 20]
    if missing:
        raise SystemExit(f"chinesecalendar lacks {missing}")


def main() -> None:
    """Write the file."""
    check_source()
    lines = []
    for year in YEARS:
        notice = f"国务院办公厅关于{year}年部分节假日安排的通知，{NOTICES[year]}"
        lines += [f"  - year: {year}", "    published: true", f"    source: {notice}"]
        lines += [] if year in SEEN else ["    verify: true"]
        lines += [
            '    "off":  # quoted, because YAML 1.1 reads off as false',
            *days(holidays, year, make_up=False),
        ]
        lines += ["    work:", *days(workdays, year, make_up=True)]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
