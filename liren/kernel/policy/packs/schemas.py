"""What may stand in the files of a pack."""

from datetime import date
from fractions import Fraction
from keyword import iskeyword
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from liren.kernel.policy.engine.parse import RESERVED, parse
from liren.kernel.policy.models import Combine, Rounding

KEY = r"^[a-z_]+(\.[a-z_]+)+$"


class Strict(BaseModel):
    """A part of a pack file: unknown words are faults, not extras."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Text(Strict):
    """A text in both languages."""

    zh: str
    en: str


class Coded(Text):
    """A text with a code that stays forever."""

    code: str


class Dated(Strict):
    """Something that holds from a day on and says where it is written."""

    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(None, alias="to")
    source: str = Field(min_length=4)
    article: str = ""
    verify: bool = False


class PackFile(Text):
    """pack.yaml"""

    code: str
    under: str = ""
    division: str = ""
    note: Text | None = None


class Named(Text):
    """Something that formulas may name."""

    key: str
    unit: str = ""

    @field_validator("key")
    @classmethod
    def can_be_named(cls, key: str) -> str:
        """Words such as `in` and `if` mean something else in a formula."""
        taken = [word for word in key.split(".") if iskeyword(word)]
        if taken or key in RESERVED:
            raise ValueError(f"{taken[0] if taken else key!r} has a meaning in formulas")
        return key


class Ruled(Named, Dated):
    """A dated rule with its key, its unit and the day from which it was known."""

    key: str = Field(pattern=KEY, max_length=60)
    known_at: date | None = Field(None, alias="known")
    document: str = ""


class ParameterIn(Ruled):
    """One parameter."""

    value: Any
    combine: Combine = Combine.OVERRIDE

    @field_validator("value")
    @classmethod
    def has_a_form(cls, value: Any) -> Any:
        """A value is a number, yes or no, a text, a list or a table; never nothing."""
        if isinstance(value, dict):
            return {str(name): part for name, part in value.items()}
        if isinstance(value, (bool, int, float, str, list)) and value not in ("", []):
            return value
        raise ValueError("a value is a number, a text, a list or a table")


class ParametersFile(Strict):
    """parameters.yaml and the files of single themes, such as size.yaml"""

    parameters: list[ParameterIn]


class FormulaIn(Ruled):
    """One formula: a line over inputs, parameters and other formulas."""

    expression: str
    group: str = Field("", pattern=r"^$|^[a-z_]+(\.[a-z_]+)+$")
    rounding: str = ""
    step: str = Field("", pattern=r"^(\d+(\.\d+)?)?$", coerce_numbers_to_str=True)

    @field_validator("expression")
    @classmethod
    def can_be_read(cls, text: str) -> str:
        """The expression follows the language of formulas."""
        parse(text)
        return text

    @field_validator("rounding")
    @classmethod
    def is_a_way_of_rounding(cls, mode: str) -> str:
        """The name of a way of rounding, or of a parameter that names one."""
        if mode and mode not in Rounding.values and "." not in mode:
            raise ValueError(f"rounding is one of {Rounding.values} or the key of a parameter")
        return mode

    @field_validator("step")
    @classmethod
    def is_not_zero(cls, step: str) -> str:
        """Nothing can be rounded to multiples of zero."""
        if step and Fraction(step) == 0:
            raise ValueError("a step is larger than zero")
        return step


class InputIn(Named):
    """A fact of a place or a person that formulas may name."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)


class FormulasFile(Strict):
    """formulas.yaml"""

    inputs: list[InputIn] = []
    formulas: list[FormulaIn] = []


class CheckIn(Coded):
    """A figure that a document states, beside what its own figures give."""

    sentence: Text
    expression: str = ""
    inputs: dict[str, int | float] = {}
    day: date
    expected: Any
    stated: Any = None
    unit: str = ""
    agrees: bool
    source: str = Field(min_length=4)


class ChecksFile(Strict):
    """checks.yaml"""

    checks: list[CheckIn]


class DayIn(Text):
    """One day of a year in calendar.yaml."""

    date: date


class YearIn(Strict):
    """One year of calendar.yaml."""

    year: int
    published: bool
    source: str
    verify: bool = False
    off: list[DayIn]
    work: list[DayIn]


class CalendarFile(Strict):
    """calendar.yaml"""

    years: list[YearIn]
