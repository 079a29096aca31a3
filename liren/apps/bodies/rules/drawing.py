"""A chart of boxes and lines in layers, drawn without a database and without a browser.

Who stands above is drawn above. A line that passes a layer is led through a gap in it, boxes of a
layer are ordered so that few lines cross, and every line has a place of its own on the box where
it ends, with its word beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

WIDE, HIGH, LINE_HIGH = 190, 58, 19
GAP, LAYER, EDGE, PASS = 26, 52, 14, 40
PORT = 92  # the room that the words of a line need
WORD, ARROW = 15, 9
SWEEPS = 6


@dataclass(frozen=True)
class Node:
    """A box before it has a place."""

    key: str
    lines: int = 2  # of text; a box has room for two


@dataclass(frozen=True)
class Edge:
    """A line from the upper box to the lower one, with a number of words beside it."""

    key: str
    upper: str
    lower: str
    words: int = 1
    turned: bool = False  # drawn the other way round, because it would close a circle


@dataclass(frozen=True)
class Box:
    """A box in its place."""

    key: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Path:
    """A line in its place, with its ends and the top of its words."""

    key: str
    d: str
    start: tuple[int, int]
    end: tuple[int, int]
    top: int
    turned: bool


@dataclass(frozen=True)
class Drawing:
    """All of it, and how large it is."""

    boxes: tuple[Box, ...]
    paths: tuple[Path, ...]
    width: int
    height: int


@dataclass
class _Layers:
    """The layers while they are ordered: keys of boxes, and of gaps, which are pairs."""

    rows: list[list[str]] = field(default_factory=list)
    chains: dict[str, list[str]] = field(default_factory=dict)  # edge → boxes and gaps on its way


def draw(nodes: Sequence[Node], edges: Sequence[Edge]) -> Drawing:
    """Put boxes in layers and lead lines between them."""
    known = {node.key: node for node in nodes}
    fit = [e for e in edges if e.upper in known and e.lower in known and e.upper != e.lower]
    fit, ranks = _ranked(known, fit)
    layers = _layered(known, fit, ranks)
    _order(layers)
    widths = _widths(known, fit, layers)
    places, width = _placed(layers, widths)
    words = {key: 0 for key in known}
    for edge in fit:
        words[edge.lower] = max(words[edge.lower], edge.words)
    tops, height = _tops(known, layers, words)
    boxes = tuple(
        Box(key, places[key] - widths[key] // 2, tops[ranks[key]], widths[key], _high(known[key]))
        for key in known
    )
    paths = _paths(fit, layers, {box.key: box for box in boxes}, places, tops)
    return Drawing(boxes, paths, width, height)


def _high(node: Node) -> int:
    return HIGH + max(0, node.lines - 2) * LINE_HIGH


def _ranked(known: Mapping[str, Node], edges: Sequence[Edge]) -> tuple[list[Edge], dict[str, int]]:
    """Layers from the longest way; an edge that would close a circle is turned around."""
    below: dict[str, set[str]] = defaultdict(set)
    straight: list[Edge] = []
    for edge in edges:
        if _leads(below, edge.lower, edge.upper):
            edge = Edge(edge.key, edge.lower, edge.upper, edge.words, turned=True)
        below[edge.upper].add(edge.lower)
        straight.append(edge)
    ranks = dict.fromkeys(known, 0)
    for _round in known:
        for edge in straight:
            ranks[edge.lower] = max(ranks[edge.lower], ranks[edge.upper] + 1)
    loose = set(known) - {key for edge in straight for key in (edge.upper, edge.lower)}
    last = max(ranks.values(), default=0)
    ranks |= dict.fromkeys(loose, last)
    return straight, ranks


def _leads(below: Mapping[str, set[str]], start: str, end: str) -> bool:
    seen, open_ = set(), [start]
    while open_:
        here = open_.pop()
        if here == end:
            return True
        if here not in seen:
            seen.add(here)
            open_ += below.get(here, ())
    return False


def _layered(
    known: Mapping[str, Node], edges: Sequence[Edge], ranks: Mapping[str, int]
) -> _Layers:
    layers = _Layers([[] for _ in range(max(ranks.values(), default=0) + 1)])
    for key in known:
        layers.rows[ranks[key]].append(key)
    for edge in edges:
        way = [edge.upper]
        for rank in range(ranks[edge.upper] + 1, ranks[edge.lower]):
            gap = f"{edge.key}@{rank}"
            layers.rows[rank].append(gap)
            way.append(gap)
        layers.chains[edge.key] = [*way, edge.lower]
    return layers


def _order(layers: _Layers) -> None:
    """Order each layer by the middle of its neighbours, down and up, a few times."""
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for way in layers.chains.values():
        for upper, lower in pairwise(way):
            above[lower].append(upper)
            below[upper].append(lower)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        rows = layers.rows[1:] if down else layers.rows[-2::-1]
        for row in rows:
            _sort(row, above if down else below, _positions(layers))


def _positions(layers: _Layers) -> dict[str, float]:
    return {key: (n + 1) / (len(row) + 1) for row in layers.rows for n, key in enumerate(row)}


def _sort(row: list[str], near: Mapping[str, list[str]], at: Mapping[str, float]) -> None:
    def middle(key: str) -> float:
        found = [at[one] for one in near.get(key, ())]
        return sum(found) / len(found) if found else at[key]

    row.sort(key=middle)


def _widths(known: Mapping[str, Node], edges: Iterable[Edge], layers: _Layers) -> dict[str, int]:
    """A box is as wide as its words and the lines that end on it need."""
    ends: dict[str, int] = defaultdict(int)
    for edge in edges:
        ends[edge.lower] += 1
    found = {key: max(WIDE, ends[key] * PORT + 8) for key in known}
    gaps = {key: PASS for row in layers.rows for key in row if key not in known}
    return found | gaps


def _placed(layers: _Layers, widths: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """The middle of every box and gap: layers are centred, with the same gaps."""
    spans = [sum(widths[key] for key in row) + GAP * (len(row) - 1) for row in layers.rows]
    width = max(spans, default=0) + 2 * EDGE
    places: dict[str, int] = {}
    for row, span in zip(layers.rows, spans, strict=True):
        # a layer with little in it is spread, so that lines run steeply
        gap = GAP + (min((width - 2 * EDGE - span) // (len(row) + 1), 90) if len(row) > 1 else 0)
        x = (width - sum(widths[key] for key in row) - gap * (len(row) - 1)) // 2
        for key in row:
            places[key] = x + widths[key] // 2
            x += widths[key] + gap
    return places, width


def _tops(
    known: Mapping[str, Node], layers: _Layers, words: Mapping[str, int]
) -> tuple[list[int], int]:
    """How far down each layer lies: as far below the one above it as its lines have words."""
    tops: list[int] = []
    y = EDGE
    for row in layers.rows:
        boxes = [key for key in row if key in known]
        if tops:
            y += LAYER + WORD * max((words[key] for key in boxes), default=1)
        tops.append(y)
        y += max((_high(known[key]) for key in boxes), default=HIGH)
    return tops, y + EDGE


def _paths(
    edges: Sequence[Edge],
    layers: _Layers,
    boxes: Mapping[str, Box],
    places: Mapping[str, int],
    tops: Sequence[int],
) -> tuple[Path, ...]:
    rank = {key: n for n, row in enumerate(layers.rows) for key in row}
    lows = [max((b.y + b.height for b in boxes.values() if b.y == y), default=y) for y in tops]
    first = {edge.key: places[layers.chains[edge.key][1]] for edge in edges}
    last = {edge.key: places[layers.chains[edge.key][-2]] for edge in edges}
    leave = _ports([(edge.upper, first[edge.key], edge.key) for edge in edges], boxes)
    meet = _ports([(edge.lower, last[edge.key], edge.key) for edge in edges], boxes)
    found = []
    for edge in edges:
        upper, lower = boxes[edge.upper], boxes[edge.lower]
        points = [(leave[edge.key], upper.y + upper.height)]
        for gap in layers.chains[edge.key][1:-1]:
            points += [(places[gap], tops[rank[gap]]), (places[gap], lows[rank[gap]])]
        points.append((meet[edge.key], lower.y))
        room = WORD * edge.words
        d = _curve(points, ARROW + 13 + room)
        top = lower.y - ARROW - 4 - room
        found.append(Path(edge.key, d, points[0], points[-1], top, edge.turned))
    return tuple(found)


def _ports(ends: Iterable[tuple[str, int, str]], boxes: Mapping[str, Box]) -> dict[str, int]:
    """Where each line leaves or meets its box: spread over the side, in order."""
    grouped: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for box, towards, edge in ends:
        grouped[box].append((towards, edge))
    found: dict[str, int] = {}
    for key, own in grouped.items():
        step = boxes[key].width / len(own)
        for n, (_towards, edge) in enumerate(sorted(own)):
            found[edge] = round(boxes[key].x + step * (n + 0.5))
    return found


def _curve(points: Sequence[tuple[int, int]], straight: int) -> str:
    """A smooth line downwards through points; the last stretch is straight, for its arrow."""
    x, y = points[0]
    parts = [f"M{x} {y}"]
    last = len(points) - 1
    for n, (to_x, to_y) in enumerate(points[1:], start=1):
        end = to_y - straight if n == last else to_y
        bend = max((end - y) // 2, 12)
        parts.append(f"C{x} {y + bend} {to_x} {end - bend} {to_x} {end}")
        if n == last:
            parts.append(f"L{to_x} {to_y}")
        x, y = to_x, to_y
    return "".join(parts)
