"""Geometry of the small charts; the templates draw it as SVG, with a table behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, FLOOR = 320, 76, 56
BAR = 0.5  # share of a day's width that its bar takes


@dataclass(frozen=True)
class Bar:
    """One day's bar and, on some days, its label."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """All that the template needs to draw bars and a line."""

    bars: Sequence[Bar]
    path: str
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR


def over_days(points: Sequence[dict[str, Any]]) -> Drawing:
    """Bars and a smooth line over the same days, on one scale."""
    if not points:
        return Drawing((), "")
    step = WIDTH / len(points)
    top = max([*(p["bar"] for p in points), *(p["line"] for p in points)]) or 1
    scale = (FLOOR - 4) / top
    every = max(1, -(-len(points) // 5))
    bars = [
        Bar(
            x=round(step * (n + (1 - BAR) / 2), 1),
            y=round(FLOOR - p["bar"] * scale, 1),
            width=round(step * BAR, 1),
            height=round(p["bar"] * scale, 1),
            middle=round(step * (n + 0.5), 1),
            label=str(p["label"]) if n % every == 0 else "",
        )
        for n, p in enumerate(points)
    ]
    line = [(bar.middle, FLOOR - p["line"] * scale) for bar, p in zip(bars, points, strict=True)]
    return Drawing(bars, curve(line))


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A path through the points whose bends never go beyond them."""
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for to_x, to_y in rest:
        middle = (x + to_x) / 2
        path.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    return "".join(path)


def shares(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the length of their bars, the longest being a hundred."""
    top = max((row["value"] for row in rows), default=0) or 1
    return [{**row, "share": round(100 * row["value"] / top, 1)} for row in rows]
