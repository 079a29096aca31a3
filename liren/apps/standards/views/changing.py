"""Changing a rule: proposed by one, agreed to by another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liren.apps.standards import actions
from liren.apps.standards.forms.changing import DecideForm, ProposeForm
from liren.apps.standards.models import Change
from liren.apps.standards.queries import browse
from liren.apps.standards.queries.checking import check_change
from liren.apps.standards.queries.effect import effect_of
from liren.apps.standards.queries.reach import tops_for
from liren.apps.standards.queries.versions import change_for, changes_for
from liren.apps.standards.rules.changes import State
from liren.apps.standards.rules.writing import read
from liren.apps.standards.views.sent import given_in
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require
from liren.kernel.policy.models import Pack, Parameter
from liren.kernel.web.respond import go, part, refusals_to

TABS = (State.PROPOSED, State.APPLIED, State.REFUSED, State.WITHDRAWN)


@require_safe
def changes(request: Request) -> HttpResponse:
    """What was proposed for the rules of the place, the latest first."""
    require(request.actor, "policy.view")
    state = request.GET.get("state", "")
    rows = changes_for(request.actor, state if state in State.values else "")
    here = request.path
    tabs = [{"label": _("全部"), "url": here, "current": state not in State.values}]
    tabs += [
        {"label": one.label, "url": f"{here}?state={one.value}", "current": state == one.value}
        for one in TABS
    ]
    return part(request, "standards/changes.html", "changes", rows=rows, tabs=tabs)


@require_safe
def change(request: Request, uid: UUID) -> HttpResponse:
    """One change: from what to what, on whose word, and what follows from it."""
    require(request.actor, "policy.view")
    return shown(request, change_for(uid))


def shown(request: Request, row: Change, **more: Any) -> HttpResponse:
    """The page of a change, with a form if somebody decides."""
    verbs = [
        verb
        for verb in ("policy.consent", "policy.refuse", "policy.withdraw")
        if row.state == State.PROPOSED and permits(request.actor, verb, row)
    ]
    where = area_shown(request)
    return part(
        request,
        "standards/change.html",
        "change",
        **{
            "change": row,
            "verbs": verbs,
            "own": row.proposed_by_id == request.user.pk,
            "effect": effect_of(row, where) if where and row.state == State.PROPOSED else None,
            "where": where,
            "form": None,
            **more,
        },
    )


def area_shown(request: Request) -> Area | None:
    """The area for which an effect is shown: the first in which the person works."""
    return next(iter(tops_for(request.actor)), None)


def decide(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Agree, refuse or take back."""
    require(request.actor, "policy.view")
    row = change_for(uid)
    form = DecideForm(given_in(request), reasoned=verb == "policy.refuse")
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            ACTS[verb](form.acting(request.actor), row, **form.facts())
            return go(request, row.get_absolute_url(), said=str(SAID[verb]))
    words = {"label": WORDS[verb], "verb": verb, "action": reverse(verb, args=[uid])}
    return shown(request, change_for(uid), form=form, **words)


def propose(request: Request, key: str) -> HttpResponse:
    """Propose a new value of a rule from a day on."""
    require(request.actor, "policy.propose")
    before, packs = present(key)
    form = ProposeForm(given_in(request), before=before, packs=packs)
    if request.method == "POST" and form.is_valid():
        given, actor = form.facts(), form.acting(request.actor)
        pack = next(one for one in packs if one.code == given.pop("pack"))
        with refusals_to(form):
            given["value"] = read(given["value"], before.value)
            made = actions.propose(actor, pack, before=before, **given)
            said = _("已提出变更，等另一位有权人员会签后生效。")
            return go(request, made.get_absolute_url(), said=said)
    return part(
        request, "standards/propose.html", "propose", before=before, form=form, rule_key=key
    )


@require_safe
def check(request: Request, key: str) -> HttpResponse:
    """What a value would do, while it is being typed; nothing is saved."""
    require(request.actor, "policy.propose")
    before, packs = present(key)
    form = ProposeForm(request.GET, before=before, packs=packs)
    fault, effect = "", None
    where = area_shown(request)
    try:
        draft = drafted(request, form, before, packs)
        check_change(draft)
        effect = effect_of(draft, where) if where else None
    except Refused as no:
        fault = str(no)
    return part(request, "standards/check.html", "check", fault=fault, effect=effect, where=where)


def drafted(request: Request, form: ProposeForm, before: Parameter, packs: list[Pack]) -> Change:
    """What is typed so far, as a change that is not saved."""
    form.is_valid()
    given = form.cleaned_data
    pack = next((one for one in packs if one.code == given.get("pack")), packs[0])
    return Change(
        pack=pack,
        key=before.key,
        before=before,
        value=read(given.get("value", ""), before.value),
        valid_from=given.get("valid_from") or today(),
        source=given.get("source", ""),
        proposed_by=request.user,
        proposed_at=now(),
    )


def present(key: str) -> tuple[Parameter, list[Pack]]:
    """The parameter as it stands today, and the packs of the place, nearest first."""
    known = browse.packs()
    order = browse.chain(known[0], known) if known else []
    row = browse.held(key, order, today()) if order else None
    if not isinstance(row, Parameter):
        raise Http404
    return row, order


ACTS: dict[str, Callable[..., Change]] = {
    "policy.consent": actions.consent,
    "policy.refuse": actions.refuse,
    "policy.withdraw": actions.withdraw,
}
WORDS = {
    "policy.consent": gettext_lazy("同意，按此施行"),
    "policy.refuse": gettext_lazy("不同意"),
    "policy.withdraw": gettext_lazy("撤回这份变更"),
}
SAID = {
    "policy.consent": gettext_lazy("已同意，新版本已写入，自施行日起生效。"),
    "policy.refuse": gettext_lazy("已记为未同意，现行值不变。"),
    "policy.withdraw": gettext_lazy("已撤回，现行值不变。"),
}
