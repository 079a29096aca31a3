"""What pages with a list have in common."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from liren.kernel.access.pages import MOST_COUNTED


def asked(sought: Any, **changes: str) -> str:
    """The same question, or a changed one, as a query string."""
    every = {**vars(sought), **changes}
    return "?" + urlencode({name: one for name, one in every.items() if one})


def capped(total: int) -> str:
    """A count, or that there are more than are counted."""
    most = MOST_COUNTED
    return str(total) if total <= most else _("%(most)d 以上") % {"most": most}
