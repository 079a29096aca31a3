"""What other apps put on the page of a body, and what of theirs keeps it from being dissolved."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from liren.apps.places.rules.profile import Block
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

__all__ = ["Block", "Hold", "Provider", "check_free"]

# the actor and the body are those of the page: an app asks only what this actor may see
Provider = Callable[[Any, Any], Iterable[Block]]
# a whole sentence that says what still hangs on a body and what to do with it; "" when nothing
Hold = Callable[[Any], object]


def check_free(sentences: Sequence[object]) -> None:
    """A body on which something hangs is not dissolved; all of it is said at once."""
    told = [str(one) for one in sentences if one]
    if told:
        raise Refused("bodies.still-held", "\n".join([str(_("现在还不能撤销。")), *told]))
