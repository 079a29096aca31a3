"""What people write: sentences from texts.yaml with their slots filled, none more than twice."""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from liren.site.example import names
from liren.site.example.estates import Spot

MOST = 2  # how often one text may occur
TRIES = 80
NUMERALS = "两三四五六七八"
TENS = ("二十", "三十", "四十", "五十", "六十", "七十", "八十")
HUNDREDS = ("两百", "三百", "四百", "五百", "六百", "八百")
LETTERS = re.compile(r"\(([a-z]+)\) ")
CALLER = "反映人"
STREET, YARD, HOME = "street", "yard", "home"


class Line(NamedTuple):
    """A sentence, and the letters that say what it goes with."""

    letters: str
    text: str

    def goes_with(self, other: "Line") -> bool:
        """Whether both share a letter."""
        return bool(set(self.letters) & set(other.letters))


def lettered(line: str) -> Line:
    """Read a sentence such as `(ab) …`."""
    found = LETTERS.match(line)
    return Line(found[1], line[found.end() :]) if found else Line("", line)


@dataclass(frozen=True)
class Topic:
    """The sentences of one kind of case."""

    code: str
    weight: int
    it: str
    at: str
    lift: bool
    plain: bool
    water: bool
    when: str
    sort: str  # p: to be repaired or cleared, e: to be enforced, s: to be talked over
    lines: Mapping[str, tuple[Line, ...]]

    def fitting(self, name: str, opening: Line) -> list[str]:
        """The sentences that go with an opening: of its letter or of none; else any."""
        own = [one for one in self.lines[name] if not one.letters or one.goes_with(opening)]
        return [one.text for one in own or self.lines[name]]


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


@cache
def _book() -> dict[str, Any]:
    path = Path(__file__).with_name("texts.yaml")
    book: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return book


@cache
def topics() -> Mapping[str, Topic]:
    """All topics by the code of their kind."""
    return {code: _topic(code, raw) for code, raw in _book()["kinds"].items()}


def _topic(code: str, raw: dict[str, Any]) -> Topic:
    parts = ("open", "more", "seen", "done")
    lines = {name: tuple(map(lettered, _lines(raw[name]))) for name in parts}
    return Topic(
        code=code,
        weight=raw["weight"],
        it=raw["it"],
        at=raw["at"],
        lift=raw.get("lift", False),
        plain=raw.get("plain", False),
        water=raw.get("water", False),
        when=raw.get("when", "day"),
        sort=raw.get("sort", "p"),
        lines=lines,
    )


@cache
def pool(name: str) -> tuple[str, ...]:
    """The sentences of a pool that all kinds share."""
    return _lines(_book()[name])


@cache
def spoken(name: str, caller: bool, sort: str = "") -> tuple[str, ...]:
    """The sentences of a pool for a sort of work; without a caller, those that name none."""
    lines = (lettered(line) for line in pool(name))
    fitting = (one.text for one in lines if not one.letters or sort in one.letters)
    return tuple(text for text in fitting if caller or CALLER not in text)


@cache
def voices(place: str) -> tuple[str, ...]:
    """How reporters say who they are, at home or on the street."""
    return _lines(_book()["voices"][STREET if place == STREET else HOME])


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """The words that slots are filled with."""
    return {name: tuple(line.split()) for name, line in _book()["words"].items()}


def place_of(opening: str, topic: Topic) -> str:
    """Where a case lies, seen from its first sentence."""
    if any(slot in opening for slot in ("{b}", "{r}", "{u}")):
        return HOME
    if "{estate}" in opening:
        return YARD
    return STREET if "{road}" in opening or "{shop}" in opening else topic.at


def company(index: int | None) -> str:
    """The short name under which people know a property company."""
    if index is None:
        return "街道兜底管理办"
    full = names.COMPANIES[index][0]
    return full.replace("服务有限公司", "").replace("管理有限公司", "")


