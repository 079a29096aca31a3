"""Residence permits as pages: lists by what is to be done, and the acts."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.people.actions import permits as actions
from liren.apps.people.forms import rentals as forms
from liren.apps.people.models import Permit
from liren.apps.people.queries import permits as queries
from liren.apps.people.queries.persons import person_for
from liren.apps.people.queries.rentals import counted
from liren.apps.people.rules import permits as rules
from liren.apps.people.rules.rentals import PermitState
from liren.apps.people.views.letting import allowed, posted, tone_of
from liren.apps.places.models import Area
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits as permitted
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.lists import capped
from liren.kernel.web.respond import part


@require_safe
def listing(request: Request) -> HttpResponse:
    """Permits to endorse, lapsed, valid, ended; and who could apply for one."""
    require(request.actor, queries.READ)
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "area")}
    given = request.GET.get("tab", "")
    asked["tab"] = tab = given if given in queries.TABS else "endorse"
    cursor = request.GET.get("cursor", "")
    read = queries.page_of_able if tab == "may" else by_tab(tab)
    found: Any = read(request.actor, asked["area"], asked["q"], cursor)
    context = {
        "rows": [able(one) if tab == "may" else shown(request.actor, one) for one in found.rows],
        "tab": tab,
        "q": asked["q"],
        "area": Area.objects.filter(code=asked["area"]).first() if asked["area"] else None,
        "tabs": tabs(request.actor, asked),
        "newer": address(asked, cursor=found.newer) if found.newer else "",
        "older": address(asked, cursor=found.older) if found.older else "",
        "may_issue": request.actor.may("people.issue_permit"),
        "terms": queries.terms(),
    }
    return part(request, "people/permits.html", "permits", **context)


def by_tab(tab: str) -> Any:
    """The reading of a tab's permits."""
    return lambda actor, area, q, cursor: queries.page_of_permits(actor, tab, area, q, cursor)


def address(asked: dict[str, str], **changes: str) -> str:
    """The same question as a query string."""
    return "?" + urlencode({name: one for name, one in {**asked, **changes}.items() if one})


HOT = ("endorse", "lapsed", "may")


def tabs(actor: Actor, asked: dict[str, str]) -> list[dict[str, Any]]:
    """What may be done about permits, with how many wait."""
    words = {
        "endorse": _("该签注"),
        "lapsed": pgettext("permits", "已中止"),
        "may": _("可申领"),
        "valid": pgettext("permits", "有效"),
        "ended": pgettext("permits", "已终止"),
    }
    found = []
    for name, label in words.items():
        count = waiting(actor, name, asked["area"]) if name in HOT else 0
        found.append(
            {
                "label": label,
                "url": address(asked, tab=name),
                "current": name == asked["tab"],
                "count": capped(count) if count else None,
                "hot": bool(count) and name != "may",
            }
        )
    return found


def waiting(actor: Actor, tab: str, area: str = "") -> int:
    """How many stand in a tab."""
    rows: Any = queries.may_have(area) if tab == "may" else queries.permits_sought(tab, area)
    return counted(actor, rows, queries.READ)


def shown(actor: Actor, row: Permit) -> dict[str, Any]:
    """One line: whose, until when, and what may be done now."""
    state = rules.standing(row.state, row.endorse_by, today())
    opens = rules.opens(row.endorse_by, queries.terms())
    runs = state != PermitState.ENDED
    due = state == PermitState.LAPSED or opens <= today()
    return {
        "permit": row,
        "person": row.person,
        "state": PermitState(state).label,
        "tone": {"valid": "ok", "lapsed": "bad"}.get(state, ""),
        "opens": opens,
        "near": tone_of((row.endorse_by - today()).days) if state == PermitState.VALID else "off",
        "resumes": state == PermitState.LAPSED,
        "may_endorse": runs and due and permitted(actor, "people.endorse_permit", row),
        "may_end": runs and permitted(actor, "people.end_permit", row),
    }


def able(person: Any) -> dict[str, Any]:
    """One who could apply: since when he lives here, and from when he could."""
    return {"person": person, "since": person.lived}


def issue(request: Request, uid: UUID) -> HttpResponse:
    """Somebody got a permit."""
    person = person_for(request.actor, uid)
    allowed(request.actor, "people.issue_permit", person)
    since = queries.lived_since(person)
    return act_page(
        request,
        forms.IssueForm(posted(request)),
        lambda actor, **facts: actions.issue_permit(actor, person, **facts),
        title=_("登记居住证：%(name)s") % {"name": person.name},
        label=_("登记"),
        back=reverse("people.permits") + "?tab=valid",
        said=_("已登记。到签注的月份会自动列入“该签注”。"),
        rows=[
            (_("登记的居住开始日期"), since),
            (_("可申领日期"), rules.earliest(since, queries.terms()) if since else ""),
        ],
    )


def endorse(request: Request, uid: UUID) -> HttpResponse:
    """A permit was endorsed, or resumed."""
    row = queries.permit_for(request.actor, uid)
    allowed(request.actor, "people.endorse_permit", row)
    return act_page(
        request,
        forms.OnForm(posted(request)),
        lambda actor, on: actions.endorse_permit(actor, row, on=on),
        title=_("居住证签注：%(name)s") % {"name": row.person.name},
        label=_("登记签注"),
        back=reverse("people.permits"),
        said=_("已登记签注。"),
        rows=[(_("签发日期"), row.issued_on), (_("应在此日前签注"), row.endorse_by)],
    )


def end(request: Request, uid: UUID) -> HttpResponse:
    """A permit is over."""
    row = queries.permit_for(request.actor, uid)
    allowed(request.actor, "people.end_permit", row)
    return act_page(
        request,
        forms.EndPermitForm(posted(request)),
        lambda actor, reason: actions.end_permit(actor, row, reason=reason),
        title=_("终止居住证：%(name)s") % {"name": row.person.name},
        label=_("终止"),
        back=reverse("people.permits") + "?tab=ended",
        said=_("已终止。"),
        grave=True,
    )
