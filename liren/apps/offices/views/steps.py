"""One form that does one thing to a post, a term or a grant: load, ask, call, answer."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from liren.apps.offices import queries
from liren.apps.offices.forms import OfficeForm
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.web.respond import go, part, refusals_to

MOST_HINTS = 300


def step(
    request: Request,
    form: OfficeForm,
    *,
    act: Callable[..., Any],
    title: str,
    label: str,
    back: str,
    said: str,
    losses: Sequence[str] = (),
    rows: Sequence[tuple[str, object]] = (),
    verb: str = "",
    grave: bool = False,
) -> HttpResponse:
    """The form, what it brings about, and after it the page it came from."""
    if form.is_valid():
        with refusals_to(form):
            act(form.acting(request.actor), **form.facts())
            return go(request, back, said=said)
    context = {
        "form": form,
        "title": title,
        "label": label,
        "back": back,
        "losses": losses,
        "rows": rows,
        "grave": grave,
        "here": request.get_full_path(),
        **hints(request, form, verb),
    }
    return part(request, "offices/step.html", "step", **context)


def hints(request: Request, form: OfficeForm, verb: str) -> dict[str, object]:
    """What the browser offers in the fields that are typed by name."""
    wanted = {f.widget.attrs.get("list") for f in form.fields.values()}
    found: dict[str, object] = {}
    if "people" in wanted:
        found["people"] = list(queries.officials_named()[:MOST_HINTS])
    if "areas" in wanted:
        areas = Area.objects.allowed(request.actor, verb).filter(valid_to=None)
        found["areas"] = list(areas.select_related("parent").order_by("path")[:MOST_HINTS])
    if "bodies" in wanted:
        bodies = Body.objects.allowed(request.actor, verb).order_by("area_path", "code")
        found["bodies"] = list(bodies[:MOST_HINTS])
    return found


def until_words(until: object) -> str:
    """The end of something in words."""
    return _("到 %(until)s 为止") % {"until": until} if until else _("长期")
