"""The rules of all places, and the history of one."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.standards.forms.asking import BrowseForm
from liren.apps.standards.queries import browse
from liren.apps.standards.queries.uses import users_of
from liren.apps.standards.queries.versions import changes_of, open_change
from liren.apps.standards.rules.themes import rank, theme_name, theme_of
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.policy.models import Parameter
from liren.kernel.web.respond import part


@require_safe
def rules(request: Request) -> HttpResponse:
    """Every rule with its value, first day and document; searched and filtered."""
    require(request.actor, "policy.view")
    known = browse.packs()
    form = BrowseForm(request.GET, packs=known)
    asked = form.asked()
    if not known:
        return part(request, "standards/rules.html", "rules", packs=known, form=form)
    pack = browse.pack_of(asked["pack"], known)
    every = browse.terms(browse.chain(pack, known), asked["day"])
    found = browse.sought(every, asked["q"], asked["theme"], asked["verify"])
    return part(
        request,
        "standards/rules.html",
        "rules",
        form=form,
        packs=known,
        pack=pack,
        day=asked["day"],
        is_filtered=bool(asked["q"] or asked["theme"] or asked["verify"]),
        themes=grouped(found),
        count=len(found),
        tabs=theme_tabs(request, every, asked["theme"]),
    )


def grouped(found: list[browse.Term]) -> list[dict[str, Any]]:
    """Terms under the names of their themes."""
    by_name: dict[str, list[browse.Term]] = {}
    for term in found:
        by_name.setdefault(theme_name(term.theme), []).append(term)
    return [{"name": name, "terms": terms} for name, terms in by_name.items()]


def theme_tabs(request: Request, every: list[browse.Term], current: str) -> list[dict[str, Any]]:
    """All themes with the number of their rules."""
    counts: dict[str, int] = {}
    for term in every:
        counts[term.theme] = counts.get(term.theme, 0) + 1
    listed = [("", _("全部"), len(every))]
    listed += [(code, theme_name(code), counts[code]) for code in sorted(counts, key=rank)]
    return [
        {
            "label": label,
            "count": count,
            "current": code == current,
            "url": address(request, theme=code),
        }
        for code, label, count in listed
    ]


def address(request: Request, **changes: str) -> str:
    """This list with another filter."""
    asked = {name: value for name, value in request.GET.items() if value} | changes
    return f"{request.path}?{urlencode({name: one for name, one in asked.items() if one})}"


@require_safe
def rule(request: Request, key: str) -> HttpResponse:
    """One rule: what holds, every value it had, who changed it, what it is used for."""
    require(request.actor, "policy.view")
    versions = browse.history(key, today())
    if not versions:
        raise Http404
    known = browse.packs()
    held = browse.held(key, browse.chain(known[0], known), today())
    first = held or versions[0].row
    changes = changes_of(key)
    return part(
        request,
        "standards/rule.html",
        "rule",
        key=key,
        first=first,
        held=held,
        is_formula=not isinstance(first, Parameter),
        versions=[told(one, changes) for one in versions],
        changes=changes,
        waiting=open_change(key),
        used=users_of(key),
        may_propose=isinstance(first, Parameter) and request.actor.may("policy.propose"),
        propose_url=reverse("policy.propose", args=[key]),
        theme=theme_name(theme_of(key)),
    )


def told(version: browse.Version, changes: list[Any]) -> dict[str, Any]:
    """A version with the change from which it came, if people made it in the pages."""
    made = (change for change in changes if change.made_id == version.row.pk)
    return {
        "version": version,
        "row": version.row,
        "change": next(made, None) if isinstance(version.row, Parameter) else None,
    }


def day_asked(text: str) -> date:
    """A day that was asked for; today where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
