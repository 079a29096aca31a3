"""Loading what facts of people may be used for."""

from typing import Literal

from pydantic import Field

from liren.apps.people.models import Purpose
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Strict, keep


class PurposeIn(Coded):
    """One purpose, with its ground and the document in which this stands."""

    ground: Literal["duty", "emergency", "consent"]
    source: str = Field(min_length=4)
    keep_days: int | None = None
    searching: bool = False
    tags: list[str] = []
    verify: bool = False


class PurposesFile(Strict):
    """purposes.yaml"""

    purposes: list[PurposeIn] = []


def load_purposes(pack: Pack, file: PurposesFile) -> int:
    """Write purposes in the order of the file."""
    return sum(
        keep(
            Purpose,
            {"code": one.code},
            {**one.model_dump(exclude={"code"}), "pack": pack, "order": place},
        )
        for place, one in enumerate(file.purposes)
    )
