"""Official numbers: division codes and resident identity numbers."""

import re
from datetime import date

DIVISION = re.compile(r"\d{2}(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def is_division_code(text: str) -> bool:
    """Whether a text has the form of a statistical division code of 2, 4, 6, 9 or 12 digits."""
    return DIVISION.fullmatch(text) is not None


def is_identity_number(text: str, day: date) -> bool:
    """Whether a text is a well-formed resident identity number on a day (GB 11643-1999).

    Length, a real birth date that is not in the future, and the check digit. The county code
    is not looked up: counties come and go, and people keep their numbers.
    """
    if not re.fullmatch(r"\d{17}[\dXx]", text):
        return False
    try:
        birth = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return birth <= day and CHECKS[total % 11] == text[17].upper()
