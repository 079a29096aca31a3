"""Questions to the reporter, neighbours who say the same, and reports of strangers."""

from math import cos, floor, hypot, radians

from liren.apps.cases.rules.course import ENDED, LONGEST_TEXT, State
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

ASKABLE = frozenset(
    {State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.SIGNED, State.HANDLING}
)
METRES_A_DEGREE = 111_320
# without letters and digits that look alike; ten of thirty-one are 49 bits
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
SHORTEST_KEY = 32  # a key that a form makes, such as a UUID


def check_ask(state: str, *, waiting: bool, own: bool) -> None:
    """One question at a time, to somebody else, as long as the answer can still help."""
    if state not in ASKABLE:
        raise Refused("cases.ask-too-late", _("这一件已经办完，不用再问反映人。"))
    if own:
        raise Refused("cases.own-question", _("这一件是您自己上报的，不用问自己。"))
    if waiting:
        raise Refused("cases.asked-already", _("上一个问题还没有回答。请等反映人回答后再问。"))


def check_question(text: str, least: int, source: str) -> None:
    """A question that a person can understand."""
    if len(text.strip()) < least:
        sentence = _("请把问题写清楚，至少 %(least)d 个字。一次只问一件事。")
        raise Refused("cases.thin-question", sentence % {"least": least}, source=source)


def check_answer(text: str, *, waiting: bool) -> None:
    """An answer belongs to a question, and says something."""
    if not waiting:
        raise Refused("cases.no-question", _("现在没有等您回答的问题。可能已经回答过了。"))
    if not text.strip():
        raise Refused("cases.thin-answer", _("请写下您的回答。"))
    if len(text) > LONGEST_TEXT:
        sentence = _("回答太长，最多 %(most)d 个字。请只写要点。")
        raise Refused("cases.long-answer", sentence % {"most": LONGEST_TEXT})


def check_join(state: str, *, public: bool, own: bool, joined: bool) -> None:
    """Everybody says once that something is theirs, too, as long as it is not over."""
    if own:
        raise Refused("cases.own-case", _("这一件就是您上报的，不用附议。"))
    if joined:
        raise Refused("cases.joined-already", _("您已经附议过这一件，有结果会告诉您。"))
    if not public or state in ENDED:
        sentence = _("这一件已经办结，或不能附议。问题还在的，请重新上报。")
        raise Refused("cases.not-to-join", sentence)


def metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """How far two points lie apart, exact enough within a city."""
    lean = cos(radians((here[1] + there[1]) / 2))
    return METRES_A_DEGREE * hypot((here[0] - there[0]) * lean, here[1] - there[1])


def squared(point: tuple[float, float], side: float) -> tuple[float, float]:
    """The middle of the square of the map in which a point lies: all that others may learn."""
    high = side / METRES_A_DEGREE
    lat = (floor(point[1] / high) + 0.5) * high
    wide = high / cos(radians(lat))
    return (floor(point[0] / wide) + 0.5) * wide, lat


def is_near(
    here: tuple[float, float] | None, there: tuple[float, float] | None, most: float
) -> bool:
    """Whether both points are known and not far apart."""
    return bool(here and there and metres(here, there) <= most)


def code_of(number: int) -> str:
    """A large number as a code to be written down: ABCDE-FGHJK."""
    found = ""
    for _place in range(CODE_LENGTH):
        number, rest = divmod(number, len(LETTERS))
        found += LETTERS[rest]
    half = CODE_LENGTH // 2
    return f"{found[:half]}-{found[half:]}"


def bare_code(text: str) -> str:
    """A code as somebody typed it, without what does not count."""
    return "".join(letter for letter in text.upper()[:40] if letter in LETTERS)


def shares(one: str, other: str) -> bool:
    """Whether two addresses are the same place, however they are spaced."""
    first, second = ("".join(text.split()).casefold() for text in (one, other))
    return bool(first) and first == second
