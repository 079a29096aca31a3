"""Loading the kinds of posts of a pack."""

from typing import Literal

from liren.apps.offices.models import PostKind
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Strict, keep


class PostKindIn(Coded):
    """One kind of post."""

    how: Literal["elected", "appointed", "hired", "assigned"]
    role: str = ""
    term: str = ""


class OfficesFile(Strict):
    """offices.yaml"""

    post_kinds: list[PostKindIn] = []


def load_post_kinds(pack: Pack, file: OfficesFile) -> int:
    """Write kinds of posts in the order of the file."""
    return sum(
        keep(
            PostKind,
            {"code": one.code},
            {**one.model_dump(exclude={"code"}), "pack": pack, "place": place},
        )
        for place, one in enumerate(file.post_kinds)
    )
