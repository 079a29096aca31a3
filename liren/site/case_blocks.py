"""What other apps show on the page of a case, and what one may begin from its menu.

A line of `page` is a function `(actor, case) → Block, …`, shown in this order; a line of `more`
is a function `(actor, case) → (words, address), …`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from liren.apps.money.views import case_bills

BLOCKS: Mapping[str, Sequence[Callable[[Any, Any], Iterable[Any]]]] = {
    "page": (case_bills.on_case,),
    "more": (case_bills.for_case,),
}
