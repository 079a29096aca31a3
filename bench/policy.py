"""Figures of 100,000 communities: by the engine, and by hand-written NumPy in the same run."""

import json
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt

from bench.meter import line

COMMUNITIES = 100_000
TURNS = 15
EXPLAINED = 300
DAY = date(2026, 6, 1)
KEYS = (
    *("staff.quota_low", "staff.quota_high", "staff.gap_low", "staff.gap_high"),
    *("premises.need", "premises.planned_gap", "premises.used_gap"),
    "funding.year",
)
Column = npt.NDArray[np.float64]
# the values of the pack, as a programmer would write them down
LOW, HIGH, ABOVE, FEW, MANY = 6, 12, 2000, 400, 300
LEAST, PER_BLOCK, BLOCK, PER_HEAD = 750, 50, 100, 20
CODES, PAID = np.array([330421001.0, 330421002, 330421003]), np.array([1.0, 1, np.nan])


def measure() -> None:
    """Both ways, the same figures, and one explanation."""
    from liren.kernel.policy.engine import rules
    from liren.kernel.policy.packs import load_all

    began = time.perf_counter()
    load_all()
    line("policy: load the rules of all packs again", 1000 * (time.perf_counter() - began), "ms")
    found = rules("jiashan", DAY)
    given = places()
    theirs, ours = by_hand(given), found.column(KEYS, given)
    for key in KEYS:
        assert np.array_equal(theirs[key], ours[key], equal_nan=True), key
    # turn about, so that a slow moment of the machine strikes both
    times = [(best(partial(by_hand, given)), best(lambda: found.column(KEYS, given)))
             for _turn in range(TURNS)]  # fmt: skip
    hand, engine = (min(side) for side in zip(*times, strict=True))
    label = f"policy: {len(KEYS)} figures of {COMMUNITIES} communities (baseline: hand-written)"
    line(label, engine, "ms", baseline=hand)
    one = {key: float(column[0]) for key, column in given.items()}
    spent = best(lambda: explain(found, one), EXPLAINED)
    line("policy: one figure with its explanation as JSON", spent, "ms")
    spent = best(lambda: found.shelf.of(*shelf_parts(found.shelf)).on(DAY), 5)
    line("policy: settle all rules of a day", spent, "ms")


def places() -> dict[str, Column]:
    """Invented communities, some of them not fully known."""
    random = np.random.default_rng(20260601)
    households = random.integers(300, 6000, COMMUNITIES).astype(float)
    households[random.random(COMMUNITIES) < 0.01] = np.nan
    return {
        "households": households,
        "posts": random.integers(3, 15, COMMUNITIES).astype(float),
        "planned_area_m2": np.round(random.uniform(0, 3000, COMMUNITIES), 2),
        "used_area_m2": np.round(random.uniform(0, 3000, COMMUNITIES), 2),
        "residents": random.integers(800, 20000, COMMUNITIES).astype(float),
        "subdistrict_code": random.choice(CODES, COMMUNITIES),
    }


def by_hand(given: dict[str, Column]) -> dict[str, Column]:
    """The same rules as a program: rounded, guarded and looked up, with nothing to explain."""
    over = given["households"] - ABOVE
    low = LOW + np.maximum(0, np.floor(over / FEW))
    high = HIGH + np.maximum(0, np.floor(over / MANY))
    need = cents(np.maximum(LEAST, PER_BLOCK * (given["households"] / BLOCK)))
    at = np.minimum(np.searchsorted(CODES, given["subdistrict_code"]), len(CODES) - 1)
    paid = np.where(CODES[at] == given["subdistrict_code"], PAID[at], 1)
    money = np.where(paid != 0, PER_HEAD * given["residents"], 0)
    unknown = np.isnan(paid) | np.isnan(given["subdistrict_code"])
    return {
        "staff.quota_low": low,
        "staff.quota_high": high,
        "staff.gap_low": np.maximum(0, low - given["posts"]),
        "staff.gap_high": np.maximum(0, high - given["posts"]),
        "premises.need": need,
        "premises.planned_gap": cents(np.maximum(0, need - given["planned_area_m2"])),
        "premises.used_gap": cents(np.maximum(0, need - given["used_area_m2"])),
        "funding.year": cents(np.where(unknown, np.nan, money)),
    }


def cents(column: Column) -> Column:
    """Rounded to hundredths, halves upwards, as exact as a float can be."""
    scaled = column * 100
    return np.floor(scaled + 0.5 + 1e-9 * np.maximum(np.abs(scaled), 1)) / 100


def explain(found: object, given: dict[str, float]) -> str:
    """A figure, opened as the API gives it."""
    figure = found.figure("staff.gap_high", given)  # type: ignore[attr-defined]
    return json.dumps(figure.as_dict(), ensure_ascii=False)


def shelf_parts(shelf: object) -> tuple[object, ...]:
    """The rows of a shelf, flat, to build it again."""
    flat = [
        [row for rows in versions.values() for row in rows]
        for kind in (shelf.parameters, shelf.formulas)  # type: ignore[attr-defined]
        for versions in kind.values()
    ]
    rows = [row for rows in flat for row in rows]
    parameters = [row for row in rows if hasattr(row, "value")]
    formulas = [row for row in rows if hasattr(row, "expression")]
    return shelf.packs, parameters, formulas, list(shelf.inputs.values())  # type: ignore[attr-defined]


def best(work: Callable[[], object], times: int = 3) -> float:
    """The fastest of a few turns, in milliseconds."""
    spent = []
    for _turn in range(times):
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return min(spent)
