"""Visits at the desk: what is to be visited, what was found, one household, proposals."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.actions import proposals as deciding
from liren.apps.people.actions import visits as actions
from liren.apps.people.forms import visits as forms
from liren.apps.people.models import Household, Proposal, Visit
from liren.apps.people.queries import visits as queries
from liren.apps.people.rules.visits import GONE, LABELS, Found, ProposalState
from liren.apps.people.views.due import by
from liren.apps.people.views.letting import allowed, dwelling_words, posted
from liren.apps.places.models import Area
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.doors.queries import require
from liren.kernel.web.lists import capped
from liren.kernel.web.respond import go, part, refusals_to

TABS = ("due", *Found.values)


@require_safe
def listing(request: Request) -> HttpResponse:
    """Households to visit, and the visits made by what was found."""
    require(request.actor, queries.READ)
    tab = request.GET.get("tab", "due")
    asked = {"tab": tab if tab in (*TABS, "all") else "due", "area": area_asked(request)}
    cursor = request.GET.get("cursor", "")
    tab, area = asked["tab"], asked["area"]
    if tab == "due":
        found: Any = queries.page_due(request.actor, area, cursor)
        rows = due_rows(request.actor, found.rows)
    else:
        found = queries.page_of_visits(request.actor, "" if tab == "all" else tab, area, cursor)
        rows = [made(one) for one in found.rows]
    context = {
        "rows": rows,
        "tab": tab,
        "area": Area.objects.filter(code=area).first() if area else None,
        "tabs": tabs(request.actor, asked),
        "newer": address(asked, cursor=found.newer) if found.newer else "",
        "older": address(asked, cursor=found.older) if found.older else "",
        "may_visit": request.actor.may("people.visit"),
    }
    return part(request, "people/visits.html", "visits", **context)


def area_asked(request: Request) -> str:
    """The area of a list, by its code."""
    return request.GET.get("area", "").strip()[:20]


def address(asked: dict[str, str], **changes: str) -> str:
    """The same question as a query string."""
    return "?" + urlencode({name: one for name, one in {**asked, **changes}.items() if one})


def tabs(actor: Actor, asked: dict[str, str]) -> list[dict[str, Any]]:
    """What is to do, what was done."""
    due = queries.due_count(actor)
    words = [("due", _("该走访")), ("all", _("走访记录"))]
    words += [(code, str(label)) for code, label in Found.choices]
    return [
        {
            "label": label,
            "url": address(asked, tab=name),
            "current": name == asked["tab"],
            "count": capped(due) if name == "due" and due else None,
            "hot": name == "due",
        }
        for name, label in words
    ]


def due_rows(actor: Actor, rows: list[Any]) -> list[dict[str, Any]]:
    """Households to visit: whom, why, since when it is due."""
    members = queries.members_of(rows)
    found = []
    for row in rows:
        people = [one for one in members[row.pk] if one.tags]
        words = {word for one in people for word in queries.words_of(actor, one.tags)}
        found.append(
            {
                "household": row,
                "names": _("、").join(one.person.name for one in people),
                "why": sorted(words),
                "place": row.area,
                **by(row.due),
            }
        )
    return found


def made(row: Visit) -> dict[str, Any]:
    """One visit that was made."""
    tones = {Found.CHANGED: "info", Found.ABSENT: "warn", Found.REFUSED: "warn"}
    head = row.household.head if row.household else None
    return {"visit": row, "head": head, "tone": tones.get(Found(row.found), "ok")}


def visit(request: Request, uid: UUID) -> HttpResponse:
    """What is known of a household and what was found there; at the desk after the visit."""
    home = queries.household_for(request.actor, uid)
    allowed(request.actor, "people.visit", home)
    form = forms.VisitForm(posted(request))
    if form.is_valid():
        with refusals_to(form):
            carry_out(request.actor, home, form)
            return go(request, reverse("people.visits"), said=_("走访已登记。"))
    return part(request, "people/visit.html", "visit", form=form, **detail(request.actor, home))


def carry_out(actor: Actor, home: Household, form: forms.VisitForm) -> Visit:
    """Write the visit down, once under the key of its form."""
    made: Visit = actions.visit(form.acting(actor), home, **form.facts())
    return made


def detail(actor: Actor, home: Household) -> dict[str, Any]:
    """A household as it is known, numbers masked, with who is visited why."""
    members = queries.members_of([home])[home.pk]
    return {
        "household": home,
        "address": dwelling_words(home.dwelling),
        "members": [known(actor, one) for one in members],
        "differ": forms.differ_forms(members),
        "visits": queries.last_visits(home),
        "today": today(),
        "fresh": forms.VisitForm(),
    }


def known(actor: Actor, member: queries.Member) -> dict[str, Any]:
    """What stands in the register of one who lives there; what is sealed stays masked."""
    person = member.person
    facts = [
        (_("手机号码"), str(person.phone) if person.phone else ""),
        (_("从业状况"), person.get_work_display()),
        (_("工作单位"), person.employer),
        (_("婚姻状况"), person.get_marital_display()),
    ]
    return {
        "person": person,
        "relation": member.stay.get_relation_display(),
        "facts": [(name, str(fact)) for name, fact in facts if fact],
        "why": queries.words_of(actor, member.tags),
    }


# ── proposals ───────────────────────────────────────────────────────────────────────────────


@require_safe
def proposals(request: Request) -> HttpResponse:
    """What was found to be otherwise and waits to be decided."""
    require(request.actor, "people.proposals")
    given = request.GET.get("tab", "open")
    asked = {"tab": given if given in ("open", "done") else "open", "area": area_asked(request)}
    found = queries.page_of_proposals(
        request.actor, asked["tab"], asked["area"], request.GET.get("cursor", "")
    )
    words = {"open": _("待处理"), "done": _("已处理")}
    context = {
        "rows": [proposed(request.actor, one) for one in found.rows],
        "tab": asked["tab"],
        "tabs": [
            {"label": label, "url": address(asked, tab=name), "current": name == asked["tab"]}
            for name, label in words.items()
        ],
        "newer": address(asked, cursor=found.newer) if found.newer else "",
        "older": address(asked, cursor=found.older) if found.older else "",
    }
    return part(request, "people/proposals.html", "proposals", **context)


def proposed(actor: Actor, row: Proposal) -> dict[str, Any]:
    """One proposal: what stands there, what is proposed, and whether the record moved on."""
    tones = {ProposalState.TAKEN: "ok", ProposalState.REFUSED: "warn"}
    return {
        "proposal": row,
        "person": row.person,
        "label": LABELS.get(row.field, row.field),
        "now": _("住在这里") if row.field == GONE else queries.in_words(row.field, row.person),
        "wanted": _("已经不住在这里") if row.field == GONE else queries.worded(row),
        "moved_on": row.state == ProposalState.OPEN and row.person.version != row.version,
        "tone": tones.get(ProposalState(row.state), ""),
        "at": local(row.at).date(),
        "may": row.state == ProposalState.OPEN and permits(actor, "people.take_proposal", row),
    }


def take(request: Request, uid: UUID) -> HttpResponse:
    """Look at what stands there and what is proposed, then take it over."""
    row = queries.proposal_for(request.actor, uid)
    allowed(request.actor, "people.take_proposal", row)
    form = forms.TakeForm(posted(request), initial={"seen": row.person.version})
    if form.is_valid():
        with refusals_to(form):
            deciding.take_proposal(form.acting(request.actor), row, **form.facts())
            return go(request, reverse("people.proposals"), said=_("已采纳，记录已更正。"))
    shown = proposed(request.actor, row)
    return part(request, "people/proposal.html", "proposal", form=form, row=shown)


def refuse(request: Request, uid: UUID) -> HttpResponse:
    """Leave the record as it is, with a reason."""
    row = queries.proposal_for(request.actor, uid)
    allowed(request.actor, "people.refuse_proposal", row)
    form = forms.AnswerForm(posted(request))
    if form.is_valid():
        with refusals_to(form):
            deciding.refuse_proposal(form.acting(request.actor), row, **form.facts())
            return go(request, reverse("people.proposals"), said=_("已登记为不采纳。"))
    shown = proposed(request.actor, row)
    return part(request, "people/proposal.html", "proposal", form=form, row=shown, refusing=True)
