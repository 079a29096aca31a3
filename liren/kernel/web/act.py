"""A page with one form that does one thing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from django.http import HttpResponse
from django.utils.translation import gettext as _

from liren.kernel.access.request import Request
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, refusals_to

Told = str | Callable[[Any], str]
Offered = tuple[str, list[tuple[str, str]]]  # the id of a list, and values with words


@dataclass(frozen=True)
class Beside:
    """A map beside a form that has a point: which borders it shows, and its middle."""

    areas_url: str = ""
    lng: float | None = None
    lat: float | None = None


class Explained(TypedDict, total=False):
    """What a page says around its form."""

    lead: str  # what it is for
    warning: str  # what comes with it
    rows: Sequence[tuple[str, object]]  # what it is about, as names and values
    losses: Sequence[str]  # what it brings about, a line each
    grave: bool  # it ends something
    hints: Callable[[], Sequence[Offered]]  # what the browser offers; only read when shown
    beside: Beside
    more: tuple[str, str] | None  # where one may read on: address and words
    base: str  # the shell around it


def act_page(
    request: Request,
    form: KeyForm,
    do: Callable[..., Any],
    *,
    title: str,
    label: str,
    back: str,
    said: Told,
    to: Told = "",
    undo: Told = "",
    **explained: Unpack[Explained],
) -> HttpResponse:
    """Ask for what an act needs, do it once under the form's key, and lead on.

    What is said then, where it leads (`back` unless given) and how it is undone may follow from
    what was done.
    """
    if form.is_valid():
        with refusals_to(form):
            done = do(form.acting(request.actor), **form.facts())
            url = _of(done, to) or back
            return go(request, url, said=_of(done, said), undo=_of(done, undo))
    facts = {"title": title, "label": label, "back": back, "here": request.get_full_path()}
    context: dict[str, Any] = {"base": "web/page.html", **explained, **facts}
    return part(request, "web/act.html", "act", form=form, **context)


def step_page(
    request: Request,
    row: Any,
    form: KeyForm,
    do: Callable[..., Any],
    *,
    label: str,
    name: object,
    to: Told = "",
    **explained: Unpack[Explained],
) -> HttpResponse:
    """A page with one form that takes one step with a row, whose name stands beside the step's."""
    return act_page(
        request,
        form,
        lambda actor, **given: do(actor, row, **given),
        title=f"{label} · {name}",
        label=label,
        back=row.get_absolute_url(),
        said=_("已办：%(step)s。") % {"step": label},
        to=to,
        **explained,
    )


def _of(done: object, told: Told) -> str:
    return told if isinstance(told, str) else told(done)