class Fill(dict[str, str]):
    """The slots of one text; what is not given is drawn from the words."""

    def __init__(self, luck: random.Random, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.luck = luck

    def __missing__(self, slot: str) -> str:
        number = {
            "n": NUMERALS,
            "tens": TENS,
            "hundreds": HUNDREDS,
            "nth": "二三四",
            "m": "两",
            "surname": names.SURNAMES,
        }.get(slot)
        if slot == "clutter2":
            number = [word for word in words()["clutter"] if word != self.get("clutter")]
        if slot in {"who", "who2"}:
            self[slot] = self._worker()
        else:
            self[slot] = self.luck.choice(number or words()[slot])
        if slot == "n":
            self["m"] = "一" if self[slot] == "两" else "两"
        return self[slot]

    def _worker(self) -> str:
        surname = self.luck.choice(names.SURNAMES)
        return self.luck.choice((f"老{surname}", f"小{surname}", f"{surname}师傅", f"{surname}工"))


def spot_slots(luck: random.Random, spot: Spot) -> dict[str, str]:
    """What a spot says: estate, building, floor, room, road."""
    estate = spot.estate
    floor = luck.randint(2, estate.floors)
    building = spot.building or luck.randint(1, len(estate.buildings))
    return {
        "estate": estate.name,
        "address": spot.address,
        "road": spot.road,
        "b": str(building),
        "c": str(building % len(estate.buildings) + 1),
        "u": str(spot.unit or 1),
        "f": str(floor),
        "r": f"{floor}0{luck.randint(1, 4)}",
        "co": company(estate.company),
    }


def time_slots(luck: random.Random, at: datetime) -> dict[str, str]:
    """What a moment says: the day and a time shortly before."""
    minutes = max(at.hour * 60 + at.minute - luck.randint(12, 95), 6 * 60 + luck.randint(0, 50))
    half = "上午" if minutes < 720 else "下午"
    time = f"{minutes // 60}:{minutes % 60:02d}"
    return {"day": f"{at.month}月{at.day}日", "time": time, "half": half}


def when(slots: Mapping[str, str]) -> str:
    """The moment that slots tell, as people write it behind a note."""
    return f"{slots.get('day', '')}{slots.get('time', '')}"


class Told(NamedTuple):
    """What is told: the topic, the sentence it begins with, and that sentence filled."""

    topic: Topic
    opening: Line
    title: str


class Writer:
    """Writes texts and remembers them, so that none occurs more than twice."""

    def __init__(self, seed: int, most: int = MOST) -> None:
        self.luck = random.Random(seed)
        self.most = most
        self.written: Counter[str] = Counter()

    def once(self, make: Callable[[], str], moment: str = "") -> str:
        """Take a new text; after half the tries one that occurred before is good enough.

        Where all sentences are spent, the moment is added: it must not stop the story.
        """
        for attempt in range(TRIES):
            text = make()
            if self.written[text] < (1 if attempt < TRIES / 2 else self.most):
                break
        else:
            text = f"{text.rstrip('。')}（{moment}）" if moment else text
        self.written[text] += 1
        return text

    def line(
        self, name: str, slots: Mapping[str, str], *, caller: bool = True, sort: str = ""
    ) -> str:
        """Write a sentence from a shared pool."""
        lines = spoken(name, caller, sort)
        return self.once(lambda: self._fill(self.luck.choice(lines), slots), when(slots))

    def done(
        self, topic: Topic, opening: Line, slots: Mapping[str, str], *, caller: bool = True
    ) -> str:
        """Write the outcome of a case."""
        lines = topic.fitting("done", opening)
        return self.once(lambda: self._fill(self._outcome(lines, caller), slots), when(slots))

    def _outcome(self, lines: Sequence[str], caller: bool) -> str:
        core = self.luck.choice(lines)
        timed = any(slot in core for slot in ("{day}", "{time}", "{half}"))
        head = "" if timed or self.luck.random() < 0.25 else self.luck.choice(pool("done_heads"))
        end = (
            f"。{self.luck.choice(spoken('done_ends', caller))}"
            if self.luck.random() < 0.55
            else ""
        )
        return f"{head}{core}{end}。"

    def report(self, told: Told, source: str, slots: Mapping[str, str]) -> str:
        """Write a report as its source writes it."""
        how = {"patrol": self._patrol, "desk": self._desk}.get(source, self._resident)
        return self.once(lambda: f"{told.title}。{how(told)}".format_map(Fill(self.luck, slots)))

    def _fill(self, line: str, slots: Mapping[str, str]) -> str:
        return line.format_map(Fill(self.luck, slots))

    def _resident(self, told: Told) -> str:
        length, lines = self.luck.random(), told.topic.fitting("more", told.opening)
        more = self.luck.sample(lines, min(len(lines), 2 if length > 0.6 else 1))
        said = "。".join(more)
        if length > 0.3 and not told.topic.plain:
            said = f"{self.luck.choice(voices(told.topic.at))}，{said}"
        if length > 0.45:
            said += f"。{self.luck.choice(pool('asks'))}"
        return said + self.luck.choice(("。", "。", "！", ""))

    def _desk(self, told: Told) -> str:
        more = self.luck.choice(told.topic.fitting("more", told.opening))
        said = self.luck.choice(pool("desk_more")).replace("{more}", more)
        ask = f"。{self.luck.choice(pool('desk_asks'))}" if self.luck.random() < 0.7 else ""
        return f"{said}{ask}。"

    def _patrol(self, told: Told) -> str:
        seen = self.luck.choice(told.topic.fitting("seen", told.opening))
        end = f"。{self.luck.choice(pool('seen_ends'))}" if self.luck.random() < 0.8 else ""
        return f"{seen}{end}。"
