"""Shapes that several operations share."""

from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from liren.kernel.doors.forms import EARLIEST, LATEST

ShortText = Annotated[str, Field(max_length=60)]
CalendarDay = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class GrantOut(Schema):
    """A role in an area, for a body, or both."""

    role: str
    area: str | None = Field(None, description="division code")
    body: str | None = Field(None, description="code of the body")
    until: date | None

    @staticmethod
    def resolve_area(grant: Any) -> str | None:
        """The area's code."""
        return grant.area.code if grant.area else None

    @staticmethod
    def resolve_body(grant: Any) -> str | None:
        """The body's code."""
        return grant.body.code if grant.body else None
