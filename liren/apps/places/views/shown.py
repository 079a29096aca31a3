"""What the pages of the territory share: a map beside a form, a log, the addresses of a list."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Outcome
from liren.kernel.doors import names
from liren.kernel.web.act import Beside

MOST_ENTRIES = 20


def beside(around: str, lng: float | None, lat: float | None) -> Beside:
    """A map beside a form: the borders around the code of an area, with a point in the middle."""
    return Beside(f"{reverse('places.shapes')}?in={around}" if around else "", lng, lat)


def log_of(row: Model) -> list[dict[str, Any]]:
    """What was done to a row, newest first."""
    done = history(row).filter(outcome=Outcome.DONE)[:MOST_ENTRIES]
    return [
        {
            "who": entry.behalf or entry.actor,
            "text": names.verb(entry.verb),
            "at": entry.at,
            "note": entry.facts.get("reason", ""),
            "tone": "",
        }
        for entry in done
    ]


def asked(request: Request, **changes: str) -> str:
    """This list with another tab, filter or page as an address."""
    query = {name: one for name, one in request.GET.items() if one and name != "cursor"}
    plain = {name: one for name, one in {**query, **changes}.items() if one}
    return f"{request.path}?{urlencode(plain)}"
