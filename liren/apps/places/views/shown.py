"""What the pages of the territory share: a form of one act, a log, the addresses of a list."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Outcome
from liren.kernel.doors import names
from liren.kernel.web.respond import part

MOST_ENTRIES = 20


def act_page(
    request: Request,
    form: BaseForm,
    *,
    title: str,
    label: str,
    cancel: str,
    lead: str = "",
    around: str = "",
    **context: Any,
) -> HttpResponse:
    """The form of one act; with `around`, the code of an area, a map beside it."""
    facts = {
        "form": form,
        "title": title,
        "label": label,
        "cancel": cancel,
        "lead": lead,
        "action_url": request.get_full_path(),
        "areas_url": f"{reverse('places.shapes')}?in={around}" if around else "",
    }
    return part(request, "places/act.html", "act", **facts, **context)


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
