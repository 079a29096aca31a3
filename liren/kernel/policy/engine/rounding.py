"""Rounding and comparing, the same way for exact fractions and for columns of floats.

A difference of less than a thousand-millionth is none: otherwise a third of nine would be
rounded down to two in a column of floats, and not in the exact walk. It grows with large
numbers only as far as floats err: a third of a million yuan is still right to the fen.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Column: TypeAlias = npt.NDArray[np.float64]

SLACK = 1e-9
EXACT_SLACK = Fraction(1, 10**9)
ERR = 1e-13  # of a number; floats err by a thousandth of it in one step
EXACT_ERR = Fraction(1, 10**13)
HALF = Fraction(1, 2)


def slack(value: Fraction) -> Fraction:
    """How far from a number another one counts as the same."""
    return max(EXACT_SLACK, abs(value) * EXACT_ERR)


def is_zero(value: Fraction) -> bool:
    """Whether a number is none at all."""
    return abs(value) <= EXACT_SLACK


def below(value: Fraction) -> Fraction:
    """The whole number at or below."""
    return Fraction(floor(value + slack(value)))


def above(value: Fraction) -> Fraction:
    """The whole number at or above."""
    return Fraction(ceil(value - slack(value)))


def nearest(value: Fraction) -> Fraction:
    """The nearest whole number; a half goes up."""
    return below(value + HALF)


MODES: Mapping[str, Callable[[Fraction], Fraction]] = {
    "floor": below,
    "ceil": above,
    "half_up": nearest,
}


def stepped(value: Fraction, mode: str, step: Fraction) -> Fraction:
    """A number rounded to a multiple of the step."""
    return MODES[mode](value / step) * step


def compared(sign: str, left: Fraction, right: Fraction) -> bool:
    """Whether a comparison holds."""
    room = slack(right)
    match sign:
        case "<":
            return left < right - room
        case "<=":
            return left <= right + room
        case ">":
            return left > right + room
        case ">=":
            return left >= right - room
        case "==":
            return abs(left - right) <= room
    return abs(left - right) > room


# ── the same for columns ────────────────────────────────────────────────────────────────────


def room(column: Column) -> Column:
    """How far from each number another one counts as the same."""
    if not column.ndim:
        return np.asarray(np.maximum(np.abs(column) * ERR, SLACK))
    found: Column = np.abs(column)
    found *= ERR
    return np.maximum(found, SLACK, out=found)


def are_zero(column: Column) -> npt.NDArray[np.bool_]:
    """Where numbers are none at all."""
    found: npt.NDArray[np.bool_] = np.abs(column) <= SLACK
    return found


def all_snapped(column: Column) -> Column:
    """Numbers that are whole but for a rounding error, made whole."""
    whole = np.rint(column)
    return np.where(np.abs(column - whole) <= room(whole), whole, column)


def all_below(column: Column) -> Column:
    """The whole numbers at or below."""
    found = room(column)
    found += column
    return np.floor(found, out=found if found.ndim else None)


def all_above(column: Column) -> Column:
    """The whole numbers at or above."""
    found = room(column)
    found = np.subtract(column, found)
    return np.ceil(found, out=found if found.ndim else None)


def all_nearest(column: Column) -> Column:
    """The nearest whole numbers; a half goes up."""
    return all_below(column + 0.5)


COLUMN_MODES: Mapping[str, Callable[[Column], Column]] = {
    "floor": all_below,
    "ceil": all_above,
    "half_up": all_nearest,
}


def all_stepped(column: Column, mode: str, step: Fraction) -> Column:
    """Numbers rounded to multiples of the step; 0.01 is divided by 100, which is exact."""
    up, down = float(step.denominator), float(step.numerator)
    scaled = column * (up / down) if down == 1 else column * up / down
    found = COLUMN_MODES[mode](np.asarray(scaled))
    return found * down / up if down != 1 else found / up


def all_compared(sign: str, left: Column, right: Column) -> npt.NDArray[np.bool_]:
    """Where a comparison holds; nothing holds of what is not known."""
    found: npt.NDArray[np.bool_]
    match sign:
        case "<":
            found = left < right - room(right)
        case "<=":
            found = left <= right + room(right)
        case ">":
            found = left > right + room(right)
        case ">=":
            found = left >= right - room(right)
        case "==":
            found = np.abs(left - right) <= room(right)
        case _:
            found = np.abs(left - right) > room(right)
    return found
