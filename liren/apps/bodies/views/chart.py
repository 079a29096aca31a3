"""The chart of a community's bodies: who decides, executes, pays, supervises, in one picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries.institutions import kind_names
from liren.apps.bodies.queries.lines import Line
from liren.apps.bodies.rules.drawing import ARROW, WORD, Drawing, Edge, Node, draw
from liren.apps.bodies.rules.institutions import Model, Part, Tie
from liren.apps.bodies.rules.kinds import Family
from liren.kernel.access.models import Area
from liren.kernel.policy.models import spoken

CHINESE, LATIN, MOST_LINES = 12, 22, 3
# families that are one box, however many bodies they have
TOGETHER = frozenset({Family.SUB_COMMITTEE, Family.PARTY_BRANCH})
UNDER = "under"
# of several ties between two bodies the first of these gives the line its look
LOOKS = (Tie.LEADS, Tie.SUPERVISES, Tie.APPRAISES, Tie.ENTRUSTS, Tie.EXECUTES_FOR, Tie.PAYS)


@dataclass
class Spot:
    """A box of the chart: one body, several of a kind, or a kind."""

    key: str
    name: str
    kind: str
    url: str = ""
    count: int = 1
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tied:
    """A line of the chart and of the list below it."""

    giver: str
    tie: str
    receiver: str
    line: Line | None = None


def group_of(body: Body, alike: dict[str, int]) -> str:
    """The box in which a body stands."""
    kind = kind_names().get(body.kind)
    if kind and kind.family in TOGETHER:
        return f"f-{kind.family}"
    return f"k-{body.kind}" if alike[body.kind] > 1 else f"b-{body.pk}"


def spots_of(
    area: Area, bodies: Sequence[Body], model: Model | None, seen: frozenset[int]
) -> tuple[dict[str, Spot], dict[int, str]]:
    """Boxes by key, and the box of each body; a body that one may not see has no address."""
    alike: dict[str, int] = {}
    for body in bodies:
        alike[body.kind] = alike.get(body.kind, 0) + 1
    spots: dict[str, Spot] = {}
    where: dict[int, str] = {}
    for body in sorted(bodies, key=_place):
        key = where[body.pk] = group_of(body, alike)
        if key in spots:
            spots[key].count += 1
            continue
        kind = kind_names().get(body.kind)
        spots[key] = Spot(key, _name(body, key), kind.stands_for if kind else body.kind)
        spots[key].url = _address(area, body, key, seen)
    for spot in spots.values():
        spot.parts = parts_of(model, spot.kind)
    return spots, where


def parts_of(model: Model | None, kind: str) -> list[str]:
    """The parts that a kind plays in a model."""
    return [part for part in Part if model and kind in model.parts.get(part, ())]


def model_spots(model: Model) -> dict[str, Spot]:
    """The boxes of a model as such: one for each kind that it names."""
    named = [*model.kinds, *(kind for link in model.links for kind in (link.giver, link.receiver))]
    kinds = sorted(
        (kind_names()[code] for code in dict.fromkeys(named) if code in kind_names()),
        key=lambda kind: kind.place,
    )
    url = reverse("bodies.kinds")
    return {
        kind.code: Spot(
            kind.code, str(kind), kind.code, f"{url}#{kind.code}", 1, parts_of(model, kind.code)
        )
        for kind in kinds
    }


def under_of(bodies: Iterable[Body], where: dict[int, str], spots: dict[str, Spot]) -> list[Tied]:
    """Which box stands under which: by the body above, else by the kind."""
    by_kind = {spot.kind: spot.key for spot in spots.values()}
    found = {}
    for body in bodies:
        kind = kind_names().get(body.kind)
        usual = by_kind.get(kind.under, "") if kind and kind.under else ""
        upper = where.get(body.parent_id or 0, usual)
        if upper and upper != where[body.pk]:
            found[upper, where[body.pk]] = Tied(upper, UNDER, where[body.pk])
    return list(found.values())


def drawn(spots: dict[str, Spot], ties: Sequence[Tied]) -> dict[str, Any]:
    """The picture: boxes with their words, lines with theirs, and how large it is."""
    merged: dict[tuple[str, str], list[str]] = {}
    for one in ties:
        back = one.tie == Tie.EXECUTES_FOR
        pair = (one.receiver, one.giver) if back else (one.giver, one.receiver)
        words = merged.setdefault(pair, [])
        if one.tie not in words:
            words.append(one.tie)
    for pair, words in merged.items():
        if len(words) > 1 and UNDER in words:
            words.remove(UNDER)
        merged[pair] = words
    edges = [
        Edge(f"{n}", upper, lower, len(words))
        for n, ((upper, lower), words) in enumerate(merged.items())
    ]
    linked = {key for pair in merged for key in pair}
    texts = {key: written(spots[key].name) for key in spots if key in linked}
    nodes = [Node(key, len(lines) + bool(small(spots[key]))) for key, lines in texts.items()]
    drawing = draw(nodes, edges)
    return {
        "width": drawing.width,
        "height": drawing.height,
        "boxes": [_box(one, spots[one.key], texts[one.key]) for one in drawing.boxes],
        "paths": _paths(drawing, list(merged.values()), list(merged)),
    }


def _box(box: Any, spot: Spot, lines: list[str]) -> dict[str, Any]:
    below = small(spot)
    high = 19 * (len(lines) + bool(below))
    first = box.y + (box.height - high) // 2 + 15
    return {
        "box": box,
        "spot": spot,
        "x": box.x + box.width // 2,
        "lines": [(first + 19 * n, line) for n, line in enumerate(lines)],
        "small": below,
        "small_y": first + 19 * len(lines),
        "look": next((part for part in spot.parts if part in PLAYS()), ""),
    }


def small(spot: Spot) -> str:
    """What stands below the name: how many, and which parts they play."""
    plays = [PLAYS()[part] for part in spot.parts if part in PLAYS()]
    if spot.count > 1:
        plays.insert(0, _("%(count)d 个") % {"count": spot.count})
    return " · ".join(plays)


def _paths(
    drawing: Drawing, words: list[list[str]], pairs: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    found = []
    for path in drawing.paths:
        ties = words[int(path.key)]
        texts = [TIES()[tie] for tie in ties]
        wide = max(map(_wide, texts))
        up = (ties == [Tie.EXECUTES_FOR]) != path.turned and ties != [UNDER]
        found.append(
            {
                "d": path.d,
                "look": next((tie for tie in LOOKS if tie in ties), ties[0]),
                "head": arrow(path.start, -1) if up else arrow(path.end, 1),
                "words": [(path.top + 12 + WORD * n, text) for n, text in enumerate(texts)],
                "x": path.end[0],
                "y": path.top,
                "left": path.end[0] - wide // 2 - 3,
                "wide": wide + 6,
                "high": WORD * len(texts),
                "target": "line-" + "-".join(pairs[int(path.key)]),
            }
        )
    return found


def arrow(point: tuple[int, int], way: int) -> str:
    """The head of a line at a point, downwards or upwards."""
    x, y = point
    return f"M{x - 5} {y - way * ARROW}L{x + 5} {y - way * ARROW}L{x} {y}z"


def PLAYS() -> dict[str, str]:  # noqa: N802 — words of the language of who reads
    """What stands in a box for the part that it plays."""
    return {
        Part.LEADS: pgettext("nature", "领导"),
        Part.DECIDES: _("决定"),
        Part.EXECUTES: pgettext("nature", "执行"),
        Part.SUPERVISES: pgettext("nature", "监督"),
        Part.PAYS: _("出钱"),
    }


def TIES() -> dict[str, str]:  # noqa: N802 — words of the language of who reads
    """What stands beside a line."""
    short: dict[str, str] = {tie: str(tie.label) for tie in Tie}
    short[Tie.EXECUTES_FOR] = f"↑ {_('执行决定')}"
    short[Tie.PAYS] = _("拨款")
    short[Tie.ENTRUSTS] = _("委托")
    short[UNDER] = _("下设")
    return short


def written(name: str) -> list[str]:
    """A name in lines that fit into a box."""
    if name.isascii():
        lines = wrap(name, LATIN)
    else:
        lines = [name[at : at + CHINESE] for at in range(0, len(name), CHINESE)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…"]
    return lines or [""]


def _wide(text: str) -> int:
    return sum(7 if char.isascii() else 12 for char in text)


def _name(body: Body, key: str) -> str:
    kind = kind_names().get(body.kind)
    if kind and key.startswith("f-"):
        return str(Family(kind.family).label)
    return str(kind) if kind and key.startswith("k-") else str(body)


def _address(area: Area, body: Body, key: str, seen: frozenset[int]) -> str:
    if body.pk not in seen:
        return ""
    if key.startswith("b-"):
        return reverse("bodies.view", args=[body.code])
    kind = kind_names().get(body.kind)
    asked = {"family": kind.family} if kind and key.startswith("f-") else {"kind": body.kind}
    return f"{reverse('bodies.list')}?{urlencode({'area': area.code, **asked})}"


def _place(body: Body) -> tuple[int, str]:
    kind = kind_names().get(body.kind)
    return (kind.place if kind else 999, body.code)


def says(link: Any) -> str:
    """The words of a link of a model, in the language of who reads."""
    return spoken(link.zh, link.en)
