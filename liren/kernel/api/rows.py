"""Answers that are made of rows: read straight from their attributes, for lists of many."""

from typing import Annotated

from pydantic import AfterValidator, AliasChoices, AliasPath, BaseModel, ConfigDict

from liren.kernel.base.masking import mask_text


class RowOut(BaseModel):
    """What an operation shows of a row; `AliasPath("area", "code")` follows its relations.

    Ninja's own Schema asks Python for every attribute, which is half the work of a list.
    """

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


Masked = Annotated[str, AfterValidator(mask_text)]  # numbers that people typed into texts


def through(relation: str, column: str) -> AliasChoices:
    """A column behind a relation: of a row of a model, or of a line of plain columns."""
    return AliasChoices(AliasPath(relation, column), f"{relation}__{column}")
