"""Reading what lies on the disk, as somebody would who took it away: is a number in it?"""

import base64
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from liren.kernel.base.numbers import CHECKS, WEIGHTS

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
GROUPS = {11: (3, 4, 4), 18: (6, 8, 4), 19: (4, 4, 4, 4, 3)}
PIECE, OVERLAP = 16 * 1024 * 1024, 256


def phone() -> str:
    """A phone number that nobody else in this run has."""
    return "13" + "".join(str(secrets.randbelow(10)) for _digit in range(9))


def identity() -> str:
    """A resident identity number with the right check digit."""
    digits = f"330421199{secrets.randbelow(10)}0{1 + secrets.randbelow(9)}1{secrets.randbelow(9)}"
    digits += f"{secrets.randbelow(1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + CHECKS[total % 11]


def card() -> str:
    """A bank card number with the right check digit."""
    digits = "622202" + "".join(str(secrets.randbelow(10)) for _digit in range(12))
    doubled = [int(sign) * (1 + at % 2) for at, sign in enumerate(reversed(digits), start=1)]
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def written(number: str) -> Iterator[str]:
    """A number as people write it."""
    yield number
    at, parts = 0, []
    for size in GROUPS.get(len(number), (len(number),)):
        parts.append(number[at : at + size])
        at += size
    yield from (gap.join(parts) for gap in (" ", "-", "%20", "+", "\\u3000"))
    yield number.translate(WIDE)


def forms(number: str) -> Iterator[bytes]:
    """A number as it may lie in a file."""
    for text in written(number):
        for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            yield text.encode(code)
        yield ascii(text)[1:-1].encode()
    for shift in range(3):  # what base64 makes of it, wherever it begins
        coded = base64.b64encode(b"\0" * shift + number.encode())
        yield coded[(0, 2, 3)[shift] : -4]


def scan(files: Iterable[Path], numbers: Iterable[str]) -> list[tuple[str, str]]:
    """Which number lies in which file."""
    known = {form: number for number in numbers for form in forms(number)}
    every = re.compile(_any_of(known))
    return sorted({(str(file), known[hit]) for file in files for hit in _hits(file, every)})


def _any_of(forms: Iterable[bytes]) -> bytes:
    """A pattern parted by the first two bytes: alternatives are tried one after the other."""
    tails: dict[bytes, list[bytes]] = defaultdict(list)
    for form in sorted(forms, key=len, reverse=True):
        tails[form[:2]].append(re.escape(form[2:]))
    return b"|".join(
        re.escape(head) + b"(?:" + b"|".join(ends) + b")" for head, ends in sorted(tails.items())
    )


def below(folder: Path) -> list[Path]:
    """All files of a folder."""
    return [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]


def _hits(file: Path, every: re.Pattern[bytes]) -> Iterator[bytes]:
    try:
        with file.open("rb") as source:
            rest = b""
            while piece := source.read(PIECE):
                yield from every.findall(rest + piece)
                rest = piece[-OVERLAP:]
    except FileNotFoundError:  # the server has just dropped it
        return
