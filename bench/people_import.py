"""A spreadsheet of people taken into the register: read, judged and written, line by line."""

import random
import time
from datetime import date, timedelta
from typing import Any

from bench.city import CODE
from bench.meter import line
from bench.people import GIVEN, SURNAMES

HEAD = ["小区", "楼号", "单元", "室号", "户号", "姓名", "与户主关系", "证件号码", "联系电话"]
ESTATE, FLATS, MOST = "进表苑", 400, 60.0  # seconds for 100,000
KIN = ("户主", "配偶", "子")
FIRST = date(1950, 1, 1)


def measure(lines: int) -> None:
    """Send a sheet in, and let the worker take it; the aim is 100,000 people in a minute."""
    from liren.apps.people import actions
    from liren.apps.people.jobs.sheets import take_sheet
    from liren.apps.people.models import Sheet
    from liren.kernel.access.models import Area
    from liren.kernel.policy.values import value
    from liren.kernel.testing import world

    assert lines <= int(value("people.sheet_lines"))
    area = Area.objects.get(path=f"{CODE}.002.001.")
    _homes(area, lines)
    actor = world.actor("bench-import", "community_worker", area.path)
    rows = [HEAD, *_rows(lines)]
    began = time.perf_counter()
    sheet = actions.import_people(actor, area, rows=rows, sender="基准")
    sent = time.perf_counter() - began
    actions.take_sheet(actor, sheet)
    began = time.perf_counter()
    take_sheet(sheet.pk)
    took = time.perf_counter() - began
    done = Sheet.objects.get(pk=sheet.pk)
    assert done.taken == lines, (done.taken, done.bad, done.faults[:3])
    line(f"people sheet read and sealed @{lines}", sent, "s")
    line(f"people imported @{lines}", took, "s", baseline=MOST * lines / 100_000)
    line(f"people imported per second @{lines}", lines / took, "1/s")


def _homes(area: Any, lines: int) -> None:
    """A flat for every three people."""
    from liren.apps.places.models import Building, Dwelling, Estate, Stairwell

    facts = {"area": area, "area_path": area.path}
    estate = Estate.objects.create(name=ESTATE, management="self", **facts)
    for number in range(lines // 3 // FLATS + 1):
        house = Building.objects.create(estate=estate, number=f"{number + 1}", floors=33, **facts)
        well = Stairwell.objects.create(building=house, number=1)
        Dwelling.objects.bulk_create(
            Dwelling(building=house, stairwell=well, floor=n // 12 + 1, number=f"{n + 1}", **facts)
            for n in range(FLATS)
        )


def _rows(lines: int) -> list[list[str]]:
    luck = random.Random(7)
    return [_row(luck, n) for n in range(lines)]


def _row(luck: random.Random, n: int) -> list[str]:
    flat = n // 3
    name = luck.choice(SURNAMES) + "".join(luck.choices(GIVEN, k=2))
    home = [ESTATE, str(flat // FLATS + 1), "1", str(flat % FLATS + 1), ""]
    return [*home, name, KIN[n % 3], _number(n), f"139{n:08d}"]


def _number(n: int) -> str:
    """A well-formed number of an invented county, another for each."""
    from liren.kernel.base.numbers import CHECKS, WEIGHTS

    born = FIRST + timedelta(days=n % 20_000)
    text = f"990101{born:%Y%m%d}{n // 20_000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True))
    return text + CHECKS[total % 11]
