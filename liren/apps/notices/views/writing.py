"""Writing, releasing and withdrawing; the page of a bulletin, which everybody may open."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liren.apps.notices import actions, forms, rules
from liren.apps.notices.models import Bulletin
from liren.apps.notices.queries import (
    Wanted,
    areas_to_address,
    bulletin_for,
    counts_for,
    own_bulletin_for,
    page_for,
)
from liren.apps.notices.rules import State
from liren.apps.notices.views.shown import address, bulletin_row, official, reader
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.web import pdf
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import go, part, private, refusals_to

TAB_WORDS = {
    "all": gettext_lazy("全部"),
    "draft": gettext_lazy("待发布"),
    "out": gettext_lazy("公示中"),
    "over": gettext_lazy("已过期"),
    "withdrawn": gettext_lazy("已撤回"),
}
STEPS = ("notices.publish", "notices.change", "notices.withdraw")


@require_safe
def listing(request: Request) -> HttpResponse:
    """The bulletins of one's own areas, by how far they are."""
    if not request.actor.may("notices.view"):
        raise PermissionDenied("notices.view")
    form = forms.FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("tab", "all")
    wanted = Wanted(tab, given.get("q", ""), given.get("kind", ""))
    found = page_for(request.actor, wanted, request.GET.get("cursor", ""))
    counts = counts_for(request.actor)
    context = {
        "rows": [bulletin_row(one) for one in found.rows],
        "form": form,
        "wanted": wanted,
        "tabs": [
            {"label": label, "url": f"?tab={name}", "count": counts[name], "current": name == tab}
            for name, label in TAB_WORDS.items()
        ],
        "newer": address(request, cursor=found.newer) if found.newer else "",
        "older": address(request, cursor=found.older) if found.older else "",
        "shown": _("本页 %(here)d 份") % {"here": len(found.rows)},
        "may_draft": request.actor.may("notices.draft"),
    }
    return part(request, "notices/list.html", "list", **context)


def draft(request: Request) -> HttpResponse:
    """A new bulletin; it is kept as a draft."""
    if not request.actor.may("notices.draft"):
        raise PermissionDenied("notices.draft")
    areas = areas_to_address(request.actor)
    sent = (request.POST,) if request.method == "POST" else ()
    form = forms.DraftForm(*sent, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = form.facts()
        code = given.pop("area")
        where = next(one for one in areas if one.code == code)
        with refusals_to(form):
            bulletin = actions.draft(form.acting(request.actor), where, **given)
            said = str(rules.SAID["notices.draft"])
            return go(request, bulletin.get_absolute_url(), said=said)
    context = {"form": form, "action": request.path, "cancel": reverse("notices.list")}
    return part(request, "notices/write.html", "write", **context)


def change(request: Request, uid: UUID) -> HttpResponse:
    """A draft, written anew."""
    bulletin = own_bulletin_for(request.actor, uid)
    names = ("kind", "title", "text", "contact", "since", "until", "pinned")
    known = {name: getattr(bulletin, name) for name in names}
    sent = (request.POST,) if request.method == "POST" else ()
    form = forms.ChangeForm(*sent, initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.change(form.acting(request.actor), bulletin, **form.facts())
            said = str(rules.SAID["notices.change"])
            return go(request, bulletin.get_absolute_url(), said=said)
    context = {
        "form": form,
        "bulletin": bulletin,
        "action": request.path,
        "cancel": bulletin.get_absolute_url(),
    }
    return part(request, "notices/write.html", "write", **context)


def publish(request: Request, uid: UUID) -> HttpResponse:
    """The second look, and the release."""
    bulletin = own_bulletin_for(request.actor, uid)
    phones, _ids = rules.numbers_in(bulletin.title, bulletin.text, bulletin.contact)
    sent = (request.POST,) if request.method == "POST" else ()
    form = forms.PublishForm(*sent, asks=bool(phones))
    return step(request, bulletin, form, "notices.publish")


def withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take it back, with the reason that residents read."""
    bulletin = own_bulletin_for(request.actor, uid)
    sent = (request.POST,) if request.method == "POST" else ()
    return step(request, bulletin, forms.WithdrawForm(*sent), "notices.withdraw")


ACTS: Mapping[str, Callable[..., Bulletin]] = {
    "notices.publish": actions.publish,
    "notices.withdraw": actions.withdraw,
}


def step(request: Request, bulletin: Bulletin, form: KeyForm, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it."""
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            ACTS[verb](form.acting(request.actor), bulletin, **form.facts())
            return go(request, bulletin.get_absolute_url(), said=str(rules.SAID[verb]))
    return show(request, bulletin, form=form, verb=verb)


@login_not_required
@require_safe
def view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One bulletin: released ones for everybody, drafts for those who look after them."""
    return show(request, bulletin_for(reader(request), uid))


def show(request: HttpRequest, bulletin: Bulletin, **more: Any) -> HttpResponse:
    """The page of a bulletin in the shell of who looks at it."""
    actor = reader(request)
    inside = bool(actor and official(actor) and permits(actor, "notices.view", bulletin))
    verbs = [verb for verb in STEPS if inside and actor and permits(actor, verb, bulletin)]
    fitting: tuple[str, ...] = STEPS[:2] if bulletin.state == State.DRAFT else STEPS[2:]
    if bulletin.state == State.WITHDRAWN:
        fitting = ()
    context: dict[str, Any] = {
        "base": "web/page.html" if inside else "web/portal.html",
        "lean": not inside,
        "inside": inside,
        "row": bulletin_row(bulletin),
        "bulletin": bulletin,
        "numbers": rules.numbers_in(bulletin.title, bulletin.text, bulletin.contact),
        "verbs": [(verb, rules.BUTTONS[verb]) for verb in fitting if verb in verbs],
        **more,
    }
    if verb := more.get("verb"):
        context["label"] = rules.BUTTONS[verb]
        context["action"] = reverse(verb, args=[bulletin.uid])
    return part(request, "notices/bulletin.html", "bulletin", **context)


@login_not_required
@require_safe
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bulletin on paper, for the board at the gate."""
    bulletin = bulletin_for(reader(request), uid)
    return private(render(request, "notices/sheet.html", {"row": bulletin_row(bulletin)}))


@require_safe
def paper(request: Request, uid: UUID) -> HttpResponse:
    """The bulletin in the layout of an official document."""
    bulletin = bulletin_for(request.actor, uid)
    row = bulletin_row(bulletin)
    return pdf.pdf_of(request, "notices/paper.html", {"row": row}, name=bulletin.title)
